#include "policies/procedure/deadlines.h"

#include <array>

namespace passerelle::procedure {
namespace {

using D = Deadlines;

constexpr auto kList = std::to_array<Deadline>({
    {"taking_up", &D::taking_up, Force::target, "[D6.3]"},
    {"information", &D::information, Force::legal, "Art. 68(4)"},
    {"decision", &D::decision, Force::legal, "Art. 68(4)"},
    {"decision_extension", &D::decision_extension, Force::legal, "Art. 68(4)"},
    {"accelerated", &D::accelerated, Force::legal, "Art. 68(6)"},
    {"accelerated_extension", &D::accelerated_extension, Force::legal, "Art. 68(6)"},
    {"request", &D::request, Force::legal, "Art. 69(4)"},
    {"holder_proposal", &D::holder_proposal, Force::legal, "Art. 72"},
    {"decision_on_proposal", &D::decision_on_proposal, Force::legal, "Art. 72"},
    {"fee_acceptance", &D::fee_acceptance, Force::target, "Art. 62"},
    {"acceptance", &D::acceptance, Force::target, "[D6.3] 6.6"},
    {"answer", &D::answer, Force::target, "Art. 69(4)"},
    {"holder_delivery", &D::holder_delivery, Force::legal, "Art. 60(2)"},
    {"holder_delivery_extension", &D::holder_delivery_extension, Force::legal, "Art. 60(2)"},
    {"preparation", &D::preparation, Force::legal, "Art. 68(7)"},
    {"views", &D::views, Force::legal, "Art. 63(1)"},
    {"deletion", &D::deletion, Force::legal, "Art. 68(12)"},
    {"results", &D::results, Force::legal, "Art. 61(4)"},
    {"publish_application", &D::publish_application, Force::target, "Art. 57(1)(j)(ii)"},
    {"publish_decision", &D::publish_decision, Force::legal, "Art. 57(1)(j)(iii)"},
});

// The fewest days that a period can last.
std::int64_t shortest(const Period& period) {
  switch (period.unit) {
    case Period::Unit::months: return period.count * 30 - 2;  // 28, 58, 88 days or more
    case Period::Unit::weeks: return period.count * 7;
    case Period::Unit::days: return period.count;
    case Period::Unit::working_days: return period.count / 5 * 7 + period.count % 5;
  }
  return 0;
}

// The most days that a period can last, before it moves to a working day.
std::int64_t longest(const Period& period) {
  switch (period.unit) {
    case Period::Unit::months: return period.count * 31;
    case Period::Unit::weeks: return period.count * 7;
    case Period::Unit::days: return period.count;
    // Two days in seven are no working days, and nowhere more than eight holidays come together.
    case Period::Unit::working_days: return (period.count + 4) / 5 * 7 + 8;
  }
  return 0;
}

}  // namespace

std::span<const Deadline> deadline_list() { return kList; }

bool is_within(const Period& period, const Period& maximum) {
  if (period.unit == maximum.unit) return period.count <= maximum.count;
  return longest(period) <= shortest(maximum);
}

}  // namespace passerelle::procedure
