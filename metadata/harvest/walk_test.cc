// What holds for every kind of source: limits, and the kinds themselves.
#include "metadata/harvest/walk.h"

#include <doctest/doctest.h>

#include "metadata/harvest/web_test.h"

namespace passerelle::harvest {
namespace {

using Names = std::vector<std::string>;

std::string file_page(int page) { return "https://data.example/c?page=" + std::to_string(page); }

// Ten pages with one dataset each.
Web ten_pages() {
  Web web;
  for (int page = 1; page <= 10; ++page) {
    auto text = prefixes() + "<https://data.example/c> a dcat:Catalog .\n" +
                dataset("https://data.example/d/" + std::to_string(page), "Set");
    if (page < 10) text += "[] hydra:next <" + file_page(page + 1) + "> .\n";
    web.put(file_page(page), text);
  }
  return web;
}

TEST_CASE("a harvest ends at its limits with the reason and keeps what it has") {
  auto web = ten_pages();
  Limits limits;
  std::string reason;
  SUBCASE("pages") {
    limits.pages = 4;
    reason = "harvest.too_many_pages";
  }
  SUBCASE("time; each page takes a second") {
    limits.duration = std::chrono::seconds(4);
    reason = "harvest.out_of_time";
  }
  SUBCASE("bytes of all pages") {
    limits.bytes = 4 * (prefixes().size() + 250);
    reason = "harvest.too_many_bytes";
  }
  SUBCASE("bytes of one page") {
    limits.page_bytes = 100;
    reason = "rdf.too_large";
  }
  SUBCASE("datasets") {
    limits.datasets = 3;
    reason = "harvest.too_many_datasets";
  }
  const auto gathered = web.walk(SourceKind::file, file_page(1), limits);
  REQUIRE(names_of(gathered.failures) == Names{reason});
  CHECK(web.asked.size() < 6);
  if (limits.page_bytes != 100) CHECK(gathered.items.size() >= 3);
}

TEST_CASE("within its limits all is read, and counted") {
  auto web = ten_pages();
  const auto gathered = web.walk(SourceKind::file, file_page(1));
  CHECK(gathered.is_complete());
  CHECK(gathered.pages == 10);
  CHECK(gathered.bytes > 10 * prefixes().size());
  CHECK(gathered.items.size() == 10);
}

TEST_CASE("a feed asks for named graphs first, others for Turtle") {
  Walk feed(SourceKind::feed, "https://data.example/feed", {}, kStart);
  CHECK(feed.next(kStart)->accept.starts_with("application/trig"));
  Walk file(SourceKind::file, "https://data.example/feed", {}, kStart);
  CHECK(file.next(kStart)->accept.starts_with("text/turtle"));
}

TEST_CASE("kinds of sources have names") {
  for (const char* name : {"file", "ckan", "fdp", "feed", "peer"}) {
    REQUIRE(source_kind(name));
    CHECK(to_text(*source_kind(name)) == name);
  }
  CHECK(!source_kind("ftp"));
}

}  // namespace
}  // namespace passerelle::harvest
