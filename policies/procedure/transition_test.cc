// Every pair of state and event, with every role: what the table allows happens, everything else is
// refused.
#include "policies/procedure/transition.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::kDocument;
using sample::Story;
using Stories = std::map<CaseState, std::vector<Story>>;

bool waits(const Story& story, const char* step) {
  if (!story.file().submission) return false;
  const auto& record = record_of(story.file(), step);
  return record.asked && !record.done;
}

// What the role would say with that event, as far as it can be true in that case.
EventContent content(EventType type, Role role, const Story& story) {
  const auto& file = story.file();
  const auto* of = file.submission ? &file.steps : nullptr;
  const auto is_done = [&](const char* step) {
    return of != nullptr && of->contains(step) && of->at(step).done;
  };
  const auto asked_or = [&](const char* step, const char* otherwise) {
    return std::string(waits(story, step) ? step : otherwise);
  };
  switch (type) {
    case EventType::submitted: return sample::submission();
    case EventType::taken_up: return TakenUp{};
    case EventType::information_asked: return InformationAsked{{{"6", "6.1", "Which years?"}}};
    case EventType::information_given: return InformationGiven{kDocument};
    case EventType::declared_complete: return DeclaredComplete{};
    case EventType::clock_extended: {
      ClockExtended what{ClockRule::decision, "", "Many files.", kDocument};
      if (role == Role::opinion_maker)
        what = {ClockRule::step, "committee", "Holidays.", kDocument};
      if (role == Role::data_preparer) what.clock = ClockRule::holder_delivery;
      if (role == Role::desk_officer) {
        what.clock = ClockRule::results;
        if (kInAssessment.contains(file.state)) {
          what.clock = ClockRule::step;
          what.step = asked_or("fee", "choice");
        }
      }
      return what;
    }
    case EventType::forwarded_to_trusted_holder: return ForwardedToTrustedHolder{"clinic"};
    case EventType::holder_proposed: return HolderProposed{access::Outcome::granted, kDocument};
    case EventType::opinion_asked:
      return OpinionAsked{waits(story, "committee") || is_done("committee") ? "ethics"
                                                                            : "committee"};
    case EventType::opinion_given: return OpinionGiven{"committee", Opinion::favourable, ""};
    case EventType::authorisation_asked:
      return AuthorisationAsked{waits(story, "privacy") ? "authority" : "privacy"};
    case EventType::authorisation_given:
      return AuthorisationGiven{asked_or("privacy", is_done("licence") ? "declaration" : "licence"),
                                Authorisation::given, "A-17", kDocument};
    case EventType::applicant_chose: return ApplicantChose{"choice", Choice::go_on};
    case EventType::feasibility_given:
      return FeasibilityGiven{is_done("feasibility") ? "laboratory" : "feasibility",
                              Feasibility::feasible, ""};
    case EventType::fee_estimated: return FeeEstimated{"fee", 120'000, "EUR", kDocument};
    case EventType::fee_accepted: return FeeAccepted{"fee"};
    case EventType::fee_declined: return FeeDeclined{"fee"};
    case EventType::finding_recorded:
      return FindingRecorded{Criterion::purpose, Finding::met, "As the file shows."};
    case EventType::conflict_declared: return ConflictDeclared{"A cousin applies."};
    case EventType::decision_signed: return sample::refusal();
    case EventType::accepted: return Accepted{};
    case EventType::declined: return Declined{""};
    case EventType::appealed: return Appealed{"The purpose is met."};
    case EventType::appeal_decided: return AppealDecided{AppealOutcome::upheld, "C-1", kDocument};
    case EventType::data_requested: return DataRequested{"clinic"};
    case EventType::data_received: return DataReceived{};
    case EventType::data_available: return DataAvailable{kDocument};
    case EventType::used: return Used{RunId("run-2"), kDocument};
    case EventType::change_asked:
      return ChangeAsked{access::TitleChange::amendment, "Two more years of data.", ""};
    case EventType::change_refused:
      return ChangeRefused{access::TitleChange::amendment, kDocument, "It is enough."};
    case EventType::amended:
      return Amended{kDocument, "A person joins.", sample::title("fi-2"), {}};
    case EventType::renewed: {
      auto longer = sample::title("fi-3");
      longer.valid_until += std::chrono::days(365);
      return Renewed{kDocument, "There is more to do.", longer};
    }
    case EventType::suspended: return Suspended{"Data were copied."};
    case EventType::resumed: return Resumed{"They were not."};
    case EventType::views_asked: return ViewsAsked{"Data were copied."};
    case EventType::views_given: return ViewsGiven{kDocument};
    case EventType::revoked: return Revoked{"Data were copied.", kDocument};
    case EventType::excluded:
      return Excluded{"Data were copied.", kDocument, story.now() + std::chrono::days(365)};
    case EventType::significant_finding_reported: return SignificantFindingReported{kDocument};
    case EventType::holder_informed: return HolderInformed{"clinic"};
    case EventType::deletion_certified: return DeletionCertified{kDocument};
    case EventType::results_published: return ResultsPublished{"doi:10.1234/5"};
    case EventType::closed: return Closed{"Nothing more will come."};
    case EventType::withdrawn: return Withdrawn{""};
    case EventType::complaint_filed: return ComplaintFiled{"Nobody answers."};
    case EventType::published: return Published{Publication::application, "register/17"};
    case EventType::time_passed: return TimePassed{};
  }
  return TimePassed{};
}

// Cases in every state; several where one alone does not allow every event of the state.
Stories stories() {
  Stories all;
  const auto add = [&](const Story& story) { all[story.state()].push_back(story); };
  const auto told = [](const Story& story, Role role, const EventContent& what) {
    Story next = story;
    return next.tell(role, what);
  };

  add(Story());
  add(Story().submit());
  const auto screened = Story().screen();
  add(screened);
  add(Story().screen().evidence("licence"));
  add(Story().screen().desk_asks());
  add(Story().screen().desk_asks().answer());
  add(Story().screen().desk_asks().pass(sample::at("2026-08-01T00:00:00Z")));

  const auto complete = Story().complete();
  const auto waiting_for_committee = told(complete, Role::desk_officer, OpinionAsked{"committee"});
  const auto advised = Story().complete().committee();
  const auto waiting_for_both = told(advised, Role::desk_officer, OpinionAsked{"ethics"});
  const auto waiting_for_privacy = told(advised, Role::desk_officer, AuthorisationAsked{"privacy"});
  const auto feasible =
      told(advised, Role::holder, FeasibilityGiven{"feasibility", Feasibility::feasible, ""});
  const FeeEstimated estimate{"fee", 120'000, "EUR", kDocument};
  const auto estimated = told(feasible, Role::desk_officer, estimate);
  for (const auto& story :
       {complete, advised, waiting_for_committee, waiting_for_both, waiting_for_privacy, feasible,
        estimated, told(waiting_for_committee, Role::desk_officer, AuthorisationAsked{"privacy"}),
        told(waiting_for_both, Role::holder,
             FeasibilityGiven{"feasibility", Feasibility::feasible, ""}),
        told(estimated, Role::desk_officer, OpinionAsked{"ethics"}),
        told(feasible, Role::desk_officer, AuthorisationAsked{"privacy"}),
        told(estimated, Role::desk_officer, AuthorisationAsked{"privacy"}),
        told(told(told(complete, Role::holder,
                       FeasibilityGiven{"feasibility", Feasibility::feasible, ""}),
                  Role::desk_officer, estimate),
             Role::desk_officer, AuthorisationAsked{"privacy"}),
        told(told(complete, Role::holder,
                  FeasibilityGiven{"feasibility", Feasibility::feasible, ""}),
             Role::desk_officer, estimate),
        told(complete, Role::desk_officer, AuthorisationAsked{"privacy"}),
        told(waiting_for_privacy, Role::applicant, ApplicantChose{"choice", Choice::go_on}),
        told(complete, Role::assessor, ForwardedToTrustedHolder{"clinic"})}) {
    add(story);
    if (kInAssessment.contains(story.state())) add(Story(story).ask());
  }

  const auto decided = Story().complete().assess().decide();
  add(decided);
  add(Story().complete().decide(sample::refusal()));
  add(told(decided, Role::applicant, Appealed{"The conditions are hard."}));
  add(told(decided, Role::applicant, Declined{""}));

  const auto granted = Story().granted();
  const auto requested = told(granted, Role::data_preparer, DataRequested{"clinic"});
  const auto used = Story().granted().available().use();
  auto longer = sample::title("fi-9");
  longer.valid_until += std::chrono::days(30);
  const auto amended = [&](const Story& story) {
    return Story(story)
        .ask_change(access::TitleChange::amendment)
        .tell(Role::decider, Amended{kDocument, "A person joins.", sample::title("fi-8"), {}});
  };
  const std::vector<Story> in_force{
      granted,
      requested,
      told(requested, Role::holder, DataReceived{}),
      Story().granted().available(),
      used,
      amended(granted),
      amended(used),
      Story(used)
          .ask_change(access::TitleChange::renewal)
          .tell(Role::decider, Renewed{kDocument, "There is more to do.", longer}),
      told(used, Role::enforcement_officer, Suspended{"Data were copied."})};
  for (const auto& story : in_force) {
    add(story);
    add(Story(story).hear());
    add(told(story, Role::applicant, SignificantFindingReported{kDocument}));
    add(Story(story).ask_change(access::TitleChange::amendment));
    if (!story.file().was_renewed) add(Story(story).ask_change(access::TitleChange::renewal));
  }
  const auto request = sample::submission(access::PermitKind::request_approval);
  add(Story().complete(request).assess().decide().accept().available().use());
  const auto revoked =
      told(Story(used).hear(), Role::enforcement_officer, Revoked{"Copied.", kDocument});
  const auto expired = Story(used).pass(sample::at("2032-06-02T00:00:00Z"));
  const auto deleted = told(expired, Role::data_preparer, DeletionCertified{kDocument});
  for (const auto& story : {revoked, expired, deleted}) {
    add(story);
    add(Story(story).hear());
    add(told(story, Role::applicant, SignificantFindingReported{kDocument}));
  }
  const auto closed = told(deleted, Role::applicant, ResultsPublished{"doi:10.1234/5"});
  add(closed);
  add(told(closed, Role::applicant, SignificantFindingReported{kDocument}));
  return all;
}

TEST_CASE("no event stands in two rows for one state, and every event stands in one") {
  std::set<EventType> seen;
  for (const auto& row : transitions()) {
    seen.insert(row.event);
    CHECK_FALSE(row.by == EnumSet<Role>{});
    for (const auto state : all<CaseState>()) {
      if (row.from.contains(state)) CHECK(find_transition(row.event, state) == &row);
    }
  }
  CHECK(seen.size() == all<EventType>().size());
}

TEST_CASE("every pair of state and event, by every role, is what the table says") {
  const auto known = stories();
  std::size_t allowed = 0;
  std::size_t refused = 0;
  for (const auto state : all<CaseState>()) {
    REQUIRE_MESSAGE(known.contains(state), code(state));
    for (const auto type : all<EventType>()) {
      const auto* row = find_transition(type, state);
      for (const auto role : all<Role>()) {
        const bool is_allowed = row != nullptr && row->by.contains(role);
        bool happened = false;
        std::string why;
        for (const auto& story : known.at(state)) {
          auto event = story.event(sample::actor(role), content(type, role, story));
          REQUIRE(event.type() == type);
          if (type == EventType::time_passed) event.at += std::chrono::days(366 * 15);
          const auto taken = apply(story.file(), event, story.procedure());
          if (!taken) why = taken.error().text();
          if (taken && row != nullptr) {
            CHECK((row->to.empty() ? taken->state == state : row->to.contains(taken->state)));
          }
          happened = happened || taken.has_value();
          if (is_allowed || taken) continue;
          const auto wanted =
              row == nullptr ? "case_event.impossible_now" : "case_event.role_not_allowed";
          CHECK_MESSAGE(taken.error().name() == wanted, code(state), " ", code(type));
        }
        CHECK_MESSAGE(happened == is_allowed, code(state), " ", code(type), " by ", code(role),
                      ": ", why);
        (is_allowed ? allowed : refused) += 1;
      }
    }
  }
  MESSAGE("pairs with a role that are allowed: ", allowed, ", refused: ", refused);
}

}  // namespace
}  // namespace passerelle::procedure
