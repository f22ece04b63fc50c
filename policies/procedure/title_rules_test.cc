// The applicant's answer, the title and its end.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::actor;
using sample::at;
using sample::kDocument;
using sample::plain;
using sample::Story;
using sample::title;

Story granted() {
  Story story(plain());
  return story.complete().find().decide().accept();
}

Story in_use() { return granted().tell(Role::system, DataAvailable{""}).use(); }

Title until(const char* id, const char* end) {
  auto one = title(id);
  one.valid_until = at(end);
  return one;
}

TEST_CASE("a title lasts at most ten years, to the day, and is not over when it is given") {
  Story story(plain());
  story.complete().find();
  const auto decide = [&](const char* from, const char* end) {
    auto what = sample::grant();
    what.title->valid_from = at(from);
    what.title->valid_until = at(end);
    return story.refused(Role::decider, what);
  };
  CHECK(decide("2026-07-01T00:00:00Z", "2036-07-01T00:00:00Z") == "taken");
  CHECK(decide("2026-07-01T00:00:00Z", "2036-07-01T00:00:00.001Z") == "case_event.bad_title");
  // 29 February has no like ten years on: the last day of February.
  CHECK(decide("2028-02-29T00:00:00Z", "2038-02-28T00:00:00Z") == "taken");
  CHECK(decide("2028-02-29T00:00:00Z", "2038-03-01T00:00:00Z") == "case_event.bad_title");
  CHECK(decide("2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z") == "case_event.bad_title");
  CHECK(decide("2025-07-01T00:00:00Z", "2026-06-01T08:00:00Z") == "case_event.bad_title");
}

TEST_CASE("only a grant is accepted or declined") {
  Story story(plain());
  story.complete().decide(sample::refusal());
  CHECK(story.refused(Role::applicant, Accepted{}) == "case_event.outcome_not_foreseen");
  CHECK(story.refused(Role::applicant, Declined{""}) == "case_event.outcome_not_foreseen");
  Story declined(plain());
  declined.complete().find().decide().tell(Role::applicant, Declined{""});
  CHECK(declined.state() == CaseState::withdrawn);
  CHECK_FALSE(declined.file().title);
}

TEST_CASE("an appeal that is upheld leaves the decision, one that overturns it wants a new one") {
  Story story(plain());
  story.complete().find().decide(sample::refusal());
  CHECK(story.refused(Role::applicant, Appealed{" "}) == "case_event.reason_missing");
  story.tell(Role::applicant, Appealed{"It is met."});
  Story upheld = story;
  upheld.tell(Role::desk_officer, AppealDecided{AppealOutcome::upheld, "C-1", kDocument});
  CHECK(upheld.state() == CaseState::decision_issued);
  CHECK(upheld.attempt(actor(Role::desk_officer), Closed{"The refusal stands."}));
  story.tell(Role::desk_officer, AppealDecided{AppealOutcome::overturned, "C-1", kDocument});
  CHECK(story.state() == CaseState::processing);
  story.decide().accept();
  CHECK(story.state() == CaseState::granted);
}

TEST_CASE("an appeal against a grant is possible where the procedure allows it") {
  auto json = sample::plain_json();
  json["settings"]["appeal_against_grant"] = "not_allowed";
  const auto procedure = sample::loaded(json);
  Story story(procedure);
  story.complete().find().decide();
  CHECK(story.refused(Role::applicant, Appealed{"Too short."}) == "case_event.no_appeal");
  CHECK(story.refused(Role::desk_officer, Closed{"Done."}) == "case_event.not_closable");
}

TEST_CASE("data that were asked for are available only when they were received") {
  auto story = granted().tell(Role::data_preparer, DataRequested{"clinic"});
  CHECK(story.refused(Role::data_preparer, DataAvailable{kDocument}) ==
        "case_event.data_not_there");
  story.tell(Role::holder, DataReceived{}).tell(Role::data_preparer, DataAvailable{kDocument});
  CHECK(story.state() == CaseState::data_available);
}

TEST_CASE("data are used within the title's time") {
  Story story(plain());
  story.complete().find();
  auto later = sample::grant();
  later.title->valid_from = at("2027-01-01T00:00:00Z");
  story.decide(later).accept().tell(Role::system, DataAvailable{""});
  const Used used{RunId("run-1"), kDocument};
  CHECK(story.refused(Role::output_checker, used) == "case_event.outside_title");
  story.time("2027-01-01T00:00:00Z");
  CHECK(story.attempt(actor(Role::output_checker), used));
  story.time("2032-06-01T00:00:00Z");
  CHECK(story.refused(Role::output_checker, used) == "case_event.lapse_first");
}

