#include "policies/form/question.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/base/format_examples_test.h"
#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

using sample::name_of;

const Instant kAnsweredAt = sample::at("2026-12-10T08:00:00Z");

InformationRequest asked() {
  InformationRequest request;
  request.id = "q-1";
  request.application = ApplicationId("fr-1");
  request.node = NodeId("fi");
  request.asked = sample::at("2026-12-01T08:00:00Z");
  request.questions = {{"purpose_of_use", {"need", ""}, "Why the variable rx?"},
                       {"data_needed", {"cohort_size", "FI"}, "Is that the number of 2025?"}};
  return request;
}

Json answer() {
  return {{"passerelle", "information/1"},
          {"request", "q-1"},
          {"fields",
           {{{"field", "need"}, {"value", "It tells the treatment."}},
            {{"field", "cohort_size"}, {"country", "FI"}, {"value", 929}}}}};
}

std::string answered_with(const Json& given, const InformationRequest& request = asked()) {
  return name_of(answered(current_form(), sample::application(), request, given));
}

std::string question(const FieldQuestion& one) {
  auto request = asked();
  request.questions.push_back(one);
  return name_of(check_request(current_form(), sample::application(), request));
}

// A request about one bound field, and its answer.
Result<access::Application> replaced(const char* section, const char* field, const Json& value) {
  auto request = asked();
  request.questions = {{section, {field, ""}, "Really?"}};
  Json given = answer();
  given["fields"] = {{{"field", field}, {"value", value}}};
  return answered(current_form(), sample::application(), request, given);
}

}  // namespace

TEST_CASE("a request for information is the same after a journey as JSON") {
  const auto back = information_request_from_json(to_json(asked()));
  REQUIRE(back);
  CHECK(*back == asked());
  CHECK(check_request(current_form(), sample::application(), *back));
}

