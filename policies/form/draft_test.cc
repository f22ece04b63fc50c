#include "policies/form/draft.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

using sample::name_of;

const UserName kOwner("marie");
const UserName kMember("paul");
const UserName kStranger("eve");
const Instant kStart = sample::at("2026-11-20T08:00:00Z");
const Instant kLater = sample::at("2026-11-21T08:00:00Z");

Draft fresh() { return new_draft(current_form(), DraftId("d-1"), kOwner, kStart); }

// A draft with one member whose application is complete.
Draft complete(const Json& application = sample::request()) {
  Draft draft = add_member(fresh(), kOwner, kMember, kStart).value();
  draft.application = canonical_text(application);
  return draft;
}

Result<Draft> set(const Draft& draft,
                  const FieldPlace& place,
                  const Json& value,
                  const UserName& who = kOwner) {
  return set_field(current_form(), draft, who, place, value, kLater);
}

}  // namespace

TEST_CASE("a new draft is open, empty and owned") {
  const auto draft = fresh();
  CHECK(draft.state == DraftState::open);
  CHECK(draft.created == kStart);
  CHECK(check(current_form(), application_of(draft), Stage::draft).empty());
  CHECK(application_of(draft)["form"] == "ehds-6");
}

TEST_CASE("a draft is the same after a journey as JSON") {
  auto draft = complete();
  draft.copied_from = DraftId("d-0");
  const auto back = draft_from_json(to_json(draft));
  REQUIRE(back);
  CHECK(*back == draft);
}

TEST_CASE("a field is set in the common part, at the place it binds to, and in a country") {
  auto draft = set(fresh(), {"aim", ""}, "To learn.").value();
  draft = set(draft, {"contact_email", ""}, "claire@example.org").value();
  draft = set_countries(draft, kOwner, {{"FI", {NodeId("fi")}}}, kLater).value();
  draft = set(draft, {"cohort_size", "FI"}, 929).value();
  const auto application = application_of(draft);
  CHECK(application["answers"]["aim"] == "To learn.");
  CHECK(application["contact"]["email"] == "claire@example.org");
  CHECK(application["countries"]["FI"] ==
        Json{{"nodes", {"fi"}}, {"answers", {{"cohort_size", 929}}}});
  CHECK(draft.changed == kLater);

  draft = set(draft, {"aim", ""}, nullptr).value();
  draft = set(draft, {"contact_email", ""}, nullptr).value();
  draft = set(draft, {"contact_name", ""}, nullptr).value();
  CHECK(!application_of(draft)["answers"].contains("aim"));
  CHECK(application_of(draft)["contact"] == Json::object());
}

TEST_CASE("a value that does not fit, and a field that is not there, are refused") {
  const auto draft = complete();
  CHECK(name_of(set(draft, {"cohort_size", "FI"}, 0)) == "form.bad_value");
  CHECK(name_of(set(draft, {"title", ""}, "Not by language")) == "form.bad_value");
  CHECK(name_of(set(draft, {"persons", ""}, Json::array({std::uint64_t{1} << 60}))) ==
        "base.malformed");
  CHECK(name_of(set(draft, {"colour", ""}, "blue")) == "form.unknown_field");
  CHECK(name_of(set(draft, {"cohort_size", ""}, 5)) == "form.misplaced");
  CHECK(name_of(set(draft, {"aim", "FI"}, "x")) == "form.misplaced");
  CHECK(name_of(set(draft, {"cohort_size", "SE"}, 5)) == "form.misplaced");
}

TEST_CASE("the owner and the members edit, nobody else") {
  const auto draft = complete();
  CHECK(name_of(set(draft, {"aim", ""}, "x", kMember)) == "accepted");
  CHECK(name_of(set(draft, {"aim", ""}, "x", kStranger)) == "form.not_allowed");
  CHECK(name_of(set_countries(draft, kStranger, {}, kLater)) == "form.not_allowed");
  CHECK(name_of(set_claims(current_form(), draft, kStranger, Json::array(), kLater)) ==
        "form.not_allowed");
}

