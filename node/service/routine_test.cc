#include "node/service/routine.h"

#include <doctest/doctest.h>

#include <atomic>

namespace passerelle::service {
namespace {

TEST_CASE("a routine acts at once and again, and its end does not wait for the pause") {
  std::atomic<int> acts = 0;
  {
    Routine often(std::chrono::milliseconds(0), [&] { ++acts; });
    while (acts < 3) std::this_thread::yield();
  }
  CHECK(acts >= 3);
  std::atomic<int> once = 0;
  {
    Routine seldom(std::chrono::hours(1), [&] { ++once; });
    while (once == 0) std::this_thread::yield();
  }
  CHECK(once == 1);
}

}  // namespace
}  // namespace passerelle::service