constexpr auto kAmendment = access::TitleChange::amendment;
constexpr auto kRenewal = access::TitleChange::renewal;

Amended amended(const Title& title, std::vector<std::string> persons = {}) {
  return {kDocument, "A person joins.", title, std::move(persons)};
}

Renewed renewed(const char* end) { return {kDocument, "There is more to do.", until("fi-9", end)}; }

TEST_CASE("an amended title cannot be used before data are there") {
  auto story = granted().ask_change(kAmendment).tell(Role::decider, amended(title("fi-2")));
  CHECK(story.refused(Role::output_checker, Used{RunId("run-1"), kDocument}) ==
        "case_event.data_not_there");
}

TEST_CASE("an amendment gives a new id and no more time") {
  auto story = in_use().ask_change(kAmendment);
  CHECK(story.refused(Role::decider, Amended{kDocument, "", title("fi-2"), {}}) ==
        "case_event.reason_missing");
  CHECK(story.refused(Role::decider, amended(title())) == "case_event.bad_title");
  CHECK(story.refused(Role::decider, amended(until("fi-2", "2032-06-02T00:00:00Z"))) ==
        "case_event.bad_title");
  auto later = title("fi-2");
  later.valid_from += std::chrono::days(1);
  CHECK(story.refused(Role::decider, amended(later)) == "case_event.bad_title");
  story.tell(Role::decider, amended(title("fi-2"))).ask_change(kAmendment);
  CHECK(story.file().title->id == PermitId("fi-2"));
  // An id that was given before never comes back.
  CHECK(story.refused(Role::decider, amended(title())) == "case_event.bad_title");
}

TEST_CASE("what nobody asked for is neither amended nor renewed nor refused") {
  auto story = in_use();
  CHECK(story.refused(Role::decider, amended(title("fi-2"))) == "case_event.change_not_asked");
  CHECK(story.refused(Role::decider, renewed("2036-01-01T00:00:00Z")) ==
        "case_event.change_not_asked");
  const ChangeRefused refused{kRenewal, kDocument, "It is enough."};
  CHECK(story.refused(Role::decider, refused) == "case_event.change_not_asked");
  // To ask for one is not to ask for the other, and to be answered ends the asking.
  story.ask_change(kAmendment);
  CHECK(story.refused(Role::decider, refused) == "case_event.change_not_asked");
  story.ask_change(kRenewal).tell(Role::decider, refused);
  CHECK(story.refused(Role::decider, refused) == "case_event.change_not_asked");
  CHECK(story.state() == CaseState::in_use);
}

TEST_CASE("a change is asked for with a reason, and once until it is decided") {
  auto story = in_use();
  CHECK(story.refused(Role::applicant, ChangeAsked{kAmendment, " ", ""}) ==
        "case_event.reason_missing");
  story.ask_change(kAmendment);
  CHECK(story.refused(Role::applicant, ChangeAsked{kAmendment, "More.", ""}) ==
        "case_event.change_asked");
  story.tell(Role::decider, ChangeRefused{kAmendment, kDocument, "It is enough."});
  CHECK(story.refused(Role::applicant, ChangeAsked{kAmendment, "More.", ""}) == "taken");
}

TEST_CASE("who joins by an amendment takes part, and nobody who acted for the body joins") {
  auto story = in_use().ask_change(kAmendment);
  CHECK(story.refused(Role::decider, amended(title("fi-2"), {"anna@fi"})) ==
        "case_event.applicant_side");
  story.tell(Role::decider, amended(title("fi-2"), {"ines@fr", "marie@fr"}));
  CHECK(story.attempt({Role::applicant, "nantes", "ines@fr"}, ChangeAsked{kRenewal, "More.", ""}));
  CHECK(story.refused({Role::enforcement_officer, "hdab", "ines@fr"}, Suspended{"Copied."}) ==
        "case_event.applicant_side");
}

TEST_CASE("a renewal is asked for a month before the end, and decided after that") {
  auto story = in_use();
  const ChangeAsked asked{kRenewal, "There is more to do.", ""};
  story.time("2032-05-01T00:00:00.001Z");
  CHECK(story.refused(Role::applicant, asked) == "case_event.renewal_too_late");
  story.time("2032-05-01T00:00:00Z").tell(Role::applicant, asked);
  story.time("2032-05-31T00:00:00Z").tell(Role::decider, renewed("2036-01-01T00:00:00Z"));
  CHECK(story.state() == CaseState::renewed);
}

TEST_CASE("a renewal adds time, ten years at most") {
  auto story = in_use().ask_change(kRenewal);
  CHECK(story.refused(Role::decider, renewed("2032-06-01T00:00:00Z")) == "case_event.bad_title");
  CHECK(story.refused(Role::decider, renewed("2042-06-01T00:00:00.001Z")) ==
        "case_event.bad_title");
  CHECK(story.refused(Role::decider, renewed("2042-06-01T00:00:00Z")) == "taken");
}

