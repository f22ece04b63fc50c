#include "policies/access/duration.h"

#include "policies/access/terms.h"

namespace passerelle::access {

std::optional<std::string> fault_of_period(Instant from, Instant until, Renewed renewed) {
  if (until <= from) return "valid_until is not after valid_from";
  const auto longest = kLongestPermit * (renewed == Renewed::yes ? 2 : 1);
  if (until > shifted(from, longest)) return "a permit lasts ten years at most (Art. 68(12))";
  return std::nullopt;
}

std::optional<std::string> fault_of_amended_end(Instant end, Instant until) {
  if (until > end) return "only a renewal makes a permit last longer";
  return std::nullopt;
}

std::optional<std::string> fault_of_renewed_end(Instant end, Instant until) {
  if (until <= end) return "a renewal adds time";
  if (until > shifted(end, kLongestPermit)) return "a renewal adds ten years at most (Art. 68(12))";
  return std::nullopt;
}

std::optional<std::string> fault_of_asking_renewal(Instant end, Instant asked) {
  if (asked <= shifted(end, -kRenewalAskedBefore)) return std::nullopt;
  return "a renewal is asked for at least a month before " + to_text(end) + " (Art. 68(12))";
}

}  // namespace passerelle::access
