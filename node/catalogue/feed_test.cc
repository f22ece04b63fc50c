#include "node/catalogue/feed.h"

#include <doctest/doctest.h>

#include "node/catalogue/records_fixture_test.h"

namespace passerelle::catalogue_store {
namespace {

constexpr std::int64_t kSize = 2;

TEST_CASE("of each dataset the last change is on the page of its number") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Colon"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "Heart"), day(2)));
  REQUIRE(catalogue.put(submission(kColon, "Colon cancer"), day(3)));
  const auto first = catalogue.read([](auto& r) { return feed_window(r, 1, kSize); });
  REQUIRE(first.size() == 1);
  CHECK(first[0].dataset == kHeart);
  CHECK(first[0].sequence == 2);
  const auto second = catalogue.read([](auto& r) { return feed_window(r, 2, kSize); });
  REQUIRE(second.size() == 1);
  CHECK(second[0].dataset == kColon);
  CHECK(second[0].kind == ChangeKind::updated);
  CHECK(second[0].version == 2);
  CHECK(catalogue.read([](auto& r) { return feed_window(r, 3, kSize); }).empty());
}

TEST_CASE("a withdrawal is the last change of a dataset") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Colon"), day(1)));
  REQUIRE(catalogue.withdraw(kColon, day(2)));
  const auto page = catalogue.read([](auto& r) { return feed_window(r, 1, kSize); });
  REQUIRE(page.size() == 1);
  CHECK(page[0].kind == ChangeKind::withdrawn);
}

TEST_CASE("pages know their time, and those without a last change are left out") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Colon"), day(1)));
  REQUIRE(catalogue.put(submission(kColon, "Colon cancer"), day(2)));
  REQUIRE(catalogue.put(submission(kColon, "Colon cancers"), day(3)));
  REQUIRE(catalogue.put(submission(kHeart, "Heart"), day(4)));
  const auto windows = catalogue.read([](auto& r) { return feed_windows(r, kSize); });
  REQUIRE(windows.size() == 1);
  CHECK(windows[0].page == 2);
  CHECK(windows[0].first == day(3));
  CHECK(windows[0].last == day(4));
}

TEST_CASE("what was harvested from elsewhere is not in this node's feed") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Colon", "registry"), day(1)));
  CHECK(catalogue.read([](auto& r) { return feed_windows(r, kSize); }).empty());
  CHECK(catalogue.read([](auto& r) { return feed_window(r, 1, kSize); }).empty());
  CHECK(!catalogue.read([](auto& r) { return own_changes(r); }));
  REQUIRE(catalogue.put(submission(kHeart, "Heart"), day(2)));
  REQUIRE(catalogue.put(submission(kHeart, "Hearts"), day(3)));
  const auto span = catalogue.read([](auto& r) { return own_changes(r); });
  REQUIRE(span);
  CHECK(span->first == day(2));
  CHECK(span->last == day(3));
}

TEST_CASE("a list may leave out what was withdrawn, and counts without it") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Colon"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "Heart"), day(1)));
  REQUIRE(catalogue.withdraw(kColon, day(2)));
  Filter filter;
  filter.now = day(3);
  CHECK(catalogue.read([&](auto& r) { return list(r, filter); }).total == 2);
  filter.without_withdrawn = true;
  const auto page = catalogue.read([&](auto& r) { return list(r, filter); });
  CHECK(page.total == 1);
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0].dataset == kHeart);
}

}  // namespace
}  // namespace passerelle::catalogue_store
