#include "node/bundle/bundle.h"

#include <doctest/doctest.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/json.h"
#include "node/bundle/errors.h"
#include "node/bundle/sample_run_test.h"
#include "node/bundle/texts_test.h"
#include "node/crypto/digest.h"

namespace passerelle::bundle {
namespace {

Json json_file(const std::string& path) {
  const auto json = parse_json(sample::files().at(path));
  REQUIRE_MESSAGE(json, path);
  return *json;
}

}  // namespace

TEST_CASE("a bundle holds all that the contract names") {
  for (const char* path : {"result.json",
                           "run.json",
                           "study.json",
                           "report.html",
                           "report.fr.html",
                           "check.R",
                           "manifest.json",
                           "ro-crate-metadata.json",
                           "README.txt",
                           "trust/trust-list.json",
                           "permits/fi.json",
                           "signatures/0-dk.json",
                           "signatures/pooled.json",
                           "receipts/1-fr.json",
                           "receipts/pooled.json",
                           "tables/patients.csv",
                           "tables/cox.csv",
                           "tables/curve.csv",
                           "tables/incidence.csv",
                           "tables/incidence/standard.csv",
                           "tables/new.csv",
                           "tables/new/weights.csv",
                           "plots/curve.svg",
                           "plots/cox.svg",
                           "plots/new.svg",
                           "plots/together.svg",
                           "tables/together.csv",
                           "tables/early.csv",
                           "tables/curve/differences.csv",
                           "tables/curve/rmst_differences.csv",
                           "tables/cox/proportional_hazards.csv",
                           "plots/causes.svg",
                           "tables/causes.csv",
                           "plots/lengths.svg",
                           "tables/by_marker.csv",
                           "tables/by_marker/roc.csv",
                           "tables/by_marker/calibration.csv",
                           "plots/by_marker/calibration.svg",
                           "plots/by_marker.svg"}) {
    CHECK_MESSAGE(sample::files().contains(path), path);
  }
  // For looking at it: PASSERELLE_KEEP_BUNDLE names a folder.
  if (const char* folder = std::getenv("PASSERELLE_KEEP_BUNDLE")) {
    for (const auto& [path, content] : sample::files()) {
      const auto file = std::filesystem::path(folder) / path;
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file, std::ios::binary) << content;
    }
  }
}

TEST_CASE("result.json tells the study, the nodes and the answers, and nothing of the run") {
  const auto& text = sample::files().at("result.json");
  const auto result = json_file("result.json");
  CHECK(result.at("passerelle") == "result/1");
  CHECK(result.at("study").at("study").at("id") == "trial");
  CHECK(result.at("study_digest") == crypto::sha256_hex(sample::files().at("study.json")));
  REQUIRE(result.at("nodes").size() == 3);
  CHECK(result.at("nodes").at(1).at("id") == "fi");
  CHECK(result.at("nodes").at(1).at("country") == "FI");
  CHECK(result.at("nodes").at(1).at("dataset_versions").at(0).at("dataset") ==
        "https://fi.example/dataset/trial");
  CHECK(result.at("nodes").at(0).at("title") == Json{{"kind", "request_approval"}});
  CHECK(result.at("nodes").at(1).at("title") == Json{{"kind", "data_permit"},
                                                     {"data_protection",
                                                      {{"controller", "University of Nantes"},
                                                       {"processor", "Findata"},
                                                       {"basis", "6-1-e"}}}});
  CHECK(result.at("analyses").size() == 44);
  CHECK(result.at("analysis_set").contains("left_out"));
  CHECK(result.at("analysis_set").at("opted_out") == 0);
  for (const char* word : {"run-2027-1", "permit-1", "2027-01-31", "log_index"}) {
    CHECK_FALSE_MESSAGE(has(text, word), word);
  }
}

TEST_CASE("every analysis names the rules that decided it, with the value of each node") {
  const auto result = json_file("result.json");
  for (const auto& node : result.at("nodes")) CHECK(node.at("rules").at("min_cell") == 5);
  for (const auto& analysis : result.at("analyses")) {
    INFO(analysis.at("id"));
    const auto& rules = analysis.at("rules");
    CHECK(rules.at(0) == Json{{"rule", "min_cell"}, {"nodes", {{"dk", 5}, {"fi", 5}, {"fr", 5}}}});
    CHECK(rules.at(1).at("nodes").at("fr") == "allow");
    CHECK(rules.at(2) == Json{{"rule", "complementary_suppression"}});
    static const std::set<std::string> kOfCounts{
        "count", "crosstab", "histogram", "diagnostic", "missingness", "conformance", "validation"};
    const bool has_sums = !kOfCounts.contains(analysis.at("type")) && analysis.at("id") != "ranks";
    CHECK((rules.size() > 3) == has_sums);
    if (analysis.at("type") == "describe") {
      CHECK(rules.at(4).at("nodes").at("dk") == Json{{"n", 2}, {"k", 0.9}});
    }
  }
  CHECK(has(sample::files().at("report.html"), "counts of 5 persons or more and of nobody"));
  CHECK(has(sample::files().at("report.html"), "a curve as a whole or not at all"));
}

