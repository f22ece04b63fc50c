#include "policies/ledger/difference.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace passerelle::ledger {
namespace {

using disclosure::Differencing;

bool too_close(Differencing mode, std::int64_t only_left, std::int64_t only_right) {
  disclosure::Rules rules;
  rules.min_cell = 5;
  rules.differences = mode;
  const Overlap one{only_left, only_right}, other{only_right, only_left};
  CHECK(is_too_close(one, rules) == is_too_close(other, rules));
  return is_too_close(one, rules);
}

TEST_CASE("close: refused when neither difference reaches the minimum") {
  CHECK_FALSE(too_close(Differencing::close, 0, 0));
  CHECK(too_close(Differencing::close, 0, 1));
  CHECK(too_close(Differencing::close, 4, 0));
  CHECK(too_close(Differencing::close, 4, 4));
  CHECK_FALSE(too_close(Differencing::close, 0, 5));
  CHECK_FALSE(too_close(Differencing::close, 1, 5));
}

TEST_CASE("both: refused when any difference is small and not empty") {
  CHECK_FALSE(too_close(Differencing::both, 0, 0));
  CHECK(too_close(Differencing::both, 0, 4));
  CHECK(too_close(Differencing::both, 1, 500));
  CHECK_FALSE(too_close(Differencing::both, 0, 5));
  CHECK_FALSE(too_close(Differencing::both, 5, 7));
}

TEST_CASE("nested: refused only when one cohort holds the other but for a few") {
  CHECK_FALSE(too_close(Differencing::nested, 0, 0));
  CHECK(too_close(Differencing::nested, 0, 4));
  CHECK_FALSE(too_close(Differencing::nested, 0, 5));
  CHECK_FALSE(too_close(Differencing::nested, 1, 1));
}

TEST_CASE("each mode refuses all that a weaker one refuses") {
  for (std::int64_t left = 0; left < 8; ++left) {
    for (std::int64_t right = 0; right < 8; ++right) {
      const bool nested = too_close(Differencing::nested, left, right);
      const bool close = too_close(Differencing::close, left, right);
      CHECK((!nested || close));
      CHECK((!close || too_close(Differencing::both, left, right)));
    }
  }
}

TEST_CASE("no cohort of another size than those looked at is too close") {
  for (const auto mode : {Differencing::nested, Differencing::close, Differencing::both}) {
    disclosure::Rules rules;
    rules.min_cell = 3;
    rules.differences = mode;
    for (std::int64_t left = 0; left < 9; ++left) {
      for (std::int64_t right = 0; right < 9; ++right) {
        for (std::int64_t common = 0; common <= std::min(left, right); ++common) {
          if (!is_too_close(overlap(left, right, common), rules)) continue;
          const auto sizes = sizes_too_close(left, rules);
          CHECK(right >= sizes.least);
          CHECK(right <= sizes.most);
        }
      }
    }
  }
}

}  // namespace
}  // namespace passerelle::ledger
