#include "node/gate/answer_context.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

std::string refusal_with(const char* field, const Json& value) {
  auto context = ordinary_context();
  context.rules = {.min_cell = 11, .zeros_are_disclosive = true};
  auto json = to_json(context);
  json[field] = value;
  Fields fields(json, "/body");
  read_answer_context(fields);
  const auto read = fields.done();
  REQUIRE_FALSE(read);
  return read.error().detail;
}

}  // namespace

TEST_CASE("a context survives the way to JSON and back") {
  auto context = ordinary_context();
  context.rules = {.min_cell = 11, .zeros_are_disclosive = true};
  const auto json = to_json(context);
  Fields fields(json, "");
  CHECK(read_answer_context(fields) == context);
  CHECK(fields.done());

  context.opt_out = {privacy::Rule::at_once, Instant{}, std::nullopt};
  const auto told = to_json(context);
  Fields told_fields(told, "");
  CHECK(read_answer_context(told_fields) == context);
  CHECK(told_fields.done());
  CHECK_FALSE(told.contains("analysis_set"));

  context.analysis_set = {"core-2026", std::string(64, 'a')};
  const auto named = to_json(context);
  Fields named_fields(named, "");
  CHECK(read_answer_context(named_fields) == context);
  CHECK(named_fields.done());

  auto pooled = ordinary_pooled_context();
  pooled.rules_digest = std::string(64, '2');
  const auto pooled_json = to_json(pooled);
  Fields pooled_fields(pooled_json, "");
  CHECK(read_pooled_context(pooled_fields) == pooled);
  CHECK(pooled_fields.done());
}

TEST_CASE("a context that binds to nothing is refused with the field") {
  CHECK(refusal_with("run", "").find("/body/run") != std::string::npos);
  CHECK(refusal_with("round", -1).find("/body/round") != std::string::npos);
  CHECK(refusal_with("round", std::int64_t{1} << 40).find("/body/round") != std::string::npos);
  CHECK(refusal_with("permit", nullptr).find("/body/permit") != std::string::npos);
  CHECK(refusal_with("permit_version", 0).find("/body/permit_version") != std::string::npos);
  CHECK(refusal_with("study_digest", "abc").find("/body/study_digest") != std::string::npos);
  CHECK(refusal_with("transcript_digest", std::string(64, 'X')).find("/body/transcript_digest") !=
        std::string::npos);
  CHECK(refusal_with("rules", Json{{"min_cell", 1}}).find("/body/rules/min_cell") !=
        std::string::npos);
  CHECK(refusal_with("rules", Json{{"min_cell", 5}}).find("/body/rules: is not every rule") !=
        std::string::npos);
  CHECK(refusal_with("analysis_set", Json{{"name", "core"}, {"sha256", "abc"}})
            .find("/body/analysis_set/sha256") != std::string::npos);
  CHECK(refusal_with("analysis_set", Json{{"sha256", std::string(64, 'a')}})
            .find("/body/analysis_set/name") != std::string::npos);
  CHECK(refusal_with("opt_out", Json{{"rule", "never"}}).find("/body/opt_out/rule") !=
        std::string::npos);
  CHECK(refusal_with("dataset_versions", Json::array({Json{{"dataset", "x"}}}))
            .find("/body/dataset_versions/0/version") != std::string::npos);
}

TEST_CASE("the first round follows from no other, and every other from one") {
  auto context = ordinary_context();
  context.rules = {.min_cell = 11, .zeros_are_disclosive = true};
  context.round = 0;
  context.transcript_digest.clear();
  const auto json = to_json(context);
  CHECK_FALSE(json.contains("transcript_digest"));
  Fields fields(json, "");
  CHECK(read_answer_context(fields) == context);
  CHECK(fields.done());

  CHECK(refusal_with("transcript_digest", nullptr).find("/body/transcript_digest") !=
        std::string::npos);
  CHECK(refusal_with("round", 0).find("/body/transcript_digest") != std::string::npos);
}

TEST_CASE("a transcript's digest depends on every answer and on whose it is") {
  const NodeId fr("fr"), fi("fi");
  const auto digest = transcript_digest({{fr, "a"}, {fi, "b"}});
  CHECK(digest != transcript_digest({{fr, "b"}, {fi, "a"}}));
  CHECK(digest != transcript_digest({{fr, "a"}}));
  CHECK(digest != transcript_digest({}));
  CHECK(digest == transcript_digest({{fi, "b"}, {fr, "a"}}));
}

}  // namespace passerelle::gate
