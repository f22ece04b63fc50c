#include "policies/ledger/combined.h"

#include <doctest/doctest.h>

namespace passerelle::ledger {
namespace {

using Flags = std::vector<bool>;

TEST_CASE("a cohort is combined when those before it are enough to compute it") {
  CHECK(combined_cohorts(2, {}, {{0}, {1}, {0, 1}}) == Flags{false, false, true});
  CHECK(combined_cohorts(2, {}, {{0, 1}, {0}, {1}}) == Flags{false, false, true});
  CHECK(combined_cohorts(3, {}, {{0}, {1}, {0, 1, 2}}) == Flags{false, false, false});
  CHECK(combined_cohorts(3, {}, {{0, 1}, {1, 2}, {0, 2}}) == Flags{false, false, false});
  // Half the sum of the three pairs: modulo 2 the pairs depend on each other, and it does not.
  CHECK(combined_cohorts(3, {}, {{0, 1}, {1, 2}, {0, 2}, {0, 1, 2}}) ==
        Flags{false, false, false, true});
}

TEST_CASE("what was released before counts too, and is not told of") {
  CHECK(combined_cohorts(3, {{0, 1, 2}}, {{0}, {1, 2}}) == Flags{false, true});
  CHECK(combined_cohorts(3, {{0, 1}, {2}, {0, 1, 2}}, {{0}, {1}}) == Flags{false, true});
  CHECK(combined_cohorts(3, {{0, 1}}, {}).empty());
}

}  // namespace
}  // namespace passerelle::ledger