TEST_CASE("only the owner names members") {
  const auto draft = complete();
  CHECK(name_of(add_member(draft, kMember, kStranger, kLater)) == "form.not_allowed");
  CHECK(name_of(add_member(draft, kOwner, kOwner, kLater)) == "form.bad_value");
  CHECK(name_of(add_member(draft, kOwner, UserName(), kLater)) == "form.bad_value");
  CHECK(name_of(remove_member(draft, kMember, kMember, kLater)) == "form.not_allowed");
  CHECK(name_of(remove_member(draft, kOwner, kStranger, kLater)) == "form.bad_value");
  const auto alone = remove_member(draft, kOwner, kMember, kLater).value();
  CHECK(name_of(set(alone, {"aim", ""}, "x", kMember)) == "form.not_allowed");
}

TEST_CASE("only the owner submits, and only what has no problem") {
  const auto draft = complete();
  CHECK(name_of(submit(current_form(), draft, kMember, kLater)) == "form.not_allowed");
  const auto submitted = submit(current_form(), draft, kOwner, kLater);
  REQUIRE(submitted);
  CHECK(submitted->state == DraftState::submitted);
  CHECK(access::application_from_draft(application_of(*submitted), ApplicationId("fr-1"),
                                       NodeId("fr"), kLater));

  const auto lacking = set(draft, {"aim", ""}, nullptr).value();
  const auto refused = submit(current_form(), lacking, kOwner, kLater);
  CHECK(name_of(refused) == "form.incomplete");
  CHECK(refused.error().detail == "1 problems; the first: field \"aim\": An answer is expected");
  const auto other = complete([] {
    Json application = sample::request();
    application["form"] = "ehds-5";
    return application;
  }());
  CHECK(name_of(submit(current_form(), other, kOwner, kLater)) == "form.incomplete");
}

TEST_CASE("what was submitted or withdrawn is not changed any more") {
  const auto submitted = submit(current_form(), complete(), kOwner, kLater).value();
  const auto withdrawn = withdraw(complete(), kOwner, kLater).value();
  for (const auto& closed : {submitted, withdrawn}) {
    CHECK(name_of(set(closed, {"aim", ""}, "x")) == "form.not_open");
    CHECK(name_of(set_countries(closed, kOwner, {}, kLater)) == "form.not_open");
    CHECK(name_of(set_claims(current_form(), closed, kOwner, Json::array(), kLater)) ==
          "form.not_open");
    CHECK(name_of(add_member(closed, kOwner, kStranger, kLater)) == "form.not_open");
    CHECK(name_of(remove_member(closed, kOwner, kMember, kLater)) == "form.not_open");
    CHECK(name_of(submit(current_form(), closed, kOwner, kLater)) == "form.not_open");
  }
}

TEST_CASE("only the owner withdraws, once, before or after the submission") {
  CHECK(name_of(withdraw(complete(), kMember, kLater)) == "form.not_allowed");
  const auto submitted = submit(current_form(), complete(), kOwner, kLater).value();
  const auto withdrawn = withdraw(submitted, kOwner, kLater);
  REQUIRE(withdrawn);
  CHECK(withdrawn->state == DraftState::withdrawn);
  CHECK(name_of(withdraw(*withdrawn, kOwner, kLater)) == "form.not_open");
}

TEST_CASE("the answers of a country stay while it is named, and go with it") {
  const auto before = complete();
  const auto after =
      set_countries(before, kOwner, {{"FI", {NodeId("fi"), NodeId("fi2")}}}, kLater).value();
  const auto countries = application_of(after)["countries"];
  CHECK(countries.size() == 1);
  CHECK(countries["FI"]["nodes"] == Json{"fi", "fi2"});
  CHECK(countries["FI"]["answers"] == sample::request()["countries"]["FI"]["answers"]);
  CHECK(name_of(set_countries(before, kOwner, {{"fi", {NodeId("fi")}}}, kLater)) ==
        "form.bad_value");
  CHECK(name_of(set_countries(before, kOwner, {{"FI", {}}}, kLater)) == "form.bad_value");
}

