#include "node/service/renderings.h"

#include <doctest/doctest.h>

namespace passerelle::service {
namespace {

const Instant kNow = parse_instant("2026-11-25T12:00:00Z").value();

std::shared_ptr<const Rendering> rendering(std::size_t size,
                                           std::optional<Instant> until = std::nullopt) {
  Rendering made;
  made.body = std::string(size, 'x');
  made.until = until;
  return std::make_shared<const Rendering>(std::move(made));
}

TEST_CASE("what was kept is found until the catalogue changes") {
  Renderings kept;
  const auto page = rendering(10);
  kept.keep("/catalogue", page, kept.generation());
  CHECK(kept.find("/catalogue", kNow) == page);
  CHECK(kept.find("/other", kNow) == nullptr);
  kept.forget();
  CHECK(kept.find("/catalogue", kNow) == nullptr);
}

TEST_CASE("what was built before a change is not kept after it") {
  Renderings kept;
  const auto before = kept.generation();
  kept.forget();
  kept.keep("/catalogue", rendering(10), before);
  CHECK(kept.find("/catalogue", kNow) == nullptr);
}

TEST_CASE("a page that a date makes wrong is forgotten on that date") {
  Renderings kept;
  kept.keep("/catalogue", rendering(10, kNow + std::chrono::seconds(1)), kept.generation());
  CHECK(kept.find("/catalogue", kNow) != nullptr);
  CHECK(kept.find("/catalogue", kNow + std::chrono::seconds(1)) == nullptr);
  CHECK(kept.find("/catalogue", kNow) == nullptr);
}

TEST_CASE("the pages unused for longest make room, and none is larger than the room") {
  Renderings kept(4'000);
  kept.keep("a", rendering(1'000), kept.generation());
  kept.keep("b", rendering(1'000), kept.generation());
  REQUIRE(kept.find("a", kNow) != nullptr);
  kept.keep("c", rendering(1'500), kept.generation());
  CHECK(kept.find("a", kNow) != nullptr);
  CHECK(kept.find("b", kNow) == nullptr);
  CHECK(kept.find("c", kNow) != nullptr);
  kept.keep("d", rendering(5'000), kept.generation());
  CHECK(kept.find("d", kNow) == nullptr);
  CHECK(kept.find("a", kNow) != nullptr);
}

TEST_CASE("a page kept twice counts once") {
  Renderings kept(4'000);
  for (int i = 0; i < 10; ++i) kept.keep("a", rendering(1'000), kept.generation());
  kept.keep("b", rendering(1'000), kept.generation());
  CHECK(kept.find("a", kNow) != nullptr);
  CHECK(kept.find("b", kNow) != nullptr);
}

}  // namespace
}  // namespace passerelle::service
