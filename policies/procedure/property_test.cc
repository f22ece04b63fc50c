// Ten thousand random events: half of them what a body might do next, the others anything by
// anyone.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "policies/procedure/story_test.h"
#include "policies/procedure/table.h"

namespace passerelle::procedure {
namespace {

using story::Story;

constexpr int kEvents = 10'000;
constexpr std::size_t kLongest = 120;  // events of one case, then another begins

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  // A number below `count`; the same on every standard library.
  std::size_t below(std::size_t count) { return engine_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937 engine_;
};

StepId some_step(Dice& dice) {
  return dice.of(std::vector{story::kOpinion, story::kFeasibility, story::kLicence, StepId("x")});
}

// Content that a case may or may not take.
What content(EventKind kind, const Story& story, Dice& dice) {
  const PermitId permit("p" + std::to_string(dice.below(4)));
  const Instant until = story.now + std::chrono::hours(24 * 30 * dice.below(200));
  What what = blank(kind);
  std::visit(
      [&](auto& event) {
        if constexpr (requires { event.reason; }) event.reason = dice.one_in(8) ? "" : "why";
        if constexpr (requires { event.digest; }) event.digest = story::kDigest;
        if constexpr (requires { event.permit; }) event.permit = permit;
        if constexpr (requires { event.valid_until; }) event.valid_until = until;
        if constexpr (requires { event.holder; }) event.holder = "registry";
        if constexpr (requires { event.evidence; }) event.evidence = story::kDigest;
        if constexpr (requires { event.verdict; }) {
          event.criterion = static_cast<Criterion>(dice.below(kCriteria));
          event.verdict = dice.one_in(40) ? Verdict::not_met : Verdict::met;
        }
        if constexpr (requires { event.asked_at; }) event.asked_at = story.now;
        if constexpr (requires { event.person; }) event.person = "assessor-2";
        if constexpr (requires { event.rule; }) {
          event.rule = static_cast<Rule>(dice.below(codes<Rule>().size()));
          if (event.rule == Rule::step) event.step = some_step(dice);
        } else if constexpr (requires { event.step; }) {
          event.step = some_step(dice);
        }
      },
      what);
  if (auto* decision = std::get_if<DecisionSigned>(&what)) {
    decision->outcome = static_cast<Outcome>(dice.below(codes<Outcome>().size()));
  } else if (auto* submitted = std::get_if<Submitted>(&what)) {
    *submitted = story::submission(static_cast<access::PermitKind>(dice.below(3)));
    submitted->accelerated = dice.one_in(3);
    if (dice.one_in(2)) submitted->purpose = purposes::Purpose::public_health;
  } else if (auto* appeal = std::get_if<AppealDecided>(&what)) {
    appeal->outcome = static_cast<AppealOutcome>(dice.below(2));
  }
  return what;
}

std::string some_person(Role role, Dice& dice) {
  std::string name(code(dice.one_in(10) ? static_cast<Role>(dice.below(kRoles)) : role));
  return dice.one_in(4) ? name + "-2" : name;
}

CaseEvent random_event(const Story& story, Dice& dice) {
  auto kind = static_cast<EventKind>(dice.below(kEventKinds));
  auto role = static_cast<Role>(dice.below(kRoles));
  if (!dice.one_in(3)) {  // what the table allows here
    std::vector<std::pair<EventKind, Role>> allowed;
    for (const auto& row : table()) {
      for (std::size_t i = 0; i < kRoles && row.from.contains(story.file.state); ++i) {
        if (row.by.contains(static_cast<Role>(i))) {
          allowed.emplace_back(row.event, static_cast<Role>(i));
        }
      }
    }
    // Ending the case is as rare as in life.
    std::erase_if(allowed, [&](const auto& pair) {
      return (pair.first == EventKind::withdrawn || pair.first == EventKind::conflict_declared) &&
             !dice.one_in(20);
    });
    if (!allowed.empty()) std::tie(kind, role) = dice.of(allowed);
  }
  auto lapse = lapsed(story.file, story.rules, story::finland(), story.now);
  What what = lapse && dice.one_in(2) ? lapse->event : content(kind, story, dice);
  return story.event(std::move(what), lapse ? Role::system : role, some_person(role, dice));
}

// Where a case with much behind it begins, so that its later life is met too.
const Story& beginning(Dice& dice) {
  static const std::vector<Story> kBeginnings{Story(), story::with_findings(story::processing()),
                                              story::ready(), story::granted()};
  return dice.of(kBeginnings);
}

bool has_grant_behind(const CaseFile& file) {
  return std::ranges::any_of(file.events, [](const CaseEvent& event) {
    const auto* decision = std::get_if<DecisionSigned>(&event.what);
    return decision != nullptr && is_grant(decision->outcome) && !decision->digest.empty() &&
           event.actor.role == Role::decider;
  });
}

// The longest that the law allows from the start, extended once, and the days it stood still.
Instant longest(const Clock& clock, Instant now) {
  const auto months = [&](std::int64_t count) {
    return story::finland().due(clock.started, {count, Period::Unit::months});
  };
  const Instant limit = clock.basis == "Art. 69(4)"   ? months(3)
                        : clock.basis == "Art. 68(6)" ? months(3)
                                                      : months(6);
  auto still = std::chrono::hours(0);
  for (const auto& pause : clock.pauses) {
    still += std::chrono::duration_cast<std::chrono::hours>(pause.until.value_or(now) - pause.from);
    // A part of a day counts as one, and the end moves over a weekend and holidays.
    still += std::chrono::hours(24 * 6);
  }
  return limit + still;
}

}  // namespace

TEST_CASE("no sequence of 10,000 random events grants unsigned, lengthens a maximum or loses one") {
  Dice dice(20'290'326);
  Story story = beginning(dice);
  int accepted = 0, granted = 0, extended = 0, ended = 0;
  for (int i = 0; i < kEvents; ++i) {
    story.wait(std::chrono::hours(dice.below(dice.one_in(10) ? 24 * 60 : 72)));
    const auto event = random_event(story, dice);
    const auto after = apply(story.file, event, story.rules, story::finland());
    if (!after) continue;
    ++accepted;

    // Nothing that was taken is lost, and what is new is the event itself.
    REQUIRE(after->events.size() == story.file.events.size() + 1);
    REQUIRE(std::equal(story.file.events.begin(), story.file.events.end(), after->events.begin()));
    REQUIRE(after->events.back() == event);
    // A second delivery changes nothing.
    const auto& old = dice.of(after->events);
    REQUIRE(apply(*after, old, story.rules, story::finland()).value() == *after);

    const bool is_title = is_in_force(after->state) || !titles(*after).empty();
    if (is_title) REQUIRE(has_grant_behind(*after));
    granted += after->state == State::granted && story.file.state != State::granted ? 1 : 0;
    for (const auto& clock : clocks_at(*after, story.rules, story::finland(), story.now)) {
      REQUIRE(clock.extensions.size() <= 1);
      extended += clock.extensions.empty() ? 0 : 1;
      if (clock.rule == Rule::decision) REQUIRE(clock.due <= longest(clock, story.now));
    }

    story.file = *after;
    if (!is_final(story.file.state) && story.file.events.size() < kLongest) continue;
    ++ended;
    REQUIRE(fold(story.file.events, story.rules, story::finland()).value() == story.file);
    story = beginning(dice);
  }
  // The sequence has met what it is about.
  MESSAGE(accepted << " of " << kEvents << " events taken, " << granted << " grants, " << ended
                   << " cases ended");
  CHECK(accepted > 1'000);
  CHECK(granted > 5);
  CHECK(extended > 10);
  CHECK(ended > 20);
}

}  // namespace passerelle::procedure
