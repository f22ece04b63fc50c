#include "node/search/query.h"

#include <doctest/doctest.h>

#include "node/search/errors.h"

namespace passerelle::search {
namespace {

std::string refusal(const Parameters& parameters) {
  const auto query = query_from(parameters);
  return query ? "accepted" : query.error().name();
}

std::int32_t day(int year, unsigned month, unsigned of_month) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(of_month)};
  return static_cast<std::int32_t>(Days(date).time_since_epoch().count());
}

TEST_CASE("without parameters a query asks for everything, twenty at a time") {
  const auto query = query_from({});
  REQUIRE(query);
  CHECK(query->text.empty());
  CHECK(query->first == 0);
  CHECK(query->size == 20);
  CHECK(query->sort == Sort::relevance);
  CHECK_FALSE(query->days);
  CHECK_FALSE(query->ages);
}

TEST_CASE("every parameter finds its place") {
  const auto query = query_from({{"words", "colon cancer"},
                                 {"country", "FR|FI"},
                                 {"coding_system", "ICD-10"},
                                 {"all_variables", "age|sex"},
                                 {"from", "2010"},
                                 {"to", "2015-02"},
                                 {"age_from", "18"},
                                 {"sort", "title:fr"},
                                 {"first", "40"},
                                 {"size", "0"},
                                 {"facet_size", "5"}});
  REQUIRE(query);
  CHECK(query->text == "colon cancer");
  CHECK(query->values[index_of(Facet::country)] == std::vector<std::string>{"FR", "FI"});
  CHECK(query->values[index_of(Facet::coding_system)] == std::vector<std::string>{"ICD-10"});
  CHECK(query->all_variables == std::vector<std::string>{"age", "sex"});
  CHECK(query->days == Range<std::int32_t>{day(2010, 1, 1), day(2015, 2, 28)});
  REQUIRE(query->ages);
  CHECK(query->ages->first == 18);
  CHECK(query->ages->overlaps({150, 150}));
  CHECK(query->sort == Sort::title);
  CHECK(query->title_language == "fr");
  CHECK(query->first == 40);
  CHECK(query->size == 0);
  CHECK(query->facet_size == 5);
}

TEST_CASE("a facet, parameter or sort order that does not exist is refused") {
  CHECK(refusal({{"colour", "red"}}) == "search.unknown_parameter");
  CHECK(refusal({{"Country", "FR"}}) == "search.unknown_parameter");
  CHECK(refusal({{"sort", "random"}}) == "search.unknown_parameter");
  CHECK(refusal({{"sort", "title:" + std::string(100, 'x')}}) == "search.unknown_parameter");
}

TEST_CASE("a page that cannot be had is refused") {
  for (const char* bad : {"", "-1", "1.5", "ten", "101", "99999999999999999999", "1 "}) {
    CHECK(refusal({{"size", bad}}) == "search.bad_page");
  }
  CHECK(refusal({{"size", "100"}}) == "accepted");
  CHECK(refusal({{"first", "-20"}}) == "search.bad_page");
  CHECK(refusal({{"first", "1000001"}}) == "search.bad_page");
  CHECK(refusal({{"facet_size", "201"}}) == "search.bad_page");
}

TEST_CASE("dates and ages that are none, or end before they begin, are refused") {
  for (const char* bad : {"", "yesterday", "2010-13", "2010-02-30", "20100101", "0000"}) {
    CHECK(refusal({{"from", bad}}) == "search.bad_range");
    CHECK(refusal({{"to", bad}}) == "search.bad_range");
  }
  CHECK(refusal({{"from", "2015"}, {"to", "2014"}}) == "search.bad_range");
  CHECK(refusal({{"from", "2015"}, {"to", "2015"}}) == "accepted");
  CHECK(refusal({{"age_to", "151"}}) == "search.bad_range");
  CHECK(refusal({{"age_from", "30"}, {"age_to", "29"}}) == "search.bad_range");
}

TEST_CASE("more values than a filter may have, or a longer one, are refused") {
  std::string many = "x";
  for (std::size_t i = 1; i < kMaximumValues; ++i) many += "|x";
  CHECK(refusal({{"holder", many}}) == "accepted");
  CHECK(refusal({{"holder", many + "|x"}}) == "search.too_long");
  CHECK(refusal({{"all_variables", many + "|x"}}) == "search.too_long");
  CHECK(refusal({{"holder", std::string(2'000, 'x')}}) == "search.too_long");
  CHECK(query_from({{"holder", "||"}})->values[index_of(Facet::holder)].empty());
}

}  // namespace
}  // namespace passerelle::search
