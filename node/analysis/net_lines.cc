#include "node/analysis/net_lines.h"

#include <bit>
#include <cmath>
#include <limits>

namespace passerelle::analysis {
namespace {

// Quantities are decimals of a few digits: what is left of 0.1 + 0.2 - 0.3 is nothing.
constexpr double kNoQuantity = 1e-9;

// One number for all values that are equal, missing ones among them.
std::uint64_t bits(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

}  // namespace

void NetLines::add(const PersonEvent& event, double by, double quantity) {
  sums_[{event.person, bits(event.begin), bits(event.end), bits(event.value), bits(by)}] +=
      quantity;
}

void NetLines::move_to(std::vector<PersonEvent>& list) {
  for (const auto& [line, sum] : sums_) {
    if (!(sum > kNoQuantity)) continue;
    list.push_back({line[0], std::bit_cast<double>(line[1]), std::bit_cast<double>(line[2]),
                    std::bit_cast<double>(line[3])});
  }
  sums_.clear();
}

}  // namespace passerelle::analysis
