#include "node/analysis/net_lines.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

namespace passerelle::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Returns the first days of what is left, ascending.
std::vector<double> days(NetLines& lines) {
  std::vector<PersonEvent> events;
  lines.move_to(events);
  std::vector<double> days;
  for (const auto& event : events) days.push_back(event.begin);
  std::ranges::sort(days);
  return days;
}

TEST_CASE("a line that came back with the opposite quantity is no event") {
  NetLines lines;
  lines.add({1, 10, 10, 10}, kNone, 2);
  lines.add({1, 20, 20, 20}, kNone, 1);
  lines.add({1, 10, 10, 10}, kNone, -2);
  CHECK(days(lines) == std::vector<double>{20});
  CHECK(days(lines).empty());
}

TEST_CASE("equal lines are one event, those of another person, day, value or code are others") {
  NetLines lines;
  for (int i = 0; i < 3; ++i) lines.add({1, 10, 12, 5}, 7, 1);
  lines.add({2, 10, 12, 5}, 7, 1);
  lines.add({1, 11, 12, 5}, 7, 1);
  lines.add({1, 10, 13, 5}, 7, 1);
  lines.add({1, 10, 12, 6}, 7, 1);
  lines.add({1, 10, 12, 5}, 8, 1);
  CHECK(days(lines) == std::vector<double>{10, 10, 10, 10, 10, 11});
}

TEST_CASE("missing values are equal, and so are both zeros") {
  NetLines lines;
  lines.add({1, 0.0, 0, kNone}, -0.0, 1);
  lines.add({1, -0.0, 0, -kNone}, 0.0, -1);
  CHECK(days(lines).empty());
}

TEST_CASE("what rounding leaves of a sum is nothing") {
  NetLines lines;
  for (const double quantity : {0.1, 0.2, -0.3}) lines.add({1, 10, 10, 10}, 0, quantity);
  lines.add({1, 20, 20, 20}, 0, 0.001);
  CHECK(days(lines) == std::vector<double>{20});
}

}  // namespace
}  // namespace passerelle::analysis
