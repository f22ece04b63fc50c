#include "policies/procedure/kernel.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "policies/procedure/story_test.h"

namespace passerelle::procedure {
namespace {

using std::chrono::hours;
using story::check_refused;

constexpr hours kDay{24};

}  // namespace

TEST_CASE("a case that was assessed, decided by another and accepted holds one title") {
  const auto story = story::granted();
  CHECK(story.file.state == State::granted);
  REQUIRE(titles(story.file).size() == 1);
  CHECK(titles(story.file).front().permit == PermitId("p1"));
  CHECK(titles(story.file).front().decision_digest == story::kDigest);
}

TEST_CASE("replaying the events gives the same case, and each twice changes nothing") {
  const auto story = story::in_use();
  const auto again = fold(story.file.events, story.rules, story::finland());
  REQUIRE(again);
  CHECK(*again == story.file);
  for (const auto& event : story.file.events) {
    CHECK(apply(story.file, event, story.rules, story::finland()).value() == story.file);
  }
}

TEST_CASE("the id of an event cannot be used for another") {
  const auto story = story::submitted();
  auto event = story.event(Plain<EventKind::taken_up>{}, Role::desk_officer);
  event.id = story.file.events.front().id;
  check_refused(apply(story.file, event, story.rules, story::finland()), Refusal::id_reused);
}

TEST_CASE("an event earlier than the last one is refused") {
  auto story = story::submitted();
  story.now -= kDay;
  check_refused(story.attempt(Plain<EventKind::taken_up>{}, Role::desk_officer),
                Refusal::out_of_order);
}

TEST_CASE("the fold names the event that it does not take") {
  auto events = story::processing().file.events;
  events.erase(events.begin() + 1);
  const auto file = fold(events, story::procedure(), story::finland());
  check_refused(file, Refusal::not_in_this_state);
  CHECK(file.error().detail.find("e3: ") == 0);
}

TEST_CASE("a grant without a finding on every criterion is refused") {
  for (std::size_t missing = 0; missing < kCriteria; ++missing) {
    auto story = story::processing();
    for (std::size_t i = 0; i < kCriteria; ++i) {
      if (i != missing) story.then(story::met(static_cast<Criterion>(i)), Role::assessor);
    }
    check_refused(story.attempt(story::grant(), Role::decider), Refusal::finding_missing);
  }
}

TEST_CASE("the last finding on a criterion counts") {
  auto story = story::ready();
  story.then(FindingRecorded{Criterion::c1b, Verdict::not_met, "too many variables"},
             Role::assessor);
  check_refused(story.attempt(story::grant(), Role::decider), Refusal::finding_missing);
  story.then(story::met(Criterion::c1b), Role::assessor);
  CHECK(story.attempt(story::grant(), Role::decider).has_value());
}

TEST_CASE("only a criterion that may not apply can be called inapplicable") {
  const auto story = story::processing();
  for (std::size_t i = 0; i < kCriteria; ++i) {
    const auto criterion = static_cast<Criterion>(i);
    const auto after =
        story.attempt(FindingRecorded{criterion, Verdict::not_applicable, "no"}, Role::assessor);
    if (may_be_inapplicable(criterion)) {
      CHECK(after.has_value());
    } else {
      check_refused(after, Refusal::criterion_applies);
    }
  }
}

TEST_CASE("the decider is not the only assessor") {
  auto story = story::processing();
  for (std::size_t i = 0; i < kCriteria; ++i) {
    story.then(story::met(static_cast<Criterion>(i)), Role::assessor, "anna");
  }
  check_refused(story.attempt(story::grant(), Role::decider, "anna"), Refusal::separation);
}

TEST_CASE("assessor, data preparer and output checker are three persons") {
  auto story = story::granted();
  check_refused(story.attempt(Plain<EventKind::data_requested>{}, Role::data_preparer, "assessor"),
                Refusal::separation);
  story = story::available();
  check_refused(story.attempt(Plain<EventKind::used>{}, Role::output_checker, "assessor"),
                Refusal::separation);
  check_refused(story.attempt(Plain<EventKind::used>{}, Role::output_checker, "data_preparer"),
                Refusal::separation);
}

TEST_CASE("who applies or holds the data is none of the staff") {
  const auto story = story::submitted();
  check_refused(story.attempt(Plain<EventKind::taken_up>{}, Role::desk_officer, "applicant"),
                Refusal::separation);
}

TEST_CASE("a person with a declared interest is locked out of the case") {
  auto story = story::processing();
  story.then(ConflictDeclared{"anna", "worked for the applicant"}, Role::auditor);
  check_refused(story.attempt(story::met(Criterion::c1a), Role::assessor, "anna"),
                Refusal::conflict_of_interest);
  CHECK(story.attempt(story::met(Criterion::c1a), Role::assessor, "bert").has_value());
}

TEST_CASE("findings of a person whose interest is declared later count no more") {
  auto story = story::ready();
  story.then(ConflictDeclared{"assessor", "worked for the applicant"}, Role::auditor);
  check_refused(story.attempt(story::grant(), Role::decider), Refusal::finding_missing);
  for (std::size_t i = 0; i < kCriteria; ++i) {
    story.then(story::met(static_cast<Criterion>(i)), Role::assessor, "bert");
  }
  CHECK(story.attempt(story::grant(), Role::decider).has_value());
}

TEST_CASE("a refusal, an extension, a suspension and a revocation give their reason") {
  auto unexplained = story::refusal();
  unexplained.reason = " ";
  check_refused(story::processing().attempt(unexplained, Role::decider), Refusal::reason_missing);
  auto in_part = story::grant();
  in_part.outcome = Outcome::partially_granted;
  check_refused(story::ready().attempt(in_part, Role::decider), Refusal::reason_missing);
  check_refused(
      story::processing().attempt(ClockExtended{Rule::decision, std::nullopt, ""}, Role::assessor),
      Refusal::reason_missing);
  check_refused(story::granted().attempt(WithReason<EventKind::suspended>{""}, Role::decider),
                Refusal::reason_missing);
  check_refused(story::granted().attempt(WithReason<EventKind::revoked>{"\n"}, Role::decider),
                Refusal::reason_missing);
}

TEST_CASE("a grant waits for every step of the country") {
  auto story = story::with_findings(story::processing());
  check_refused(story.attempt(story::grant(), Role::decider), Refusal::step_not_ready);
  CHECK(story.attempt(story::refusal(), Role::decider).has_value());
}

TEST_CASE("a refused authorisation forbids the grant") {
  auto story = story::ready();
  auto& given = std::get<AuthorisationGiven>(
      std::ranges::find_if(story.file.events, [](const CaseEvent& event) {
        return kind_of(event.what) == EventKind::authorisation_given;
      })->what);
  given.authorisation = Authorisation::refused;
  story.file = fold(story.file.events, story.rules, story::finland()).value();
  check_refused(story.attempt(story::grant(), Role::decider), Refusal::authorisation_refused);
}

TEST_CASE("a step is asked for by its name and type, when it is its turn, and once") {
  auto story = story::processing();
  check_refused(story.attempt(OpinionAsked{StepId("x")}, Role::assessor), Refusal::unknown_step);
  check_refused(story.attempt(OpinionAsked{story::kLicence}, Role::assessor),
                Refusal::unknown_step);
  check_refused(story::ready().attempt(OpinionAsked{story::kOpinion}, Role::assessor),
                Refusal::step_done);
  story.rules = built_in("FR").value();
  check_refused(story.attempt(AuthorisationAsked{StepId("authorisation")}, Role::assessor),
                Refusal::step_not_ready);
  check_refused(story.attempt(ApplicantChose{Choice::go_on}, Role::applicant),
                Refusal::step_not_ready);
  story.rules = built_in("FI").value();
  check_refused(story.attempt(FeeEstimated{100, "EUR"}, Role::desk_officer),
                Refusal::step_not_ready);
}

TEST_CASE("the body that was asked answers, with the document that the step wants") {
  auto story = story::processing().then(AuthorisationAsked{story::kLicence}, Role::assessor);
  check_refused(story.attempt(AuthorisationGiven{story::kOpinion, Authorisation::given, "", {}},
                              Role::opinion_maker),
                Refusal::other_step);
  check_refused(story.attempt(AuthorisationGiven{story::kLicence, Authorisation::given, "", {}},
                              Role::opinion_maker),
                Refusal::evidence_missing);
  story = story::processing().then(OpinionAsked{story::kFeasibility}, Role::assessor);
  check_refused(story.attempt(OpinionGiven{story::kFeasibility, Opinion::favourable, "", {}},
                              Role::opinion_maker),
                Refusal::not_for_this_role);
}

TEST_CASE("the short procedure is for permits with the purposes of public bodies") {
  auto what = story::submission();
  what.accelerated = true;
  check_refused(story::Story().attempt(what, Role::applicant), Refusal::not_accelerated);
  what.purpose = purposes::Purpose::public_health;
  CHECK(story::Story().attempt(what, Role::applicant).has_value());
}

TEST_CASE("a trusted holder assesses only what concerns its data alone") {
  const auto story = story::processing();
  check_refused(story.attempt(ForwardedToTrustedHolder{"another"}, Role::desk_officer),
                Refusal::holder_not_alone);
}

TEST_CASE("statistics instead of data need the applicant's consent") {
  auto decision = story::grant();
  decision.outcome = Outcome::answered_as_request;
  auto story = story::ready();
  check_refused(story.attempt(decision, Role::decider), Refusal::consent_missing);
  story.then(ApplicantChose{Choice::statistics_instead}, Role::applicant);
  CHECK(story.attempt(decision, Role::decider).has_value());
}

TEST_CASE("a title lasts ten years at most and ends after it begins") {
  auto decision = story::grant();
  const auto story = story::ready();  // decided on 3 or 4 April 2029
  decision.valid_until = story::at("2039-04-05T00:00:00Z");
  check_refused(story.attempt(decision, Role::decider), Refusal::bad_validity);
  decision.valid_until = story::at("2029-04-01T00:00:00Z");
  check_refused(story.attempt(decision, Role::decider), Refusal::bad_validity);
  decision.valid_until = story::at("2039-04-03T00:00:00Z");
  CHECK(story.attempt(decision, Role::decider).has_value());
  decision.valid_until.reset();
  check_refused(story.attempt(decision, Role::decider), Refusal::not_granted);
}

TEST_CASE("a refusal is neither accepted nor declined, a grant is not closed") {
  auto story = story::processing().then(story::refusal(), Role::decider);
  check_refused(story.attempt(Plain<EventKind::accepted>{}, Role::applicant), Refusal::not_granted);
  check_refused(story.attempt(Plain<EventKind::declined>{}, Role::applicant), Refusal::not_granted);
  story = story::ready().then(story::grant(), Role::decider);
  check_refused(story.attempt(Plain<EventKind::closed>{}, Role::desk_officer), Refusal::granted);
}

TEST_CASE("a decision is appealed once; overturned, it no longer stands") {
  auto story = story::ready().then(story::grant(), Role::decider);
  story.then(WithReason<EventKind::appealed>{"too narrow"}, Role::applicant);
  auto upheld = story;
  upheld.then(AppealDecided{AppealOutcome::upheld, "well founded"}, Role::decider);
  check_refused(upheld.attempt(WithReason<EventKind::appealed>{"again"}, Role::applicant),
                Refusal::already_appealed);
  story.then(AppealDecided{AppealOutcome::overturned, "not well founded"}, Role::decider);
  CHECK(story.file.state == State::processing);
  CHECK(standing_decision(story.file) == nullptr);
}

TEST_CASE("data are available when every holder has delivered, and used when available") {
  auto story = story::granted().then<EventKind::data_requested>(Role::data_preparer);
  check_refused(story.attempt(Plain<EventKind::data_available>{}, Role::data_preparer),
                Refusal::data_missing);
  check_refused(story.attempt(DataReceived{"another"}, Role::data_preparer), Refusal::data_missing);
  story = story::granted().then(Amended{PermitId("p2"), story::kDigest, "why"}, Role::decider);
  check_refused(story.attempt(Plain<EventKind::used>{}, Role::output_checker),
                Refusal::data_missing);
}

TEST_CASE("every amendment and renewal has a new id and names its predecessor; one renewal only") {
  auto story = story::in_use();
  check_refused(story.attempt(Amended{PermitId("p1"), story::kDigest, "why"}, Role::decider),
                Refusal::permit_repeated);
  const auto until = story::at("2033-01-01T00:00:00Z");
  story.then(Renewed{PermitId("p2"), story::kDigest, story.now, until}, Role::decider);
  CHECK(titles(story.file).back().predecessor == PermitId("p1"));
  CHECK(titles(story.file).back().valid_until == until);
  story.then<EventKind::used>(Role::output_checker);
  check_refused(
      story.attempt(Renewed{PermitId("p3"), story::kDigest, story.now, until}, Role::decider),
      Refusal::already_renewed);
}

TEST_CASE("a renewal is asked for a month before the end") {
  auto story = story::in_use();  // until 1 January 2031 in the night, so 1 December is the last day
  story.now = story::at("2030-12-02T12:00:00Z");
  const auto until = story::at("2033-01-01T00:00:00Z");
  check_refused(
      story.attempt(Renewed{PermitId("p2"), story::kDigest, story.now, until}, Role::decider),
      Refusal::too_late);
  const auto in_time = story::at("2030-12-01T12:00:00Z");
  CHECK(story.attempt(Renewed{PermitId("p2"), story::kDigest, in_time, until}, Role::decider)
            .has_value());
}

TEST_CASE("nothing is used, amended or resumed after the end of the title") {
  auto story = story::in_use();
  story.now = story::at("2031-01-01T00:00:00Z");
  check_refused(story.attempt(Plain<EventKind::used>{}, Role::output_checker), Refusal::too_late);
  check_refused(story.attempt(Amended{PermitId("p2"), story::kDigest, "why"}, Role::decider),
                Refusal::too_late);
  CHECK(story.attempt(Plain<EventKind::expired>{}, Role::system).has_value());
}

TEST_CASE("a title is revoked after the user has answered, or had four weeks to") {
  auto story = story::in_use();
  const WithReason<EventKind::revoked> revoke{"data left"};
  check_refused(story.attempt(revoke, Role::decider), Refusal::views_missing);
  story.then(WithReason<EventKind::views_asked>{"data left"}, Role::enforcement_officer);
  check_refused(story.attempt(revoke, Role::decider), Refusal::views_missing);
  CHECK(story.wait(30 * kDay).attempt(revoke, Role::decider).has_value());
}

TEST_CASE("a case whose data were used is closed when its results are published") {
  auto story = story::in_use();
  story.now = story::at("2031-01-01T00:00:00Z");
  story.then<EventKind::expired>(Role::system)
      .then<EventKind::deletion_certified>(Role::data_preparer);
  check_refused(story.attempt(Plain<EventKind::closed>{}, Role::desk_officer),
                Refusal::results_missing);
}

TEST_CASE("a file is closed as incomplete only after a question and an answer") {
  check_refused(story::pre_screening().attempt(Plain<EventKind::closed>{}, Role::desk_officer),
                Refusal::information_missing);
}

}  // namespace passerelle::procedure
