// The sample catalogues and their reference reports: the official packs give the same multiset of
// results; the pack with the ill-formed shape gives the same as the well-formed one; the built-in
// profile finds violations at the same places. The same for catalogues of our own (variants/),
// whose results were computed by another engine.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "metadata/profiles/profile.h"
#include "metadata/shacl/report_json.h"
#include "node/base/json.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

namespace fs = std::filesystem;
using profiles::Profile;

const std::string kIllFormed = "-official";  // ends the name of the pack with the official file

using FindingRow = std::tuple<std::string, std::string, std::string, std::string, std::string>;
using Place = std::pair<std::string, std::string>;

std::string text(const Json& value) {
  return value.is_null() ? std::string("null") : value.get<std::string>();
}

std::multiset<FindingRow> rows(const Json& report) {
  std::multiset<FindingRow> found;
  for (const auto& result : report.at("results")) {
    found.emplace(text(result.at("focusNode")), text(result.at("path")),
                  text(result.at("constraintComponent")), text(result.at("severity")),
                  text(result.at("value")));
  }
  return found;
}

std::set<Place> violated_places(const Json& report) {
  std::set<Place> found;
  for (const auto& result : report.at("results")) {
    if (result.at("severity") != "Violation") continue;
    found.emplace(text(result.at("focusNode")), text(result.at("path")));
  }
  return found;
}

// The packs of the shared data, by name.
std::map<std::string, Profile> official_profiles(const fs::path& folder) {
  std::map<std::string, Profile> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto pack = profiles::read_pack(entry.path());
    REQUIRE_MESSAGE(pack.has_value(), pack.error().text());
    auto profile = Profile::load(*pack);
    REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
    found.emplace(pack->name, *std::move(profile));
  }
  return found;
}

Json validated(const Profile& profile, const fs::path& file, rdf::Syntax syntax) {
  const auto data = profile.read(file_text(file), syntax);
  REQUIRE_MESSAGE(data.has_value(), data.error().text());
  const auto report = profile.validate(*data);
  REQUIRE_MESSAGE(report.has_value(), report.error().text());
  return shacl::to_json(*report);
}

// Prints what one side has more than the other.
template <class Rows>
void print_difference(const std::string& sample, const Rows& expected, const Rows& found) {
  const auto print = [&](const char* what, const Rows& left, const Rows& right) {
    Rows more;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(),
                        std::inserter(more, more.end()));
    for (const auto& row : more) {
      std::cout << sample << " " << what;
      std::apply([](const auto&... part) { ((std::cout << " | " << part), ...); }, row);
      std::cout << "\n";
    }
  };
  print("lacks", expected, found);
  print("has", found, expected);
}

struct Sample {
  std::string name;  // "v02-full-valid"
  Json report;
  std::vector<fs::path> files;  // the same graph in several syntaxes
};

std::vector<Sample> samples(const fs::path& folder) {
  constexpr std::string_view kEnding = ".report.json";
  std::vector<Sample> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(kEnding)) continue;
    const auto report = parse_json(file_text(entry.path()));
    REQUIRE(report.has_value());
    found.push_back({name.substr(0, name.size() - kEnding.size()), *report, {}});
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    for (auto& sample : found) {
      if (name.starts_with(sample.name + ".") && !name.ends_with(kEnding)) {
        sample.files.push_back(entry.path());
      }
    }
  }
  REQUIRE(found.size() >= 14);
  return found;
}

// Calls `test` with every file of a sample that we have a reader for.
template <class Test>
void each_file(const Sample& sample, Test test) {
  REQUIRE_FALSE(sample.files.empty());
  for (const auto& file : sample.files) {
    const auto extension = file.extension().string();
    const auto syntax = rdf::syntax_of_extension(std::string_view(extension).substr(1));
    if (syntax) test(file, *syntax);
    else
      std::cout << "skipped: " << file.filename().string() << " (no reader for " << extension
                << ")\n";
  }
}

