#include "node/crypto/random.h"

#include <doctest/doctest.h>

#include <set>

namespace passerelle::crypto {
namespace {

TEST_CASE("random bytes come in the number that was asked for") {
  CHECK(random_bytes(0).empty());
  CHECK(random_bytes(33).size() == 33);
}

TEST_CASE("random ids are 32 hex characters and do not come again") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = random_id();
    CHECK(id.size() == 32);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(seen.insert(id).second);
  }
}

}  // namespace
}  // namespace passerelle::crypto