TEST_CASE("claims stand on answers, and go with them") {
  const Json claims{{{"field", "aim"}, {"reason", "r"}},
                    {{"field", "linkage"}, {"country", "DK"}, {"reason", "r"}}};
  const auto claimed = set_claims(current_form(), complete(), kMember, claims, kLater).value();
  CHECK(application_of(claimed)["confidential"] == claims);
  const auto without_aim = set(claimed, {"aim", ""}, nullptr).value();
  CHECK(application_of(without_aim)["confidential"] == Json::array({claims[1]}));
  const auto finnish = set_countries(claimed, kOwner, {{"FI", {NodeId("fi")}}}, kLater).value();
  CHECK(application_of(finnish)["confidential"] == Json::array({claims[0]}));

  for (const Json& bad : {Json("all"), Json(nullptr), Json{{{"field", "aim"}}},
                          Json{{{"field", "colour"}, {"reason", "r"}}},
                          Json{{{"field", "title"}, {"reason", "r"}}}}) {
    CHECK(name_of(set_claims(current_form(), complete(), kOwner, bad, kLater)) == "form.bad_value");
  }
}

TEST_CASE("a copy keeps answers, persons and files, and asks dates and confirmations anew") {
  Json application = sample::permit();
  const Json plan{{"name", "plan.pdf"}, {"bytes", 9}, {"digest", std::string(64, 'a')}};
  application["answers"]["plan_file"] = plan;
  application["answers"]["colour"] = "from an older form";
  application["answers"]["start"] = "later";
  application["answers"]["start_from"] = "2027-02-01";
  application["form"] = "ehds-5";
  application["id"] = "fr-1";
  application["submitted_at"] = "2026-11-20T08:00:00.000Z";
  application["confidential"] = {{{"field", "aim"}, {"reason", "r"}},
                                 {{"field", "colour"}, {"reason", "r"}}};
  Draft source = complete(application);
  source.state = DraftState::withdrawn;
  const auto copy = copy_as_new(current_form(), source, kMember, DraftId("d-2"), kLater);
  REQUIRE(copy);
  CHECK(copy->owner == kMember);
  CHECK(copy->members.empty());
  CHECK(copy->state == DraftState::open);
  CHECK(copy->copied_from == DraftId("d-1"));
  CHECK(copy->created == kLater);
  const auto after = application_of(*copy);
  CHECK(after["form"] == "ehds-6");
  CHECK(after["persons"] == application["persons"]);
  CHECK(after["study"] == application["study"]);
  CHECK(after["answers"]["plan_file"] == plan);
  CHECK(after["answers"]["aim"] == application["answers"]["aim"]);
  CHECK(after["confidential"] == Json::array({application["confidential"][0]}));
  CHECK(after["countries"]["FI"]["nodes"] == Json{"fi"});
  for (const char* gone :
       {"/id", "/submitted_at", "/valid_from", "/valid_until", "/answers/start_from",
        "/answers/colour", "/answers/confirm_fee", "/countries/FI/answers/data_period"}) {
    CAPTURE(gone);
    CHECK(!after.contains(Json::json_pointer(gone)));
  }
  CHECK(check(current_form(), after, Stage::draft).empty());
  CHECK(name_of(copy_as_new(current_form(), source, kStranger, DraftId("d-3"), kLater)) ==
        "form.not_allowed");
}

TEST_CASE("a draft document that is broken is refused with its path") {
  const auto refused = [](const char* pointer, const Json& value) {
    Json document = to_json(complete());
    document[Json::json_pointer(pointer)] = value;
    const auto read = draft_from_json(document);
    return read ? std::string("accepted") : read.error().detail;
  };
  CHECK(refused("/passerelle", "draft/2") == "/passerelle: \"draft/1\" is expected");
  CHECK(refused("/colour", 1) == "/colour: unknown field");
  CHECK(refused("/state", "lost") == "/state: \"lost\" is none of: open, submitted, withdrawn");
  CHECK(refused("/members/1", "marie") == "/members: the owner is no member");
  CHECK(refused("/application/passerelle", "application/1") ==
        "/application/passerelle: \"application/2\" is expected");
  CHECK(refused("/application/applicant", 5) == "/application/applicant: an object is expected");
  CHECK(refused("/application/answers", 5) == "/application/answers: an object is expected");
  CHECK(refused("/application/countries/FI/answers", 5) ==
        "/application/countries/FI/answers: an object is expected");
  CHECK(refused("/application/confidential/0", Json::object()) ==
        "/application/confidential/0/field: is missing");
  CHECK(refused("/application/answers/aim", 1e300) == "accepted");
}