TEST_CASE("a run that is repeated gives the same result.json and the same tables") {
  auto contents = sample::run().contents;
  contents.submitted += std::chrono::hours(5);
  const auto again = write_bundle(contents);
  REQUIRE(again);
  for (const auto& [path, content] : *again) {
    if (path == "result.json" || path.starts_with("tables/") || path.starts_with("plots/")) {
      CHECK_MESSAGE(content == sample::files().at(path), path);
    }
  }
}

TEST_CASE("the manifest lists what every node released in every round") {
  const auto manifest = json_file("manifest.json");
  const auto& rounds = manifest.at("rounds");
  REQUIRE(rounds.size() == json_file("run.json").at("rounds"));
  for (std::size_t round = 0; round < rounds.size(); ++round) {
    for (const char* node : {"dk", "fi", "fr"}) {
      const auto signed_body =
          json_file("signatures/" + std::to_string(round) + "-" + node + ".json").at("body");
      CHECK(rounds[round].at("nodes").at(node).at("partial") == signed_body.at("partial"));
    }
  }
}

TEST_CASE("what a node withheld is withheld in the result, the tables and the report") {
  const auto result = json_file("result.json");
  bool is_found = false;
  for (const auto& answer : result.at("analyses")) {
    if (answer.at("id") == "sites") is_found = answer.at("status") == "partly_withheld";
  }
  CHECK(is_found);
  CHECK(has(sample::files().at("tables/sites.csv"), ",,"));
  CHECK(has(sample::files().at("report.html"), "withheld</span>"));
}

TEST_CASE("the crate names every file with its type, and the run as the action that made them") {
  const auto crate = json_file("ro-crate-metadata.json");
  std::map<std::string, Json> by_id;
  for (const auto& entity : crate.at("@graph")) {
    CHECK(by_id.emplace(entity.at("@id").get<std::string>(), entity).second);
  }
  for (const auto& [path, content] : sample::files()) {
    if (path == "ro-crate-metadata.json") continue;
    REQUIRE_MESSAGE(by_id.contains(path), path);
    CHECK(by_id.at(path).at("@type") == "File");
    CHECK(by_id.at(path).at("contentSize") == std::to_string(content.size()));
  }
  CHECK(by_id.at("plots/cox.svg").at("encodingFormat") == "image/svg+xml");
  CHECK(by_id.at("#run").at("@type") == "CreateAction");
  CHECK(by_id.at("#run").at("agent").at("@id") == "#node-fr");
  // Whatever is referred to inside the crate is described.
  for (const auto& part : by_id.at("./").at("hasPart")) {
    CHECK(by_id.contains(part.at("@id").get<std::string>()));
  }
}

TEST_CASE("the example of run/1 in FORMAT.md is what this version writes") {
  std::ifstream file(std::string(PASSERELLE_SOURCE_DIR) + "/node/bundle/FORMAT.md");
  const std::string format((std::istreambuf_iterator<char>(file)), {});
  CHECK(has(format, "\n" + sample::files().at("run.json") + "\n"));
}

TEST_CASE("a bundle is not written from answers that do not belong together") {
  auto contents = sample::run().contents;
  contents.run = RunId("another-run");
  CHECK_FALSE(write_bundle(contents));

  contents = sample::run().contents;
  contents.requesting_node = NodeId("fi");
  CHECK_FALSE(write_bundle(contents));

  contents = sample::run().contents;
  contents.permits.erase(NodeId("fi"));
  CHECK_FALSE(write_bundle(contents));

  contents = sample::run().contents;
  contents.answers.erase(std::prev(contents.answers.end()));
  CHECK(write_bundle(contents).error().code == make_error_code(BundleError::incomplete));

  contents = sample::run().contents;
  contents.answers.clear();
  CHECK(write_bundle(contents).error().code == make_error_code(BundleError::incomplete));
}

}  // namespace passerelle::bundle