TEST_CASE("a broken request is refused with its path") {
  const auto refused = [](const char* pointer, const Json& value) {
    Json document = to_json(asked());
    document[Json::json_pointer(pointer)] = value;
    const auto read = information_request_from_json(document);
    return read ? std::string("accepted") : read.error().detail;
  };
  CHECK(refused("/colour", 1) == "/colour: unknown field");
  CHECK(refused("/passerelle", "x") == "/passerelle: \"information-request/1\" is expected");
  CHECK(refused("/questions/0/colour", 1) == "/questions/0/colour: unknown field");
  CHECK(refused("/questions/0/comment", "") ==
        "/questions/0/comment: text is expected, not an empty string");
  CHECK(refused("/questions/0/comment", std::string(20'001, 'x')) ==
        "/questions/0/comment: is too long");
}

TEST_CASE("a question names a field that this application is asked, in its section and country") {
  CHECK(question({"purpose_of_use", {"aim", ""}, "?"}) == "accepted");
  CHECK(question({"purpose_of_use", {"colour", ""}, "?"}) == "form.unknown_field");
  CHECK(question({"data_needed", {"cohort_size", ""}, "?"}) == "form.misplaced");
  CHECK(question({"public", {"aim", ""}, "?"}) == "form.bad_question");
  CHECK(question({"data_needed", {"linkage", "DK"}, "?"}) == "form.bad_question");
  CHECK(question({"processing", {"tools", ""}, "?"}) == "form.bad_question");
  CHECK(question({"payment", {"financing", ""}, "?"}) == "form.bad_question");
  CHECK(question({"purpose_of_use", {"need", ""}, "?"}) == "form.bad_question");
}

TEST_CASE("a request is about this application, from a node of it, and asks something") {
  auto request = asked();
  request.application = ApplicationId("fr-2");
  CHECK(answered_with(answer(), request) == "form.bad_question");
  request = asked();
  request.node = NodeId("se");
  CHECK(answered_with(answer(), request) == "form.bad_question");
  request = asked();
  request.questions.clear();
  CHECK(answered_with(answer(), request) == "form.bad_question");
}

TEST_CASE("an answer replaces the fields that were asked and nothing else") {
  const auto after = answered(current_form(), sample::application(), asked(), answer());
  REQUIRE(after);
  auto expected = sample::application();
  expected.answers["need"] = std::string("It tells the treatment.");
  expected.countries["FI"].answers["cohort_size"] = std::int64_t{929};
  CHECK(*after == expected);
}

TEST_CASE("the node that asked, with its part only, comes to the part of the new application") {
  const auto whole = answered(current_form(), sample::application(), asked(), answer());
  const auto part = sample::application().part_for(NodeId("fi")).value();
  const auto own = answered(current_form(), part, asked(), answer());
  REQUIRE(whole);
  REQUIRE(own);
  CHECK(*own == whole->part_for(NodeId("fi")).value());
}

TEST_CASE("an answer to what was not asked, twice, or not at all is refused") {
  Json given = answer();
  given["fields"].push_back({{"field", "aim"}, {"value", "Another aim."}});
  CHECK(answered_with(given) == "form.not_asked");
  given = answer();
  given["fields"].push_back(given["fields"][0]);
  CHECK(answered_with(given) == "form.not_asked");
  given = answer();
  given["fields"][1]["country"] = "DK";
  CHECK(answered_with(given) == "form.not_asked");
  given = answer();
  given["fields"].erase(1);
  CHECK(answered_with(given) == "form.unanswered");
}

TEST_CASE("a broken answer and one to another request are refused") {
  Json given = answer();
  given["request"] = "q-2";
  CHECK(answered_with(given) == "base.malformed");
  given = answer();
  given["colour"] = "blue";
  CHECK(answered_with(given) == "base.malformed");
  given = answer();
  given["fields"][0]["colour"] = "blue";
  CHECK(answered_with(given) == "base.malformed");
  given = answer();
  given["passerelle"] = "information/2";
  CHECK(answered_with(given) == "base.malformed");
}

TEST_CASE("an answer that does not fit, or leaves the application incomplete, is refused") {
  Json given = answer();
  given["fields"][1]["value"] = 0;
  CHECK(answered_with(given) == "form.bad_value");
  given = answer();
  given["fields"][0].erase("value");
  CHECK(answered_with(given) == "form.incomplete");
  CHECK(name_of(replaced("payment", "financed", true)) == "form.incomplete");
}

TEST_CASE("an empty answer takes the claim on it away") {
  Json draft = sample::request();
  draft["answers"]["remarks"] = "None.";
  draft["confidential"] = {{{"field", "remarks"}, {"reason", "r"}}};
  auto request = asked();
  request.questions = {{"additional", {"remarks", ""}, "What is meant?"}};
  Json given = answer();
  given["fields"] = {{{"field", "remarks"}, {"value", nullptr}}};
  const auto after = answered(current_form(), sample::application(draft), request, given);
  REQUIRE(after);
  CHECK(*after == sample::application());
}

TEST_CASE("an answer changes neither the legal path nor the bodies, nor breaks a rule of access") {
  const Json datasets = sample::request()["datasets"];
  Json more = datasets;
  more[0]["variables"] = {"id", "rx"};
  CHECK(name_of(replaced("sources", "datasets", more)) == "accepted");
  CHECK(name_of(replaced("sources", "datasets", Json::array({datasets[0]}))) ==
        "form.changes_application");
  CHECK(name_of(replaced("sources", "kind", "data_permit")) == "form.incomplete");
  CHECK(name_of(replaced("processing", "valid_until", "2040-01-01T00:00:00Z")) ==
        "application.too_long");
}

TEST_CASE("every version stays, with the digest of its application") {
  const History first(sample::application());
  CHECK(first.versions().size() == 1);
  CHECK(first.versions()[0].cause == "submission");
  const auto second = first.with_answer(current_form(), asked(), answer(), kAnsweredAt);
  REQUIRE(second);
  REQUIRE(second->versions().size() == 2);
  CHECK(second->versions()[0].application == sample::application());
  CHECK(second->versions()[0].digest == access::digest(sample::application()));
  CHECK(second->versions()[1].digest == access::digest(second->current()));
  CHECK(second->versions()[1].cause == "q-1");
  CHECK(second->versions()[1].since == kAnsweredAt);
  CHECK(second->current().answers.at("need") ==
        access::Answer(std::string("It tells the treatment.")));

  Json bad = answer();
  bad["fields"].erase(0);
  CHECK(name_of(first.with_answer(current_form(), asked(), bad, kAnsweredAt)) == "form.unanswered");
}

TEST_CASE("a history is the same after a journey as JSON, and one that was changed is refused") {
  const auto history = History(sample::application())
                           .with_answer(current_form(), asked(), answer(), kAnsweredAt)
                           .value();
  const Json document = to_json(history);
  const auto back = History::from_json(document);
  REQUIRE(back);
  CHECK(*back == history);

  Json changed = document;
  changed["versions"][0]["application"]["answers"]["need"] = "Another need.";
  CHECK(History::from_json(changed).error().detail ==
        "/versions: a digest is not that of its application");
  changed = document;
  auto other = sample::application();
  other.id = ApplicationId("fr-2");
  changed["versions"][1]["application"] = access::to_json(other);
  changed["versions"][1]["digest"] = access::digest(other);
  CHECK(History::from_json(changed).error().detail ==
        "/versions: they are of more than one application");
  changed = document;
  changed["versions"] = Json::array();
  CHECK(History::from_json(changed).error().detail == "/versions: at least one is expected");
  changed = document;
  changed["versions"][0]["colour"] = "blue";
  CHECK(!History::from_json(changed));
  changed = document;
  changed["versions"][0]["application"].erase("form");
  CHECK(!History::from_json(changed));
}

TEST_CASE("the examples of FORMAT.md are byte for byte what this room reads and writes") {
  const auto blocks = format_examples("policies/form");
  REQUIRE(blocks.size() == 3);
  const UserName owner("marie");
  const Instant start = sample::at("2026-11-20T08:00:00Z");
  const auto draft = add_member(new_draft(current_form(), DraftId("d-1"), owner, start), owner,
                                UserName("paul"), start)
                         .value();
  CHECK(canonical_text(to_json(draft)) == blocks[0]);
  CHECK(draft_from_json(parse_json(blocks[0]).value()).value() == draft);
  CHECK(canonical_text(to_json(asked())) == blocks[1]);
  CHECK(information_request_from_json(parse_json(blocks[1]).value()).value() == asked());
  CHECK(canonical_text(answer()) == blocks[2]);
  CHECK(answered_with(parse_json(blocks[2]).value()) == "accepted");
}
