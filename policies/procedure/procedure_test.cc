#include "policies/procedure/procedure.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

Json file() { return sample::procedure_json(); }

std::string refused(const Json& json) {
  const auto procedure = load(json);
  return procedure ? "loaded" : procedure.error().text();
}

Json& step(Json& json, const char* id) {
  for (auto& one : json["steps"]) {
    if (one["id"] == id) return one;
  }
  FAIL("no step ", id);
  return json;
}

std::vector<std::string> order(const Procedure& procedure, access::PermitKind kind) {
  std::vector<std::string> ids;
  for (const auto* one : procedure.steps_of({kind, access::DataForm::pseudonymised}))
    ids.push_back(one->id);
  return ids;
}

TEST_CASE("a procedure is the same after a journey as JSON") {
  const auto text = procedure_text_from_json(file()).value();
  CHECK(procedure_text_from_json(to_json(text)).value() == text);
  CHECK(text.applies_from == std::chrono::year{2026} / 1 / 1);
}

TEST_CASE("steps come after those that they wait for, and after the complete file") {
  auto json = sample::plain_json();
  json["steps"].insert(json["steps"].begin(),
                       Json::object({{"id", "opinion"}, {"type", "opinion"}, {"by", "committee"}}));
  json["steps"].push_back({{"id", "choice"},
                           {"type", "applicant_choice"},
                           {"by", "hdab"},
                           {"after", {"opinion"}},
                           {"kinds", {"data_permit"}}});
  const auto procedure = sample::loaded(json);
  CHECK(order(procedure, access::PermitKind::data_permit) ==
        std::vector<std::string>{"completeness", "assessment", "decision", "opinion", "choice"});
  CHECK(order(procedure, access::PermitKind::request_approval) ==
        std::vector<std::string>{"completeness", "assessment", "decision", "opinion"});
  CHECK(procedure.find_step("choice", Path{}) == nullptr);
}

TEST_CASE("a step that only one form of data needs is none of the others, and holds up nothing") {
  auto json = sample::plain_json();
  json["steps"].push_back({{"id", "privacy"},
                           {"type", "authorisation"},
                           {"by", "committee"},
                           {"only_for", {"pseudonymised"}}});
  json["steps"].push_back(
      {{"id", "after"}, {"type", "feasibility"}, {"by", "hdab"}, {"after", {"privacy"}}});
  const auto procedure = sample::loaded(json);
  CHECK(procedure_text_from_json(to_json(procedure.text())).value() == procedure.text());
  const auto kind = access::PermitKind::data_permit;
  const Path anonymised{kind, access::DataForm::anonymised};
  CHECK(procedure.find_step("privacy", {kind, access::DataForm::pseudonymised}) != nullptr);
  CHECK(procedure.find_step("privacy", anonymised) == nullptr);
  std::vector<std::string> ids;
  for (const auto* one : procedure.steps_of(anonymised)) ids.push_back(one->id);
  CHECK(ids == std::vector<std::string>{"completeness", "assessment", "decision", "after"});
}

TEST_CASE("no procedure frees a form of data from completeness, assessment or decision") {
  for (const char* id : {"completeness", "assessment", "decision"}) {
    auto json = file();
    step(json, id)["only_for"] = {"pseudonymised"};
    CHECK(refused(json).find("/only_for: completeness, assessment and decision are for every form "
                             "of data") != std::string::npos);
  }
  auto json = file();
  step(json, "privacy")["only_for"] = {"encrypted"};
  CHECK(refused(json).find("/steps/7/only_for") != std::string::npos);
}

TEST_CASE("a field that nobody knows is refused with its path") {
  auto json = file();
  json["steps"][0]["colour"] = "blue";
  CHECK(refused(json) == "base.malformed: /steps/0/colour: unknown field");
}

TEST_CASE("a time of zero is no time") {
  auto json = file();
  json["deadlines"]["take_up"]["due"] = "0 days";
  CHECK(refused(json).starts_with("base.malformed: /deadlines/take_up/due: "));
  json = file();
  json["publication"]["decision"] = 0;
  CHECK(refused(json).starts_with("procedure.weakened: /publication/decision: "));
}

TEST_CASE("no time is longer than ten years, and no procedure longer than a hundred steps") {
  auto json = file();
  json["deadlines"]["take_up"]["due"] = "121 months";
  CHECK(
      refused(json) ==
      "base.malformed: /deadlines/take_up/due: no period of a procedure is longer than ten years");
  json = sample::plain_json();
  for (int i = 0; i < 98; ++i) {
    json["steps"].push_back(
        {{"id", "opinion-" + std::to_string(i)}, {"type", "opinion"}, {"by", "committee"}});
  }
  CHECK(refused(json) == "procedure.bad_step: /steps: more than 100");
}