TEST_CASE("official packs: every sample gives exactly the results of the reference report") {
  const auto folder = shared_folder("healthdcat-ap");
  if (!folder) return;
  const auto profiles = official_profiles(*folder / "packs");
  std::size_t same = 0, all = 0;
  for (const auto& sample : samples(*folder / "samples")) {
    const auto name = sample.report.at("profile").get<std::string>();
    for (const auto& pack : {name, name + kIllFormed}) {
      const auto profile = profiles.find(pack);
      REQUIRE_MESSAGE(profile != profiles.end(), pack);
      each_file(sample, [&](const fs::path& file, rdf::Syntax syntax) {
        const auto found = validated(profile->second, file, syntax);
        const auto expected_rows = rows(sample.report), found_rows = rows(found);
        if (expected_rows != found_rows) print_difference(sample.name, expected_rows, found_rows);
        CHECK_MESSAGE(expected_rows == found_rows, pack << " " << file.filename().string());
        for (const auto* key : {"conforms", "conformsIgnoringWarnings"}) {
          CHECK_MESSAGE(sample.report.at(key) == found.at(key), sample.name);
        }
        for (const auto* severity : {"Violation", "Warning", "Info"}) {
          CHECK(sample.report.at("counts").at(severity) == found.at("counts").at(severity));
        }
        ++all;
        if (expected_rows == found_rows) ++same;
      });
    }
  }
  print_count("HealthDCAT-AP reports", same, all);
}

TEST_CASE("the official file with a shape without path is loaded with a notice that names it") {
  const auto folder = shared_folder("healthdcat-ap");
  if (!folder) return;
  const auto profiles = official_profiles(*folder / "packs");
  const auto has_notice = [&](const std::string& name) {
    const auto& notices = profiles.at(name).shapes().notices();
    return std::any_of(notices.begin(), notices.end(), [](const std::string& notice) {
      return notice.find("#Dataset_Shape>: a property shape without sh:path") != std::string::npos;
    });
  };
  CHECK(has_notice("healthdcat-ap-r8/non-public" + kIllFormed));
  CHECK_FALSE(has_notice("healthdcat-ap-r8/non-public"));
}

TEST_CASE(
    "built-in profile: violations stand at the same nodes and fields as with the official pack") {
  const auto folder = shared_folder("healthdcat-ap");
  if (!folder) return;
  for (const auto& sample : samples(*folder / "samples")) {
    each_file(sample, [&](const fs::path& file, rdf::Syntax syntax) {
      const auto expected = violated_places(sample.report);
      const auto found = violated_places(validated(Profile::built_in(), file, syntax));
      if (expected != found) print_difference(sample.name, expected, found);
      CHECK_MESSAGE(expected == found, file.filename().string());
    });
  }
}

std::multiset<FindingRow> expected_rows(const Json& results) {
  std::multiset<FindingRow> found;
  for (const auto& row : results) {
    found.emplace(text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]));
  }
  return found;
}

TEST_CASE("catalogues of our own get the results that another engine gives them") {
  const auto folder = shared_folder("healthdcat-ap");
  if (!folder) return;
  const auto profiles = official_profiles(*folder / "packs");
  const auto variants = own_folder("variants");
  const auto expected = parse_json(file_text(variants / "expected.json"));
  REQUIRE(expected.has_value());
  const auto& results = expected->at("results");
  CHECK(results.size() >= 15);
  for (const auto& [name, rows_of_file] : results.items()) {
    const auto file = variants / name;
    const auto syntax = rdf::syntax_of_extension(file.extension().string().substr(1));
    REQUIRE_MESSAGE(syntax.has_value(), name);
    const auto wanted = expected_rows(rows_of_file);
    std::set<Place> places;
    for (const std::string pack :
         {"healthdcat-ap-r8/non-public", "healthdcat-ap-r8/non-public-official"}) {
      const auto report = validated(profiles.at(pack), file, *syntax);
      if (rows(report) != wanted) print_difference(name, wanted, rows(report));
      CHECK_MESSAGE(rows(report) == wanted, pack << " " << name);
      places = violated_places(report);
    }
    const auto found = violated_places(validated(Profile::built_in(), file, *syntax));
    if (found != places) print_difference(name, places, found);
    CHECK_MESSAGE(found == places, "built-in " << name);
  }
}

}  // namespace
}  // namespace passerelle::conformance
