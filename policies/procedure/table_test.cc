// Every pair of state and event, by every role: what the table allows succeeds, all else is
// refused.
#include "policies/procedure/table.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "policies/procedure/story_test.h"

namespace passerelle::procedure {
namespace {

using story::Story;

constexpr std::chrono::hours kThreeYears{3 * 366 * 24};

Story suspended() {
  return story::in_use().then(WithReason<EventKind::suspended>{"precaution"},
                              Role::enforcement_officer);
}

Story expired() { return story::in_use().wait(kThreeYears).then<EventKind::expired>(Role::system); }

Story with_views(Story story) {
  return story.then(WithReason<EventKind::views_asked>{"data left"}, Role::enforcement_officer);
}

Story revoked() {
  return with_views(story::in_use())
      .then<EventKind::information_given>(Role::applicant)
      .then(WithReason<EventKind::revoked>{"data left"}, Role::decider);
}

Story reached(State state) {
  const InformationAsked ask{{"/purpose"}, "please say more"};
  switch (state) {
    case State::draft: return {};
    case State::submitted: return story::submitted();
    case State::pre_screening: return story::pre_screening();
    case State::awaiting_additional_information:
      return story::pre_screening().then(ask, Role::desk_officer);
    case State::processing: return story::processing();
    case State::with_trusted_holder:
      return story::processing().then(ForwardedToTrustedHolder{"registry"}, Role::desk_officer);
    case State::awaiting_opinion:
      return story::processing().then(OpinionAsked{story::kOpinion}, Role::assessor);
    case State::awaiting_authorisation:
      return story::processing().then(AuthorisationAsked{story::kLicence}, Role::assessor);
    case State::awaiting_fee_acceptance:
      return story::processing().then(FeeEstimated{100, "EUR"}, Role::desk_officer);
    case State::decision_issued: return story::ready().then(story::grant(), Role::decider);
    case State::appealed:
      return reached(State::decision_issued)
          .then(WithReason<EventKind::appealed>{"too narrow"}, Role::applicant);
    case State::granted: return story::granted();
    case State::extraction_requested:
      return story::granted().then<EventKind::data_requested>(Role::data_preparer);
    case State::data_available: return story::available();
    case State::in_use: return story::in_use();
    case State::amended:
      return story::available().then(Amended{PermitId("p2"), story::kDigest, "one person more"},
                                     Role::decider);
    case State::renewed: {
      Story story = story::available();
      return story.then(
          Renewed{PermitId("p2"), story::kDigest, story.now, story::at("2033-01-01T00:00:00Z")},
          Role::decider);
    }
    case State::suspended: return suspended();
    case State::revoked: return revoked();
    case State::expired: return expired();
    case State::results_due:
      return expired().then<EventKind::deletion_certified>(Role::data_preparer);
    case State::closed_incomplete:
      return story::pre_screening()
          .then(ask, Role::desk_officer)
          .then<EventKind::information_given>(Role::applicant)
          .then<EventKind::closed>(Role::desk_officer);
    case State::closed:
      return story::ready()
          .then(story::refusal(), Role::decider)
          .then<EventKind::closed>(Role::desk_officer);
    case State::withdrawn: return story::submitted().then<EventKind::withdrawn>(Role::applicant);
  }
  return {};
}

// The case as an event of that kind needs it, where being in the state is not enough.
Story prepared(State state, EventKind kind, Role role) {
  Story story = reached(state);
  const bool is_use = is_in_force(state) || state == State::suspended;
  if (kind == EventKind::information_given && is_use) return with_views(story);
  if (kind == EventKind::revoked) {
    return with_views(story).then<EventKind::information_given>(Role::applicant);
  }
  if (kind == EventKind::closed && state == State::pre_screening) {
    return reached(State::awaiting_additional_information)
        .then<EventKind::information_given>(Role::applicant);
  }
  if (kind == EventKind::closed && state == State::decision_issued) {
    return story::ready().then(story::refusal(), Role::decider);
  }
  if (kind == EventKind::closed && state == State::results_due) {
    return story.then(ResultsPublished{"https://example.org"}, Role::publisher);
  }
  if (kind == EventKind::opinion_given && role == Role::holder) {
    return story::processing().then(OpinionAsked{story::kFeasibility}, Role::assessor);
  }
  if (kind == EventKind::data_available) {
    return story.then(DataReceived{"registry"}, Role::data_preparer);
  }
  if (kind == EventKind::time_passed) return story.wait(kThreeYears);
  if (kind == EventKind::expired) return story.wait(2 * kThreeYears);
  return story;
}

What waited_for(State state) {
  switch (state) {
    case State::with_trusted_holder: return TimePassed{Rule::holder_proposal, std::nullopt};
    case State::awaiting_opinion: return TimePassed{Rule::step, story::kOpinion};
    case State::awaiting_authorisation: return TimePassed{Rule::step, story::kLicence};
    case State::awaiting_fee_acceptance: return TimePassed{Rule::fee_acceptance, std::nullopt};
    case State::decision_issued: return TimePassed{Rule::acceptance, std::nullopt};
    default: return TimePassed{Rule::information, std::nullopt};
  }
}

What sample(State state, EventKind kind, Role role, Instant now) {
  switch (kind) {
    case EventKind::submitted: return story::submission();
    case EventKind::information_asked: return InformationAsked{{"/purpose"}, "please say more"};
    case EventKind::clock_extended:
      if (role == Role::opinion_maker) {
        const bool is_opinion = state == State::awaiting_opinion;
        return ClockExtended{Rule::step, is_opinion ? story::kOpinion : story::kLicence, "busy"};
      }
      return ClockExtended{
          state == State::extraction_requested ? Rule::holder_delivery : Rule::decision,
          std::nullopt, "a hard case"};
    case EventKind::forwarded_to_trusted_holder: return ForwardedToTrustedHolder{"registry"};
    case EventKind::holder_proposed: return HolderProposed{Proposal::grant, "fits"};
    case EventKind::opinion_asked: return OpinionAsked{story::kOpinion};
    case EventKind::opinion_given:
      return OpinionGiven{role == Role::holder ? story::kFeasibility : story::kOpinion,
                          Opinion::favourable, "", std::nullopt};
    case EventKind::authorisation_asked: return AuthorisationAsked{story::kLicence};
    case EventKind::authorisation_given:
      return AuthorisationGiven{story::kLicence, Authorisation::given, "", story::kDigest};
    case EventKind::fee_estimated: return FeeEstimated{100, "EUR"};
    case EventKind::finding_recorded: return story::met(Criterion::c1a);
    case EventKind::conflict_declared: return ConflictDeclared{"stranger", "owns shares"};
    case EventKind::decision_signed: return story::refusal();
    case EventKind::appealed: return WithReason<EventKind::appealed>{"too narrow"};
    case EventKind::appeal_decided: return AppealDecided{AppealOutcome::upheld, "well founded"};
    case EventKind::data_received: return DataReceived{"registry"};
    case EventKind::amended: return Amended{PermitId("p9"), story::kDigest, "one person more"};
    case EventKind::renewed:
      return Renewed{PermitId("p9"), story::kDigest, now, story::at("2033-01-01T00:00:00Z")};
    case EventKind::suspended: return WithReason<EventKind::suspended>{"precaution"};
    case EventKind::resumed: return WithReason<EventKind::resumed>{"no harm found"};
    case EventKind::views_asked: return WithReason<EventKind::views_asked>{"data left"};
    case EventKind::revoked: return WithReason<EventKind::revoked>{"data left"};
    case EventKind::results_published: return ResultsPublished{"https://example.org"};
    case EventKind::time_passed: return waited_for(state);
    default: return blank(kind);
  }
}

bool is_allowed(State state, EventKind kind, Role role) {
  for (const auto& row : table()) {
    if (row.from.contains(state) && row.event == kind && row.by.contains(role)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every state can be reached") {
  for (std::size_t i = 0; i < kStates; ++i) {
    CHECK(reached(static_cast<State>(i)).file.state == static_cast<State>(i));
  }
}

TEST_CASE("every pair of state and event that the table allows succeeds for each of its roles") {
  std::size_t allowed = 0;
  for (std::size_t i = 0; i < kStates * kEventKinds * kRoles; ++i) {
    const auto state = static_cast<State>(i / kRoles / kEventKinds);
    const auto kind = static_cast<EventKind>(i / kRoles % kEventKinds);
    const auto role = static_cast<Role>(i % kRoles);
    if (!is_allowed(state, kind, role)) continue;
    ++allowed;
    const Story story = prepared(state, kind, role);
    REQUIRE(story.file.state == state);
    const auto after = story.attempt(sample(state, kind, role, story.now), role);
    REQUIRE_MESSAGE(after, code(state) << ", " << code(kind) << " by " << code(role) << ": "
                                       << story::why(after));
    const auto* row = row_of(state, kind);
    if (row->way == Way::to) CHECK(after->state == row->target);
    if (row->way == Way::stay) CHECK(after->state == state);
    CHECK(after->events.size() == story.file.events.size() + 1);
  }
  CHECK(allowed > 300);
}

TEST_CASE("every pair that the table does not allow is refused, whoever acts") {
  for (std::size_t s = 0; s < kStates; ++s) {
    const auto state = static_cast<State>(s);
    const Story story = reached(state);
    for (std::size_t i = 0; i < kEventKinds * kRoles; ++i) {
      const auto kind = static_cast<EventKind>(i / kRoles);
      const auto role = static_cast<Role>(i % kRoles);
      if (is_allowed(state, kind, role)) continue;
      const auto after = story.attempt(sample(state, kind, role, story.now), role);
      story::check_refused(after, row_of(state, kind) == nullptr ? Refusal::not_in_this_state
                                                                 : Refusal::not_for_this_role);
    }
  }
}

TEST_CASE("rows for one state and event lead to the same place") {
  for (const auto& row : table()) {
    for (std::size_t i = 0; i < kStates; ++i) {
      const auto state = static_cast<State>(i);
      if (!row.from.contains(state)) continue;
      const auto* first = row_of(state, row.event);
      CHECK(first->way == row.way);
      CHECK(first->target == row.target);
    }
  }
}

TEST_CASE("nothing leaves a final state") {
  for (const auto& row : table()) {
    for (std::size_t i = 0; i < kStates; ++i) {
      if (is_final(static_cast<State>(i))) CHECK(!row.from.contains(static_cast<State>(i)));
    }
  }
}

TEST_CASE("STATES.md is what the table says") {
  const std::string path = PASSERELLE_SOURCE_DIR "/policies/procedure/STATES.md";
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const bool is_same = text.str() == states_document();
  if (const char* target = ::getenv("PASSERELLE_WRITE_STATES")) {
    std::ofstream(target) << states_document();
  }
  CHECK_MESSAGE(is_same,
                "regenerate: PASSERELLE_WRITE_STATES=policies/procedure/STATES.md "
                "test_policies_procedure -tc='STATES.md*'");
}

}  // namespace passerelle::procedure