TEST_CASE("no file switches an invariant of the kernel off, and it says why") {
  for (const char* name :
       {"findings", "decision", "separation", "output_check", "prohibitions", "publication"}) {
    for (const Json& off : {Json(false), Json(nullptr), Json(0), Json("off"), Json("none")}) {
      auto json = file();
      json["settings"][name] = off;
      CHECK(refused(json).starts_with("procedure.weakened: /settings/" + std::string(name) + ": "));
      json = file();
      json[name] = off;
      CHECK(refused(json).starts_with("procedure.weakened: /" + std::string(name) + ": "));
    }
  }
}

TEST_CASE("a file without assessment or decision is refused, as is one with two") {
  for (const char* id : {"completeness", "assessment", "decision"}) {
    auto json = sample::plain_json();
    step(json, id)["type"] = "feasibility";
    CHECK(refused(json).find("exactly one step of type " + std::string(id) +
                             " is expected, there are 0") != std::string::npos);
  }
  auto json = sample::plain_json();
  json["steps"].push_back({{"id", "again"}, {"type", "decision"}, {"by", "hdab"}});
  CHECK(
      refused(json) ==
      "procedure.missing_step: /steps: exactly one step of type decision is expected, there are 2");
}

TEST_CASE("the decision waits for completeness and assessment, on every legal path") {
  auto json = sample::plain_json();
  step(json, "decision")["after"] = {"completeness"};
  CHECK(refused(json) ==
        "procedure.weakened: /steps/2/after: the decision comes after the assessment (Art. 68(1))");
  json = sample::plain_json();
  step(json, "assessment")["kinds"] = {"data_permit"};
  CHECK(refused(json).starts_with("procedure.weakened: /steps/1/kinds: "));
}

TEST_CASE("steps that go in a circle are refused with the circle") {
  auto json = file();
  step(json, "committee")["after"] = {"authority"};
  CHECK(
      refused(json) ==
      "procedure.cycle: /steps/3/after: the steps go in a circle: committee after authority after "
      "choice after committee");
}

TEST_CASE("a decision that could never be taken is refused") {
  auto json = file();
  step(json, "fee")["after"] = {"decision"};
  CHECK(refused(json).starts_with("procedure.cycle: "));
  json = sample::plain_json();
  json["steps"].push_back(
      {{"id", "fee"}, {"type", "fee"}, {"by", "hdab"}, {"after", {"decision"}}});
  CHECK(refused(json).starts_with("procedure.unreachable_decision: /steps/3/after/0: "));
  json = file();
  step(json, "completeness")["after"] = {"committee"};
  CHECK(refused(json).starts_with("procedure.unreachable_decision: /steps/3: "));
}

TEST_CASE("steps, bodies and calendars that nobody knows are refused") {
  auto json = file();
  step(json, "choice")["after"] = {"committee", "council"};
  CHECK(refused(json) == "procedure.unknown_step: /steps/5/after/1: is no step: \"council\"");
  json = file();
  step(json, "ethics")["by"] = "council";
  CHECK(refused(json) == "procedure.unknown_body: /steps/4/by: is none of the bodies: \"council\"");
  json = file();
  json["body"] = "council";
  CHECK(refused(json) == "procedure.unknown_body: /body: is none of the bodies: \"council\"");
  json = file();
  json["calendar"] = "XX";
  CHECK(refused(json).starts_with("procedure.unknown_calendar: /calendar: "));
  json = file();
  step(json, "ethics")["id"] = "committee";
  CHECK(refused(json).starts_with("procedure.repeated_step: /steps/4/id: "));
}

TEST_CASE("a legal maximum is shortened and never lengthened") {
  const auto with = [](const char* rule, Json deadline) {
    auto json = file();
    json["deadlines"][rule] = std::move(deadline);
    return refused(json);
  };
  CHECK(with("decision", {{"due", "3 months"}, {"extension", "1 month"}}) == "loaded");
  CHECK(with("decision", {{"due", "60 days"}}) == "loaded");
  CHECK(with("decision", {{"due", "12 weeks"}}) == "loaded");
  CHECK(with("decision", {{"due", "4 months"}}) ==
        "procedure.lengthened: /deadlines/decision/due: 4 months can be longer than the legal "
        "maximum of 3 months (Art. 68(4))");
  CHECK(with("decision", {{"due", "90 days"}}).starts_with("procedure.lengthened: "));
  CHECK(with("decision", {{"due", "3 months"}, {"extension", "4 months"}})
            .starts_with("procedure.lengthened: /deadlines/decision/extension: "));
  CHECK(
      with("request_decision", {{"due", "3 months"}, {"extension", "1 month"}}) ==
      "procedure.lengthened: /deadlines/request_decision/extension: the law knows no extension of "
      "this time (Art. 69(4))");
  CHECK(with("holder_delivery", {{"due", "2 months"}}) == "loaded");
  CHECK(with("data_provision", {{"due", "2 months"}, {"extension", "12 months"}}) == "loaded");
  CHECK(with("take_up", {{"due", "30 working days"}}) == "loaded");
  CHECK(with("step", {{"due", "1 month"}}).starts_with("procedure.bad_deadline: "));
  CHECK(with("title_end", {{"due", "1 month"}}).starts_with("procedure.bad_deadline: "));
  CHECK(with("patience", {{"due", "1 month"}}).starts_with("base.malformed: /deadlines: "));
}

