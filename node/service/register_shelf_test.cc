#include "node/service/register_shelf.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace passerelle;
using namespace passerelle::service;

TEST_CASE("entries are found until a case changes, or a minute has passed") {
  RegisterShelf shelf;
  const Instant noon{std::chrono::hours(12)};
  CHECK(shelf.find(0, noon) == nullptr);
  const auto entries = std::make_shared<const std::vector<Json>>(1, Json{{"application", "fr-1"}});
  shelf.keep(7, noon, entries);
  CHECK(shelf.find(7, noon) == entries);
  CHECK(shelf.find(7, noon + std::chrono::seconds(59)) == entries);
  CHECK(shelf.find(8, noon) == nullptr);
  CHECK(shelf.find(7, noon + RegisterShelf::kFresh) == nullptr);
  CHECK(shelf.find(7, noon - std::chrono::milliseconds(1)) == nullptr);  // a clock set back
}