TEST_CASE("a title is renewed once, also when it was amended since") {
  auto story = in_use().ask_change(kRenewal).tell(Role::decider, renewed("2042-06-01T00:00:00Z"));
  const ChangeAsked again{kRenewal, "There is more to do.", ""};
  CHECK(story.refused(Role::applicant, again) == "case_event.already_renewed");
  story.ask_change(kAmendment).tell(Role::decider, amended(until("fi-3", "2042-06-01T00:00:00Z")));
  CHECK(story.refused(Role::applicant, again) == "case_event.already_renewed");
}

TEST_CASE("a user is excluded after it could be heard, for five years at most") {
  auto story = in_use();
  const auto excluded = [&](const char* end, const char* reason = "Data were copied.") {
    return story.refused(Role::enforcement_officer, Excluded{reason, kDocument, at(end)});
  };
  story.time("2026-07-01T10:00:00Z");
  CHECK(excluded("2028-01-01T00:00:00Z") == "case_event.views_missing");
  story.hear().time("2026-07-02T10:00:00Z");
  CHECK(excluded("2028-01-01T00:00:00Z", "") == "case_event.reason_missing");
  CHECK(excluded("2031-07-02T10:00:00.001Z") == "case_event.bad_exclusion");
  CHECK(excluded("2026-07-02T10:00:00Z") == "case_event.bad_exclusion");
  CHECK(excluded("2031-07-02T10:00:00Z") == "taken");
  // Also after the title has ended.
  story.tell(Role::enforcement_officer, Revoked{"Data were copied.", kDocument});
  CHECK(excluded("2028-01-01T00:00:00Z") == "taken");
}

TEST_CASE("a holder is told of a finding that was reported") {
  auto story = in_use();
  CHECK(story.refused(Role::desk_officer, HolderInformed{"clinic"}) == "case_event.no_finding");
  story.tell(Role::applicant, SignificantFindingReported{kDocument});
  CHECK(story.refused(Role::desk_officer, HolderInformed{"clinic"}) == "taken");
}

TEST_CASE("a suspended title comes back to where it was") {
  auto story = in_use();
  CHECK(story.refused(Role::enforcement_officer, Suspended{""}) == "case_event.reason_missing");
  story.tell(Role::enforcement_officer, Suspended{"Data were copied."});
  CHECK(story.refused(Role::output_checker, Used{RunId("run-2"), kDocument}) ==
        "case_event.impossible_now");
  story.tell(Role::publisher, Published{Publication::measure, "register/19"});
  story.tell(Role::enforcement_officer, Resumed{"They were not."});
  CHECK(story.state() == CaseState::in_use);
}

TEST_CASE("a title is revoked after the user was heard, or four weeks after the user could be") {
  auto story = in_use();
  const Revoked revoked{"Data were copied.", kDocument};
  CHECK(story.refused(Role::enforcement_officer, revoked) == "case_event.views_missing");
  CHECK(story.refused(Role::applicant, ViewsGiven{kDocument}) == "case_event.views_missing");
  story.time("2026-06-02T10:00:00Z").tell(Role::enforcement_officer, ViewsAsked{"Copied."});
  Story silent = story;
  silent.time("2026-06-30T20:59:59Z");
  CHECK(silent.refused(Role::enforcement_officer, revoked) == "case_event.views_missing");
  silent.time("2026-06-30T21:00:00Z").tell(Role::enforcement_officer, revoked);
  CHECK(silent.state() == CaseState::revoked);
  story.tell(Role::applicant, ViewsGiven{kDocument}).tell(Role::enforcement_officer, revoked);
  CHECK(story.state() == CaseState::revoked);
}

TEST_CASE("a case closes when data are deleted and results published, in either order") {
  auto story = in_use();
  story.pass(at("2032-06-01T00:00:00Z"));
  Story first = story;
  first.tell(Role::applicant, ResultsPublished{"doi:10.1234/5"});
  CHECK(first.state() == CaseState::expired);
  first.tell(Role::data_preparer, DeletionCertified{kDocument});
  CHECK(first.state() == CaseState::closed);
  story.tell(Role::data_preparer, DeletionCertified{kDocument});
  CHECK(story.state() == CaseState::results_due);
  CHECK(story.refused(Role::desk_officer, Closed{"\n"}) == "case_event.reason_missing");
  CHECK(story.attempt(actor(Role::desk_officer), Closed{"The study was given up."}));
}

}  // namespace
}  // namespace passerelle::procedure
