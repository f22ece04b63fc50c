#include "node/bundle/verify.h"

#include <doctest/doctest.h>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "node/bundle/sample_run_test.h"

namespace passerelle::bundle {
namespace {

Report verify(const Files& files) { return verify_bundle(files, sample::run().anchor); }

std::string what_is_wrong(const Report& report) {
  std::string text;
  for (const auto& check : report.checks) {
    if (!check.is_good) text += check.what + ": " + check.why + "\n";
  }
  return text;
}

// Whether some check that fails speaks of these words.
bool blames(const Files& files, const std::string& words) {
  const auto report = verify(files);
  const auto wrong = what_is_wrong(report);
  INFO(wrong);
  CHECK_FALSE(report.is_good());
  const bool is_found = wrong.find(words) != std::string::npos;
  CHECK(is_found);
  return is_found;
}

// Changes the first digit after the words.
Files with_other_digit(const std::string& path, const std::string& after) {
  auto files = sample::files();
  auto& text = files.at(path);
  const auto place = text.find(after);
  REQUIRE_MESSAGE(place != std::string::npos, path << " does not say " << after);
  const auto digit = text.find_first_of("0123456789", place + after.size());
  REQUIRE(digit != std::string::npos);
  text[digit] = text[digit] == '9' ? '8' : static_cast<char>(text[digit] + 1);
  return files;
}

}  // namespace

TEST_CASE("a bundle as it was written is good") {
  const auto report = verify(sample::files());
  CHECK_MESSAGE(report.is_good(), what_is_wrong(report));
  CHECK(report.not_proved.size() == 4);
  CHECK(report.checks.size() > 30);
  CHECK(to_json(report).at("good") == true);
}

TEST_CASE("without a fingerprint the right anchor is not proved, and this is said") {
  const auto report = verify_bundle(sample::files(), std::nullopt);
  CHECK(report.is_good());
  CHECK(report.not_proved.size() == 5);
}

TEST_CASE("a trust list of another anchor is found") {
  const auto report = verify_bundle(sample::files(), std::string(64, '0'));
  CHECK_FALSE(report.is_good());
}

TEST_CASE("a changed number in a file that is made from the answers is found") {
  for (const auto& [path, after] :
       std::map<std::string, std::string>{{"result.json", "\"hazard_ratios\":{\"age\":"},
                                          {"manifest.json", "\"rows\":"},
                                          {"tables/patients.csv", "all,"},
                                          {"tables/age/node-fi.csv", "age,all,"},
                                          {"plots/curve.svg", "<path"},
                                          {"report.html", "class=\"n\">"},
                                          {"report.fr.html", "class=\"n\">"},
                                          {"check.R", "rows <- "},
                                          {"ro-crate-metadata.json", "\"contentSize\":\""},
                                          {"README.txt", "run run-"}}) {
    INFO(path);
    CHECK(blames(with_other_digit(path, after), path + " says what the answers say"));
  }
}

TEST_CASE("a changed answer loses its seal") {
  CHECK(blames(with_other_digit("signatures/2-fi.json", "\"rows\":"), "The seal of fi on round 2"));
  CHECK(blames(with_other_digit("signatures/pooled.json", "\"age\":"),
               "The seal of fr on the pooled answer"));
}

TEST_CASE("a changed receipt proves nothing") {
  CHECK(blames(with_other_digit("receipts/1-fi.json", "\\\"round\\\":"),
               "The log of fi on round 1 holds this release"));
  CHECK(blames(with_other_digit("receipts/pooled.json", "\"index\":"),
               "The log of fr holds the pooled answer"));
}

TEST_CASE("a receipt of another release proves nothing about this one") {
  auto files = sample::files();
  files["receipts/1-fi.json"] = files.at("receipts/0-fi.json");
  CHECK(blames(files, "The log of fi on round 1 holds this release"));
}

TEST_CASE("a changed permit loses its seal") {
  CHECK(blames(with_other_digit("permits/dk.json", "\"min_cell\":"), "The permit of dk"));
}

TEST_CASE("the permit of another node is no permit of this one") {
  auto files = sample::files();
  files["permits/dk.json"] = files.at("permits/fi.json");
  CHECK(blames(files, "The permit of dk"));
}

TEST_CASE("a changed trust list loses its anchor's signature") {
  CHECK(blames(with_other_digit("trust/trust-list.json", "\"sequence\":"), "The trust list"));
}

TEST_CASE("a changed study is not the one that was answered") {
  CHECK(blames(with_other_digit("study.json", "\"breaks\":["), "The answers form one chain"));
}

TEST_CASE("rounds that changed places break the chain") {
  auto files = sample::files();
  for (const char* node : {"dk", "fi", "fr"}) {
    for (const char* folder : {"signatures/", "receipts/"}) {
      const auto one = folder + std::string("2-") + node + ".json";
      const auto other = folder + std::string("3-") + node + ".json";
      REQUIRE(files.contains(other));
      std::swap(files.at(one), files.at(other));
    }
  }
  CHECK(blames(files, "The answers form one chain"));
}

TEST_CASE("a last round that is left out is missed") {
  auto files = sample::files();
  int last = 0;
  while (files.contains("signatures/" + std::to_string(last + 1) + "-fr.json")) ++last;
  for (const char* node : {"dk", "fi", "fr"}) {
    const auto name = std::to_string(last) + "-" + node + ".json";
    files.erase("signatures/" + name);
    files.erase("receipts/" + name);
  }
  CHECK(blames(files, "The answers form one chain"));
}

TEST_CASE("a node that left out other persons in a later round is found") {
  const auto run = sample::run_with([](gate::AnswerContext& context) {
    const bool is_later = context.executing_node == NodeId("fi") && context.round > 0;
    if (is_later) context.opt_out->as_of += std::chrono::hours(1);
  });
  const auto written = write_bundle(run.contents);
  REQUIRE_MESSAGE(written, written.error().text());
  const auto wrong = what_is_wrong(verify_bundle(*written, run.anchor));
  CHECK_MESSAGE(wrong ==
                    "fi left out the same persons who opted out in every round: the registers "
                    "differ\n",
                wrong);
}

TEST_CASE("an answer over everybody under a permit without that exception makes no bundle") {
  const auto run = sample::run_with([](gate::AnswerContext& context) {
    context.opt_out->exception =
        privacy::Exception{privacy::Ground::important_research, "Act 552/2019", "No other source."};
  });
  const auto written = write_bundle(run.contents);
  REQUIRE_FALSE(written);
  CHECK(written.error().detail.find("another exception from the opt-out") != std::string::npos);
}

TEST_CASE("an answer on a set of rows that the study does not name makes no bundle") {
  const auto run = sample::run_with([](gate::AnswerContext& context) {
    context.analysis_set = {"core-2026", std::string(64, 'a')};
  });
  const auto written = write_bundle(run.contents);
  REQUIRE_FALSE(written);
  CHECK(written.error().detail ==
        "the answer of dk is of other rows than the set that the study names");
}

TEST_CASE("every kind of file is missed when it is left out") {
  // The tables alone are a hundred, made by one rule: of each folder and ending the first and last.
  std::map<std::string, std::pair<std::string, std::string>> kinds;
  for (const auto& [path, content] : sample::files()) {
    const auto folder = path.substr(0, path.find('/'));
    auto& [first, last] = kinds[folder + path.substr(path.rfind('.'))];
    if (first.empty()) first = path;
    last = path;
  }
  std::set<std::string> chosen;
  for (const auto& [kind, ends] : kinds) chosen.insert({ends.first, ends.second});
  for (const auto& path : chosen) {
    INFO(path);
    auto files = sample::files();
    files.erase(path);
    CHECK_FALSE(verify(files).is_good());
  }
}

TEST_CASE("a file that no bundle holds is found") {
  auto files = sample::files();
  files["tables/extra.csv"] = "a,b\r\n";
  CHECK(blames(files, "tables/extra.csv belongs to the bundle"));
}

TEST_CASE("an answer under a second name is refused") {
  auto files = sample::files();
  files["signatures/00-fi.json"] = files.at("signatures/0-fi.json");
  CHECK(blames(files, "The bundle holds"));
}

TEST_CASE("files of a stranger are refused without harm") {
  for (const char* text : {"", "{}", "[]", "null", "{\"passerelle\":\"run/1\"}"}) {
    auto files = sample::files();
    for (auto& [path, content] : files) content = text;
    CHECK_FALSE(verify(files).is_good());
    for (const char* path : {"run.json", "study.json", "trust/trust-list.json", "permits/dk.json",
                             "signatures/0-fi.json", "receipts/0-fi.json", "signatures/pooled.json",
                             "receipts/pooled.json"}) {
      auto one = sample::files();
      one[path] = text;
      INFO(path);
      CHECK_FALSE(verify(one).is_good());
    }
  }
  CHECK_FALSE(verify({}).is_good());
}

}  // namespace passerelle::bundle
