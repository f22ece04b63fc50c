// What every sequence of events keeps, on ten thousand random ones from a fixed seed.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "policies/procedure/clocks.h"
#include "policies/procedure/sample_test.h"
#include "policies/procedure/transition.h"

namespace passerelle::procedure {
namespace {

using sample::kDocument;

constexpr int kEvents = 10'000;
constexpr EnumSet<CaseState> kHasTitle =
    kInForce | EnumSet<CaseState>{CaseState::suspended, CaseState::revoked, CaseState::expired,
                                  CaseState::results_due};

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}

  // std::uniform_int_distribution differs between libraries; the seed must say everything.
  std::size_t below(std::size_t count) { return engine_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class Value>
  const Value& of(const std::vector<Value>& values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937 engine_;
};

// Mostly what could be true, now and then nonsense: a random walk that only guesses never arrives.
class Walk {
 public:
  Walk(const Procedure& procedure, unsigned seed) : procedure_(procedure), chance_(seed) {}

  CaseEvent next(const CaseFile& file, Instant now, int number) {
    CaseEvent event;
    event.id = EventId("e" + std::to_string(number));
    event.application = ApplicationId("fr-2026-0001");
    event.at = now;
    const auto rows = possible(file.state);
    if (!rows.empty() && !chance_.one_in(20)) {
      const auto& row = *chance_.of(rows);
      event.what = content(row.event, file, now);
      event.actor = actor(role_of(row));
    } else {
      event.what = content(chance_.of(all<EventType>()), file, now);
      event.actor = actor(chance_.of(all<Role>()));
    }
    return event;
  }

  // A minute to a month later; now and then long enough for a silence.
  Instant later(Instant now) {
    if (chance_.one_in(30)) return now + std::chrono::days(30 + chance_.below(400));
    return now + std::chrono::minutes(chance_.below(60 * 24));
  }

 private:
  static std::vector<const Transition*> possible(CaseState state) {
    // These end a case or its people, or say little: they come by nonsense alone.
    constexpr EnumSet<EventType> kSeldom{
        EventType::withdrawn, EventType::closed,          EventType::conflict_declared,
        EventType::published, EventType::complaint_filed, EventType::forwarded_to_trusted_holder,
        EventType::declined};
    std::vector<const Transition*> rows;
    for (const auto& row : transitions()) {
      if (row.from.contains(state) && !kSeldom.contains(row.event)) rows.push_back(&row);
    }
    return rows;
  }

  Role role_of(const Transition& row) {
    std::vector<Role> roles;
    for (const auto role : all<Role>()) {
      if (row.by.contains(role)) roles.push_back(role);
    }
    return chance_.of(roles);
  }

  Actor actor(Role role) {
    auto who = sample::actor(role);
    static const std::vector<std::string> kPersons{"marie@fr", "anna@fi",  "arto@fi",
                                                   "dan@fi",   "petra@fi", "otto@fi"};
    if (chance_.one_in(6)) who.person = chance_.of(kPersons);
    if (role == Role::opinion_maker && chance_.one_in(2)) who.body = "ethics";
    return who;
  }

  std::string step() {
    std::vector<std::string> ids;
    for (const auto& one : procedure_.text().steps) ids.push_back(one.id);
    return chance_.of(ids);
  }

  Title title(Instant now) {
    Title title;
    title.id = PermitId("permit-" + std::to_string(chance_.below(40)));
    title.valid_from = now;
    title.valid_until = now + std::chrono::days(365 * (1 + chance_.below(11)));
    return title;
  }

  // Begins when the one before did, unless it is nonsense.
  Title next_title(const CaseFile& file, Instant now) {
    auto next = title(now);
    if (file.title && !chance_.one_in(10)) next.valid_from = file.title->valid_from;
    return next;
  }

  DecisionSigned decision(Instant now) {
    static const std::vector<access::Outcome> kOutcomes{
        access::Outcome::granted, access::Outcome::partially_granted, access::Outcome::refused,
        access::Outcome::answered_as_request};
    DecisionSigned what;
    what.document = kDocument;
    what.outcome = chance_.of(kOutcomes);
    what.reason = "As the file shows.";
    if (access::gives_permit(what.outcome) || chance_.one_in(20)) what.title = title(now);
    return what;
  }

  EventContent content(EventType type, const CaseFile& file, Instant now) {
    switch (type) {
      case EventType::submitted: return sample::submission();
      case EventType::taken_up: return TakenUp{};
      case EventType::information_asked: return InformationAsked{{{"6", "6.1", "Which years?"}}};
      case EventType::information_given: return InformationGiven{kDocument};
      case EventType::declared_complete: return DeclaredComplete{};
      case EventType::clock_extended:
        return ClockExtended{chance_.of(all<ClockRule>()), chance_.one_in(2) ? step() : "",
                             chance_.one_in(5) ? "" : "Many files.", kDocument};
      case EventType::forwarded_to_trusted_holder: return ForwardedToTrustedHolder{"clinic"};
      case EventType::holder_proposed: return HolderProposed{access::Outcome::granted, kDocument};
      case EventType::opinion_asked: return OpinionAsked{step()};
      case EventType::opinion_given:
        return OpinionGiven{step(), chance_.of(all<Opinion>()), kDocument};
      case EventType::authorisation_asked: return AuthorisationAsked{step()};
      case EventType::authorisation_given:
        return AuthorisationGiven{step(), Authorisation::given, "A-17", kDocument};
      case EventType::applicant_chose: return ApplicantChose{step(), Choice::go_on};
      case EventType::feasibility_given: return FeasibilityGiven{step(), Feasibility::feasible, ""};
      case EventType::fee_estimated: return FeeEstimated{step(), 1, "EUR", kDocument};
      case EventType::fee_accepted: return FeeAccepted{step()};
      case EventType::fee_declined: return FeeDeclined{step()};
      case EventType::finding_recorded: return finding(file);
      case EventType::conflict_declared: return ConflictDeclared{"A cousin applies."};
      case EventType::decision_signed: return decision(now);
      case EventType::accepted: return Accepted{};
      case EventType::declined: return Declined{""};
      case EventType::appealed: return Appealed{"The purpose is met."};
      case EventType::appeal_decided:
        return AppealDecided{chance_.of(all<AppealOutcome>()), "C-1", kDocument};
      case EventType::data_requested: return DataRequested{"clinic"};
      case EventType::data_received: return DataReceived{};
      case EventType::data_available: return DataAvailable{kDocument};
      case EventType::used: return Used{RunId("run"), kDocument};
      case EventType::change_asked:
        return ChangeAsked{
            chance_.one_in(2) ? access::TitleChange::amendment : access::TitleChange::renewal,
            "There is more to do.", ""};
      case EventType::change_refused:
        return ChangeRefused{access::TitleChange::renewal, kDocument, "It is done."};
      case EventType::amended:
        return Amended{kDocument, "A person joins.", next_title(file, now), {}};
      case EventType::renewed:
        return Renewed{kDocument, "There is more to do.", next_title(file, now)};
      case EventType::suspended: return Suspended{"Data were copied."};
      case EventType::resumed: return Resumed{"They were not."};
      case EventType::views_asked: return ViewsAsked{"Data were copied."};
      case EventType::views_given: return ViewsGiven{kDocument};
      case EventType::revoked: return Revoked{"Data were copied.", kDocument};
      case EventType::excluded:
        return Excluded{"Data were copied.", kDocument,
                        now + std::chrono::days(365 * chance_.below(7))};
      case EventType::significant_finding_reported: return SignificantFindingReported{kDocument};
      case EventType::holder_informed: return HolderInformed{"clinic"};
      case EventType::deletion_certified: return DeletionCertified{kDocument};
      case EventType::results_published: return ResultsPublished{"doi:10.1234/5"};
      case EventType::closed: return Closed{"Nothing more will come."};
      case EventType::withdrawn: return Withdrawn{""};
      case EventType::complaint_filed: return ComplaintFiled{"Nobody answers."};
      case EventType::published: return Published{chance_.of(all<Publication>()), "register/17"};
      case EventType::time_passed: return TimePassed{};
    }
    return TimePassed{};
  }

  // The first criterion that has no finding yet, so that a walk can come to a grant.
  EventContent finding(const CaseFile& file) {
    for (const auto criterion : all<Criterion>()) {
      if (!file.findings.contains(criterion)) {
        return FindingRecorded{criterion, Finding::met, "As the file shows."};
      }
    }
    return FindingRecorded{chance_.of(all<Criterion>()),
                           chance_.one_in(10) ? Finding::not_met : Finding::met,
                           "As the file shows."};
  }

  const Procedure& procedure_;
  Chance chance_;
};

// A title only after a decider signed a grant that nothing overturned.
bool was_granted(const CaseFile& file) {
  bool granted = false;
  for (const auto& entry : file.history) {
    if (const auto* decision = std::get_if<DecisionSigned>(&entry.event.what)) {
      granted = access::gives_permit(decision->outcome) && entry.event.actor.role == Role::decider;
    }
  }
  return granted;
}

// Law, its extension, and the days on which the applicant was waited for: no clock goes beyond.
void check_maxima(const CaseFile& file, const Procedure& procedure, Instant now) {
  const auto& calendar = procedure.calendar();
  for (const auto& clock : clocks_at(file, procedure, now)) {
    const auto& legal = law(clock.rule);
    if (legal.force != Force::legal || !legal.due) continue;
    auto start = calendar.day_of(clock.started);
    for (const auto& pause : clock.pauses) {
      start += calendar.day_of(pause.until.value_or(now)) - calendar.day_of(pause.from);
    }
    const bool may_extend = legal.longest_extension && clock.extension;
    const auto latest =
        last_day(calendar, start, *legal.due, may_extend ? legal.longest_extension : std::nullopt);
    if (legal.extension != Extension::open) CHECK(clock.due <= calendar.end_of_day(latest));
    CHECK((clock.extension ? legal.extension != Extension::none : true));
  }
}

TEST_CASE("ten thousand random events never break what the kernel promises") {
  std::size_t taken = 0;
  std::size_t cases = 0;
  std::size_t titles = 0;
  std::size_t changed = 0;
  EnumSet<CaseState> reached;
  Walk walk(sample::plain(), 2026);
  Walk long_walk(sample::procedure(), 1125);
  for (int number = 0; number < kEvents;) {
    ++cases;
    const bool is_plain = cases % 2 == 0;
    const auto& procedure = is_plain ? sample::plain() : sample::procedure();
    CaseFile file;
    std::vector<CaseEvent> accepted;
    auto now = sample::at("2026-06-01T08:00:00Z");
    for (int i = 0; i < 150 && number < kEvents; ++i, ++number) {
      if (kEnded.contains(file.state) && i % 10 == 0) break;
      now = (is_plain ? walk : long_walk).later(now);
      const auto event = (is_plain ? walk : long_walk).next(file, now, number);
      const auto next = apply(file, event, procedure);
      if (!next) continue;
      ++taken;
      accepted.push_back(event);
      REQUIRE(next->history.size() == accepted.size());
      REQUIRE(next->history.back().event == event);
      REQUIRE(apply(*next, event, procedure).value() == *next);
      file = *next;
      reached.insert(file.state);
      if (kHasTitle.contains(file.state) || file.state == CaseState::amended) {
        REQUIRE(was_granted(file));
        REQUIRE(file.findings.size() == kCodes<Criterion>.size());
      }
      check_maxima(file, procedure, now);
    }
    titles += file.title.has_value() ? 1 : 0;
    changed += file.title_ids.size() > 1 ? 1 : 0;
    // Replay: nothing is lost, and the same events give the same case.
    const auto again = fold(accepted, procedure);
    REQUIRE(again);
    CHECK(*again == file);
  }
  MESSAGE("events taken: ", taken, " of ", kEvents, " in ", cases, " cases, with a title: ", titles,
          ", changed: ", changed);
  // The walk must come far, or it proves nothing.
  CHECK(titles > 5);
  CHECK(changed > 0);
  for (const auto state : {CaseState::decision_issued, CaseState::granted, CaseState::in_use,
                           CaseState::expired, CaseState::suspended}) {
    CHECK_MESSAGE(reached.contains(state), code(state));
  }
}

}  // namespace
}  // namespace passerelle::procedure
