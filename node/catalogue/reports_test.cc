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

}  // namespace
}  // namespace passerelle::catalogue_store
