#include "node/service/changes.h"

#include <doctest/doctest.h>

namespace passerelle::service {
namespace {

TEST_CASE("a change wakes those who wait for that thing, once") {
  Changes changes;
  int first = 0, second = 0, other = 0;
  changes.expect("order/a/0", [&] { ++first; });
  changes.expect("order/a/0", [&] { ++second; });
  changes.expect("order/a/01", [&] { ++other; });
  changes.notify("order/a/0");
  changes.notify("order/a/0");
  CHECK(first == 1);
  CHECK(second == 1);
  CHECK(other == 0);
}

TEST_CASE("who no longer waits is not woken") {
  Changes changes;
  int woken = 0;
  const auto ticket = changes.expect("order/a/0", [&] { ++woken; });
  changes.forget("order/a/0", ticket);
  changes.notify("order/a/0");
  CHECK(woken == 0);
}

}  // namespace
}  // namespace passerelle::service
