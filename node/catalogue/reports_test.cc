#include "node/catalogue/reports.h"

#include "node/catalogue/records_fixture_test.h"

namespace passerelle::catalogue_store {
namespace {

Validation validation(std::int64_t version, const std::string& release) {
  return {kColon, version, "healthdcat-ap", release, 2, 31, true, R"({"conforms":false})", day(3)};
}

TEST_CASE("the validations of a dataset are its history, newest first") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  const auto kept = catalogue.database.write([](store::Transaction& tx) -> Result<void> {
    if (auto one = keep_validation(tx, validation(1, "8")); !one) return one;
    return keep_validation(tx, validation(1, "9"));
  });
  REQUIRE(kept);
  const auto history =
      catalogue.read([](store::Reader& reader) { return validations_of(reader, kColon); });
  REQUIRE(history.size() == 2);
  CHECK(history[0].release == "9");
  CHECK(history[1].release == "8");
  CHECK(history[1].violations == 2);
  CHECK(history[1].warnings == 31);
  CHECK(history[1].is_accepted);
  CHECK(history[1].report == R"({"conforms":false})");
  CHECK(history[1].validated == day(3));
  CHECK(
      catalogue.read([](store::Reader& reader) { return validations_of(reader, kHeart); }).empty());
}

TEST_CASE("what was found out about a version that is not there is refused") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  CHECK_FALSE(catalogue.database.write(
      [](store::Transaction& tx) { return keep_validation(tx, validation(2, "8")); }));
  CHECK_FALSE(catalogue.database.write([](store::Transaction& tx) {
    return keep_quality(tx, {kColon, 2, 200, 200, 275, {}, day(1)});
  }));
}

TEST_CASE("quality is kept per version, and a second measurement of a version replaces the first") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  REQUIRE(catalogue.put(submission(kColon, "U"), day(2)));
  const auto statements = described(kColon, "measured");
  const auto kept = catalogue.database.write([&](store::Transaction& tx) -> Result<void> {
    for (const Quality& one : {Quality{kColon, 1, 100, 90, 275, {}, day(1)},
                               Quality{kColon, 2, 200, 190, 275, {}, day(2)},
                               Quality{kColon, 1, 120, 110, 275, statements, day(3)}}) {
      if (auto saved = keep_quality(tx, one); !saved) return saved;
    }
    return {};
  });
  REQUIRE(kept);
  const auto history =
      catalogue.read([](store::Reader& reader) { return quality_of(reader, kColon); });
  REQUIRE(history.size() == 2);
  CHECK(history[0].version == 2);
  CHECK(history[1].mqa == 120);
  CHECK(history[1].mqa_applicable == 110);
  CHECK(history[1].mqa_reachable == 275);
  CHECK(history[1].statements == statements);
  CHECK(history[1].measured == day(3));
}

TEST_CASE("a label is in force until another one or its revocation, and its history stays") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  const auto give = [&](const std::string& what, Instant now) {
    return catalogue.database.write([&](store::Transaction& tx) {
      return keep_label(tx, kColon, described(kColon, what), now);
    });
  };
  const auto revoke = [&](Instant now) {
    return catalogue.database.write(
        [&](store::Transaction& tx) { return revoke_label(tx, kColon, "audit", now); });
  };
  const auto in_force = [&] {
    return catalogue.read([](store::Reader& reader) { return label_in_force(reader, kColon); });
  };
  CHECK_FALSE(in_force());
  const auto too_early = revoke(day(1));
  REQUIRE_FALSE(too_early);
  CHECK(too_early.error().name() == "record.no_label");
  REQUIRE(give("first", day(2)));
  REQUIRE(give("second", day(3)));
  CHECK(in_force() == described(kColon, "second"));
  REQUIRE(revoke(day(4)));
  CHECK_FALSE(in_force());
  CHECK_FALSE(revoke(day(5)));
  const auto history =
      catalogue.read([](store::Reader& reader) { return labels_of(reader, kColon); });
  REQUIRE(history.size() == 3);
  CHECK(history[0].revoked_because == "audit");
  CHECK(history[0].recorded == day(4));
  CHECK(history[2].statements == described(kColon, "first"));
}

TEST_CASE("a label changes its record, so that readers of changes see it come and go") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  const auto modified = [&] {
    return catalogue.read([](store::Reader& reader) { return get(reader, kColon); }).modified;
  };
  REQUIRE(catalogue.database.write([](store::Transaction& tx) {
    return keep_label(tx, kColon, described(kColon, "label"), day(2));
  }));
  CHECK(modified() == day(2));
  REQUIRE(catalogue.database.write(
      [](store::Transaction& tx) { return revoke_label(tx, kColon, "audit", day(3)); }));
  CHECK(modified() == day(3));
  const auto again = catalogue.put(submission(kColon, "T"), day(4));
  REQUIRE(again);
  CHECK(again->kind == ChangeKind::unchanged);
}

TEST_CASE("a dataset that is not in the catalogue gets no label") {
  Catalogue catalogue;
  const auto given = catalogue.database.write([](store::Transaction& tx) {
    return keep_label(tx, kHeart, described(kHeart, "label"), day(1));
  });
  REQUIRE_FALSE(given);
  CHECK(given.error().name() == "record.unknown");
}

}  // namespace
}  // namespace passerelle::catalogue_store
