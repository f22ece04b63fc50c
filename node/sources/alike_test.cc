#include "node/sources/alike.h"

#include "node/sources/sources_fixture_test.h"

namespace passerelle::sources {
namespace {

const harvest::Likeness kPair{DatasetId("https://a.example/1"), DatasetId("https://b.example/2"),
                              harvest::Evidence::identifier, "doi:10.1/x"};

std::vector<Pair> all(Sources& sources, const std::optional<DatasetId>& of = std::nullopt) {
  return sources.read([&](store::Reader& reader) { return pairs(reader, of); });
}

TEST_CASE("a pair is proposed once and found by both of its datasets") {
  Sources sources;
  for (const int at : {1, 2}) {
    REQUIRE(sources.write([&](store::Transaction& tx) { return propose(tx, kPair, minute(at)); }));
  }
  REQUIRE(all(sources).size() == 1);
  const auto pair = all(sources).front();
  CHECK(pair.one == kPair.one);
  CHECK(pair.other == kPair.other);
  CHECK(pair.evidence == "identifier");
  CHECK(pair.shared == "doi:10.1/x");
  CHECK(pair.state == PairState::proposed);
  CHECK(pair.found == minute(1));
  CHECK(!pair.decided);
  CHECK(all(sources, kPair.one).size() == 1);
  CHECK(all(sources, kPair.other).size() == 1);
  CHECK(all(sources, DatasetId("https://c.example/3")).empty());
}

TEST_CASE("what a person decided stays, and is no news any more") {
  Sources sources;
  const auto unknown = [&] {
    return sources.read([](store::Reader& reader) { return news(reader, {kPair}); });
  };
  CHECK(unknown() == std::vector{kPair});
  REQUIRE(sources.write([](store::Transaction& tx) { return propose(tx, kPair, minute(1)); }));
  CHECK(unknown().empty());
  REQUIRE(sources.write([](store::Transaction& tx) {
    return decide(tx, kPair.other, kPair.one, PairState::different, minute(5));
  }));
  REQUIRE(sources.write([](store::Transaction& tx) { return propose(tx, kPair, minute(9)); }));
  CHECK(all(sources).front().state == PairState::different);
  CHECK(all(sources).front().decided == minute(5));
  CHECK(unknown().empty());
}

TEST_CASE("a pair that nobody proposed cannot be decided on") {
  Sources sources;
  CHECK(refusal(sources.write([](store::Transaction& tx) {
          return decide(tx, kPair.one, kPair.other, PairState::same, minute(1));
        })) == "source.unknown_pair");
}

}  // namespace
}  // namespace passerelle::sources
