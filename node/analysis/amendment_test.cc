// New versions of a study.
#include "node/analysis/amendment.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/analysis/study_sample_test.h"

namespace passerelle::analysis {
namespace {

const std::string kDigest(64, 'a');

}  // namespace

TEST_CASE("a version says which study it amends and why") {
  CHECK_FALSE(compiled(sample_study()).amends.has_value());
  auto study = sample_study();
  study["study"]["amends"] = {{"digest", kDigest}, {"reason", {{"en", "A stage was forgotten."}}}};
  const auto plan = compiled(study);
  REQUIRE(plan.amends.has_value());
  CHECK(plan.amends->digest == kDigest);
  CHECK(plan.amends->reason.at("en") == "A stage was forgotten.");
  CHECK(plan.digest != compiled(sample_study()).digest);
}

TEST_CASE("an amendment of nothing, or without a reason, is refused") {
  const Json reason{{"en", "Why."}};
  CHECK(refusal("/study/amends", {{"digest", "1.0.0"}, {"reason", reason}})
            .starts_with("study.malformed: /study/amends/digest: the digest of a study"));
  CHECK(refusal("/study/amends", {{"digest", std::string(64, 'A')}, {"reason", reason}})
            .starts_with("study.malformed: /study/amends/digest: "));
  CHECK(refusal("/study/amends", {{"digest", kDigest}})
            .starts_with("study.malformed: /study/amends/reason: "));
  CHECK(refusal("/study/amends", {{"digest", kDigest}, {"reason", Json::object()}})
            .starts_with("study.malformed: /study/amends/reason: "));
  CHECK(refusal("/study/amends", {{"digest", kDigest}, {"reason", reason}, {"by", "me"}})
            .starts_with("study.malformed: /study/amends/by"));
}

TEST_CASE("changes are told by the names of analyses and sources") {
  const auto before = sample_study();
  CHECK(changes_between(before, before) == Json::array());
  auto after = before;
  after["study"]["version"] = "1.1.0";
  after["analyses"].erase(0);
  after["analyses"][0]["horizon"] = 900;
  after["sources"][0]["datasets"].push_back("https://dk.example/dataset/colon");
  const auto changes = changes_between(before, after);
  std::map<std::string, Json> by_path;
  for (const auto& change : changes) by_path[change.at("path")] = change;
  const auto first = before["analyses"][0]["id"].get<std::string>();
  const auto second = before["analyses"][1]["id"].get<std::string>();
  REQUIRE(by_path.size() == 4);
  CHECK(by_path.at("/study/version") ==
        Json{{"path", "/study/version"}, {"before", "1.0.0"}, {"after", "1.1.0"}});
  CHECK(by_path.at("/analyses/" + first).contains("before"));
  CHECK_FALSE(by_path.at("/analyses/" + first).contains("after"));
  CHECK(by_path.at("/analyses/" + second + "/horizon").at("after") == 900);
  CHECK(by_path.at("/sources/colon/datasets/-").at("after") == "https://dk.example/dataset/colon");
}

}  // namespace passerelle::analysis
