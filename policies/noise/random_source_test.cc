#include "policies/noise/random_source.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>
#include <set>

#include "policies/noise/seeded_source_test.h"

namespace passerelle::noise {
namespace {

constexpr auto kAllOnes = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("words of the system differ from each other") {
  SystemRandom source;
  std::set<std::uint64_t> words;
  for (int i = 0; i < 1000; ++i) words.insert(source.word());
  CHECK(words.size() == 1000);
}

TEST_CASE("what lies above is drawn again, not folded back") {
  RepeatedWords source({7, 6, 5, 4});
  CHECK(uniform_below(source, 6) == 5);
  CHECK(source.drawn() == 3);
}

TEST_CASE("only as many bits count as the number needs") {
  RepeatedWords source({kAllOnes - 3});
  CHECK(uniform_below(source, 8) == 4);
  CHECK(source.drawn() == 1);
}

TEST_CASE("one number alone needs no randomness") {
  RepeatedWords source({kAllOnes});
  CHECK(uniform_below(source, 1) == 0);
  CHECK(source.drawn() == 0);
}

TEST_CASE("numbers of more than 64 bits take two words") {
  RepeatedWords source({5, 1, 2, 7});
  // Of the first two count 2^64 and 1, which is too much, of the next only 7.
  CHECK(uniform_below(source, (Wide{1} << 64) + 1) == 7);
  CHECK(source.drawn() == 4);
}

TEST_CASE("every number of a small range comes equally often") {
  constexpr int kDraws = 100'000;
  SeededRandom source(1);
  int found[5] = {};
  for (int i = 0; i < kDraws; ++i) ++found[static_cast<int>(uniform_below(source, 5))];
  // Five standard deviations: a right source is refused by less than one seed in 300 000.
  for (const int each : found) CHECK(std::abs(each - kDraws / 5) < 5 * 127);
}

}  // namespace
}  // namespace passerelle::noise