TEST_CASE("publication has a time within that of the law") {
  auto json = file();
  json["publication"]["decision"] = "31 working days";
  CHECK(refused(json).starts_with("procedure.lengthened: /publication/decision: "));
  json = file();
  json["publication"]["application"] = "2 months";
  CHECK(refused(json).starts_with("procedure.lengthened: /publication/application: "));
  json = file();
  json["publication"].erase("decision");
  CHECK(refused(json).starts_with("base.malformed: /publication/decision: "));
}

TEST_CASE("only waiting for the applicant stops the legal clock") {
  auto json = file();
  step(json, "committee")["may_pause_clock"] = true;
  CHECK(refused(json) ==
        "procedure.lengthened: /steps/3/may_pause_clock: only waiting for the applicant stops the "
        "legal clock (Art. 68(4))");
}

TEST_CASE("silence decides only where somebody else is asked, within a time") {
  auto json = sample::plain_json();
  step(json, "assessment")["silence"] = "favourable";
  CHECK(refused(json).starts_with("procedure.weakened: /steps/1/silence: "));
  json = file();
  step(json, "ethics")["silence"] = "favourable";
  CHECK(refused(json) == "procedure.bad_step: /steps/4/silence: silence needs a time: due");
  json = file();
  step(json, "fee")["silence"] = "favourable";
  CHECK(refused(json) ==
        "procedure.bad_step: /steps/10/silence: an applicant who is silent agrees to nothing");
}

TEST_CASE("what the sources leave open is no hard rule") {
  auto json = file();
  step(json, "committee")["uncertain"] = {"Was not read."};
  CHECK(refused(json).starts_with("procedure.uncertain_rule: /steps/3/uncertain: "));
  step(json, "committee").erase("silence");
  CHECK(refused(json) == "loaded");
}

TEST_CASE("fields of a step stand where they mean something") {
  const auto with = [](const char* id, const char* field, const Json& value) {
    auto json = file();
    step(json, id)[field] = value;
    return refused(json).substr(0, refused(json).find(':'));
  };
  CHECK(with("ethics", "extension", "1 month") == "procedure.bad_step");
  CHECK(with("decision", "due", "1 month") == "procedure.bad_step");
  CHECK(with("fee", "outcomes", {"favourable"}) == "procedure.bad_step");
  CHECK(with("fee", "binding", true) == "procedure.bad_step");
}

TEST_CASE("stricter national safeguards are for the categories of Art. 51(4)") {
  auto json = file();
  json["category_overlays"] = Json::parse(
      R"([{"category": "51-1-f", "safeguard": {"en": "In the building."}, "legal_ref": "Act 1"}])");
  CHECK(refused(json) == "loaded");
  json["category_overlays"][0]["category"] = "51-1-a";
  CHECK(refused(json).starts_with("procedure.bad_overlay: /category_overlays/0/category: "));
}

TEST_CASE("country, languages and currency are codes") {
  auto json = file();
  json["country"] = "fi";
  json["languages"] = {"fi", "EN"};
  json["fees"]["currency"] = "euro";
  CHECK(refused(json) ==
        "procedure.bad_text: /country: two capital letters are expected; /languages/1: two small "
        "letters are expected; /fees/currency: three capital letters are expected");
}

TEST_CASE("a step that can take longer than the legal clock is a warning") {
  auto json = file();
  step(json, "authority")["due"] = "5 months";
  const auto procedure = load(json).value();
  REQUIRE(procedure.warnings().size() == 1);
  CHECK(procedure.warnings()[0].path == "/steps/6/due");
  CHECK(procedure.warnings()[0].sentence ==
        "the step authority can take longer than the 3 months that the law gives for the decision");
}

}  // namespace
}  // namespace passerelle::procedure
