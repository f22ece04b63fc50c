#include "node/service/period.h"

#include <charconv>

#include "node/service/errors.h"

namespace passerelle::service {
namespace {

using std::chrono::minutes;

constexpr minutes kLongest = std::chrono::days(366);

Result<minutes> unit_of(char letter) {
  switch (letter) {
    case 'm': return minutes(1);
    case 'h': return minutes(60);
    case 'd': return minutes(24 * 60);
    default: return Error{ServiceError::bad_request, "a period ends with m, h or d"};
  }
}

}  // namespace

Result<Period> parse_period(std::string_view text) {
  if (text == "never") return Period();
  const Error none{ServiceError::bad_request, "a period is written like 30m, 6h, 1d or never"};
  if (text.size() < 2 || text.size() > 8) return none;
  const auto unit = unit_of(text.back());
  if (!unit) return unit.error();
  minutes::rep count = 0;
  const auto* end = text.data() + text.size() - 1;
  const auto [stopped, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || stopped != end || count <= 0) return none;
  const auto period = count * *unit;
  if (period > kLongest) return none;
  return Period(period);
}

std::string period_text(const Period& period) {
  if (!period) return "never";
  const auto count = period->count();
  if (count % (24 * 60) == 0) return std::to_string(count / (24 * 60)) + "d";
  if (count % 60 == 0) return std::to_string(count / 60) + "h";
  return std::to_string(count) + "m";
}

}  // namespace passerelle::service
