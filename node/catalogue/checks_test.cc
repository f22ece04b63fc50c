#include "node/catalogue/checks.h"

#include <doctest/doctest.h>

#include "node/catalogue/records_fixture_test.h"

namespace passerelle::catalogue_store {
namespace {

std::vector<DescriptionCheck> listed(Catalogue& catalogue) {
  return catalogue.read([](store::Reader& reader) { return checks(reader); });
}

std::string check(Catalogue& catalogue, const DatasetId& dataset, Instant now) {
  const auto kept = catalogue.database.write(
      [&](store::Transaction& tx) { return keep_check(tx, dataset, now); });
  return kept ? "" : kept.error().name();
}

TEST_CASE("a description is due to be checked by the end of the day a year after") {
  const auto due = [](const char* last) { return to_text(check_due(parse_instant(last).value())); };
  CHECK(due("2026-11-25T21:00:00Z") == "2027-11-26T00:00:00.000Z");
  CHECK(due("2028-02-29T00:00:00Z") == "2029-03-01T00:00:00.000Z");  // the last day of February
  CHECK(due("2027-02-28T23:59:59Z") == "2028-02-29T00:00:00.000Z");
}

TEST_CASE("a check is due in the last month of the year and late after it") {
  const DescriptionCheck one{kColon, day(1), check_due(day(1))};
  const auto moment = std::chrono::milliseconds(1);
  CHECK(one.standing(day(1)) == CheckStanding::checked);
  CHECK(one.standing(one.due - std::chrono::days(30) - moment) == CheckStanding::checked);
  CHECK(one.standing(one.due - std::chrono::days(30)) == CheckStanding::due);
  CHECK(one.standing(one.due - moment) == CheckStanding::due);
  CHECK(one.standing(one.due) == CheckStanding::late);
}

TEST_CASE("to describe a dataset anew is to check it, and so is to say that it was checked") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "One"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "One"), day(2)));
  CHECK(listed(catalogue) == std::vector{DescriptionCheck{kColon, day(1), check_due(day(1))},
                                         DescriptionCheck{kHeart, day(2), check_due(day(2))}});
  REQUIRE(catalogue.put(submission(kColon, "Two"), day(5)));
  CHECK(listed(catalogue).back() == DescriptionCheck{kColon, day(5), check_due(day(5))});
  CHECK(check(catalogue, kHeart, day(7)).empty());
  CHECK(check(catalogue, kHeart, day(8)).empty());
  CHECK(listed(catalogue).back() == DescriptionCheck{kHeart, day(8), check_due(day(8))});
}

TEST_CASE("what another node describes, or nobody does any more, is not this node's to check") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "One", "fi"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "One"), day(1)));
  REQUIRE(catalogue.withdraw(kHeart, day(2)));
  CHECK(listed(catalogue).empty());
  for (const auto& dataset : {kColon, kHeart, DatasetId("https://fr.example/dataset/none")}) {
    CHECK(check(catalogue, dataset, day(3)) == "record.unknown");
  }
}

}  // namespace
}  // namespace passerelle::catalogue_store
