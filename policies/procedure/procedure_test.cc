#include "policies/procedure/procedure.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/errors.h"

namespace passerelle::procedure {
namespace {

Json croatia() { return to_json(built_in("HR").value()); }

// Expects the refusal, and a sentence that begins with the path.
void check_refused(const Json& json, ProcedureError why, const std::string& path) {
  const auto read = procedure_from_json(json);
  REQUIRE(!read);
  CHECK(read.error().code == make_error_code(why));
  CHECK(read.error().detail.substr(0, path.size() + 1) == path + ":");
}

}  // namespace

TEST_CASE("the eight countries of the pilot are built in and the same after a journey as JSON") {
  CHECK(built_in_countries().size() == 8);
  for (const auto country : {"FR", "FI", "DE", "NO", "DK", "BE", "HU", "HR"}) {
    const auto one = built_in(country);
    REQUIRE_MESSAGE(one, country << ": " << (one ? "" : one.error().text()));
    CHECK(one->country == country);
    const auto again = procedure_from_json(to_json(*one));
    REQUIRE(again);
    CHECK(*again == *one);
  }
}

TEST_CASE("a country without a file is refused by its name") {
  const auto none = built_in("XX");
  REQUIRE(!none);
  CHECK(none.error().code == make_error_code(ProcedureError::unknown_country));
}

TEST_CASE("Croatia is an explicit unknown with the steps of the regulation") {
  const auto hr = built_in("HR").value();
  CHECK(hr.standing == Standing::unknown);
  CHECK(hr.steps.size() == 3);
  REQUIRE(warnings(hr).size() == 1);
  CHECK(warnings(hr).front().path == "/standing");
}

TEST_CASE("France: the silence of the committee counts, that of the CNIL does not") {
  const auto fr = built_in("FR").value();
  CHECK(fr.find(StepId("opinion"))->silence == Silence::favourable);
  CHECK(text_of(*fr.find(StepId("opinion"))->due) == "1 month");
  CHECK(fr.find(StepId("authorisation"))->silence == Silence::none);
  CHECK(warnings(fr).empty());
}

TEST_CASE("a legal maximum is never lengthened, whatever the unit") {
  const std::pair<const char*, const char*> longer[] = {{"decision", "4 months"},
                                                        {"decision", "13 weeks"},
                                                        {"decision", "89 days"},
                                                        {"decision", "66 working days"},
                                                        {"decision_extension", "4 months"},
                                                        {"accelerated", "3 months"},
                                                        {"request", "4 months"},
                                                        {"information", "1 month"},
                                                        {"holder_delivery", "4 months"},
                                                        {"preparation", "3 months"},
                                                        {"views", "5 weeks"},
                                                        {"deletion", "7 months"},
                                                        {"results", "19 months"},
                                                        {"publish_decision", "31 working days"},
                                                        {"publish_decision", "2 months"}};
  for (const auto& [name, period] : longer) {
    CAPTURE(period);
    auto json = croatia();
    json["deadlines"][name] = period;
    check_refused(json, ProcedureError::maximum_lengthened, std::string("/deadlines/") + name);
  }
}

TEST_CASE("a shorter period, and a longer target, are the country's own business") {
  const std::pair<const char*, const char*> allowed[] = {{"decision", "2 months"},
                                                         {"decision", "12 weeks"},
                                                         {"decision", "88 days"},
                                                         {"decision", "40 working days"},
                                                         {"taking_up", "3 weeks"}};
  for (const auto& [name, period] : allowed) {
    CAPTURE(period);
    auto json = croatia();
    json["deadlines"][name] = period;
    CHECK(procedure_from_json(json).has_value());
  }
}

TEST_CASE("a period of zero switches nothing off") {
  for (const auto* period : {"0 months", "0 working days", "-1 months"}) {
    auto json = croatia();
    json["deadlines"]["publish_decision"] = period;
    check_refused(json, ProcedureError::bad_period, "/deadlines/publish_decision");
    json = croatia();
    json["steps"][1]["due"] = period;
    check_refused(json, ProcedureError::bad_period, "/steps/1/due");
  }
  auto made = built_in("HR").value();
  made.deadlines.views.count = 0;
  CHECK(validate(made).error().code == make_error_code(ProcedureError::bad_period));
  made = built_in("HR").value();
  made.steps[1].due = Period{0, Period::Unit::days};
  CHECK(validate(made).error().code == make_error_code(ProcedureError::bad_period));
}

TEST_CASE("no file switches off what the kernel always does") {
  const std::pair<const char*, ProcedureError> switches[] = {
      {"findings", ProcedureError::findings_missing},
      {"signed_decision", ProcedureError::decision_missing},
      {"separation", ProcedureError::separation_off},
      {"output_check", ProcedureError::separation_off},
      {"publication", ProcedureError::publication_off},
      {"prohibitions", ProcedureError::prohibitions_off}};
  for (const auto& [name, why] : switches) {
    auto json = croatia();
    json["invariants"] = {{name, true}};
    CHECK(procedure_from_json(json).has_value());
    json["invariants"] = {{name, false}};
    check_refused(json, why, std::string("/invariants/") + name);
  }
}

TEST_CASE("steps that wait for each other are a cycle") {
  auto json = croatia();
  json["steps"].push_back({{"id", "a"}, {"type", "opinion"}, {"by", "body"}, {"after", {"b"}}});
  json["steps"].push_back({{"id", "b"}, {"type", "opinion"}, {"by", "body"}, {"after", {"a"}}});
  check_refused(json, ProcedureError::cycle, "/steps/3/after");
}

TEST_CASE("a step for which the decision does not wait never reaches one") {
  auto json = croatia();
  json["steps"].push_back(
      {{"id", "a"}, {"type", "opinion"}, {"by", "body"}, {"after", {"completeness"}}});
  check_refused(json, ProcedureError::unreachable_decision, "/steps/3");
}

TEST_CASE("completeness, assessment and decision stand once each and for every case") {
  const std::pair<std::size_t, ProcedureError> obligatory[] = {
      {0, ProcedureError::completeness_missing},
      {1, ProcedureError::findings_missing},
      {2, ProcedureError::decision_missing}};
  for (const auto& [index, why] : obligatory) {
    CAPTURE(index);
    auto json = croatia();
    json["steps"][index]["type"] = "choice";
    check_refused(json, why, "/steps");
    json = croatia();
    json["steps"][index]["only_pseudonymised"] = true;
    check_refused(json, why, "/steps");
  }
}

TEST_CASE("what a step names must be there, once") {
  auto json = croatia();
  json["steps"][1]["by"] = "nobody";
  check_refused(json, ProcedureError::unknown_body, "/steps/1/by");
  json = croatia();
  json["steps"][1]["after"] = {"completeness", "nothing"};
  check_refused(json, ProcedureError::unknown_step, "/steps/1/after/1");
  json = croatia();
  json["steps"][1]["id"] = "completeness";
  check_refused(json, ProcedureError::repeated_step, "/steps/1/id");
  json = croatia();
  json["bodies"].push_back({{"id", "body"}, {"name", "Again"}});
  check_refused(json, ProcedureError::bad_text, "/bodies/0/id");
}

TEST_CASE("an extension and a silence need a period") {
  auto json = croatia();
  json["steps"][1]["extension"] = "1 month";
  check_refused(json, ProcedureError::extension_without_due, "/steps/1/extension");
  json = croatia();
  json["steps"][1]["due"] = "1 month";
  json["steps"][1]["silence"] = "favourable";  // of an assessment
  check_refused(json, ProcedureError::silence_without_due, "/steps/1/silence");
}

TEST_CASE("country, version and day are checked") {
  const std::pair<const char*, Json> wrong[] = {
      {"country", "France"}, {"version", 0}, {"applies_from", "26 March 2029"}};
  for (const auto& [name, value] : wrong) {
    auto json = croatia();
    json[name] = value;
    check_refused(json, ProcedureError::bad_text, std::string("/") + name);
  }
}

TEST_CASE("a step that lasts longer than the decision is a warning with its path") {
  auto json = croatia();
  json["steps"][1]["due"] = "4 months";
  const auto procedure = procedure_from_json(json);
  REQUIRE(procedure);
  const auto found = warnings(*procedure);
  REQUIRE(found.size() == 2);
  CHECK(found.front().path == "/steps/1/due");
}

TEST_CASE("unknown fields and codes are refused with their path") {
  const std::pair<const char*, const char*> wrong[] = {
      {"/colour", "/colour"},
      {"/steps/1/colour", "/steps/1/colour"},
      {"/deadlines/colour", "/deadlines/colour"},
      {"/steps/1/type", "/steps/1/type"},
      {"/steps/1/paths", "/steps/1/paths"},
      {"/information_clock", "/information_clock"}};
  for (const auto& [where, path] : wrong) {
    CAPTURE(where);
    auto json = croatia();
    json[Json::json_pointer(where)] =
        std::string(where) == "/steps/1/paths" ? Json::array({"red"}) : Json("red");
    const auto read = procedure_from_json(json);
    REQUIRE(!read);
    CHECK(read.error().code == make_error_code(BaseError::malformed));
    CHECK(read.error().detail.find(path) != std::string::npos);
  }
}

}  // namespace passerelle::procedure
