#include "policies/procedure/clock_rule.h"

#include <array>

namespace passerelle::procedure {
namespace {

using calendar::Period;

constexpr Period months(std::int64_t count) { return {count, Period::Unit::months}; }
constexpr Period weeks(std::int64_t count) { return {count, Period::Unit::weeks}; }
constexpr Period calendar_days(std::int64_t count) { return {count, Period::Unit::days}; }
constexpr Period working_days(std::int64_t count) { return {count, Period::Unit::working_days}; }

// Targets without an article are of TEHDAS2's procedures (D6.3) or our own; they are settings.
constexpr std::array<ClockLaw, kCodes<ClockRule>.size()> kLaws{{
    {ClockRule::application_publication, Force::target, "Art. 57(1)(j)(ii)", Role::publisher,
     working_days(2)},
    {ClockRule::take_up, Force::target, "TEHDAS2 D6.3", Role::desk_officer, working_days(10)},
    {ClockRule::completion, Force::legal, "Art. 68(4)", Role::applicant, weeks(4)},
    {ClockRule::information, Force::target, "procedure", Role::applicant, weeks(4)},
    {ClockRule::decision, Force::legal, "Art. 68(4)", Role::decider, months(3), Extension::limited,
     months(3), Role::assessor},
    {ClockRule::accelerated_decision, Force::legal, "Art. 68(6)", Role::decider, months(2),
     Extension::limited, months(1), Role::assessor},
    {ClockRule::request_decision, Force::legal, "Art. 69(4)", Role::decider, months(3)},
    {ClockRule::holder_proposal, Force::legal, "Art. 72", Role::holder, months(2)},
    {ClockRule::decision_after_proposal, Force::legal, "Art. 72", Role::decider, months(2)},
    // The law is silent on a decision that an appeal overturned: the first time again.
    {ClockRule::decision_after_appeal, Force::target, "procedure", Role::decider, months(3)},
    {ClockRule::step, Force::target, "procedure", Role::system},
    {ClockRule::acceptance, Force::target, "TEHDAS2 D6.3", Role::applicant, calendar_days(28)},
    {ClockRule::appeal, Force::target, "procedure", Role::applicant},
    {ClockRule::decision_publication, Force::legal, "Art. 57(1)(j)(iii)", Role::publisher,
     working_days(30)},
    {ClockRule::data_request, Force::target, "Art. 68(7)", Role::data_preparer, working_days(2)},
    {ClockRule::holder_delivery, Force::legal, "Art. 60(2)", Role::holder, months(3),
     Extension::limited, months(3), Role::data_preparer},
    {ClockRule::data_provision, Force::legal, "Art. 68(7)", Role::data_preparer, months(2),
     Extension::open, std::nullopt, Role::data_preparer},
    {ClockRule::answer, Force::target, "Art. 69(4)", Role::data_preparer, months(3)},
    {ClockRule::title_end, Force::legal, "Art. 68(12)", Role::system},
    {ClockRule::views, Force::legal, "Art. 63", Role::applicant, weeks(4)},
    {ClockRule::deletion, Force::legal, "Art. 68(12)", Role::data_preparer, months(6)},
    {ClockRule::results, Force::legal, "Art. 61(4)", Role::applicant, months(18), Extension::open,
     std::nullopt, Role::desk_officer},
}};

}  // namespace

std::span<const ClockLaw> clock_laws() { return kLaws; }

const ClockLaw& law(ClockRule rule) { return kLaws[static_cast<std::size_t>(rule)]; }

bool is_decision_clock(ClockRule rule) {
  return rule == ClockRule::decision || rule == ClockRule::accelerated_decision ||
         rule == ClockRule::request_decision || rule == ClockRule::decision_after_proposal ||
         rule == ClockRule::decision_after_appeal;
}

}  // namespace passerelle::procedure
