// The built-in tables, against lists of the days of one year that were put together by hand from
// the acts. Easter 2026 is 5 April, so Maundy Thursday is 2 April, Good Friday the 3rd, Easter
// Monday the 6th, Ascension 14 May (25 days to 30 April, 14 of May: 39), Whit Sunday 24 May, Whit
// Monday the 25th, Corpus Christi 4 June.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "policies/calendar/calendar.h"

using namespace passerelle::calendar;
using namespace std::chrono;

namespace {

std::string text_of_day(local_days day) {
  const year_month_day date(day);
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day()));
}

std::vector<std::string> holidays(const char* country, year in) {
  const auto calendar = Calendar::of_country(country).value();
  std::vector<std::string> found;
  for (auto day = local_days(in / January / 1); day <= local_days(in / December / 31); ++day) {
    if (calendar.holiday(day) != nullptr) found.push_back(text_of_day(day));
  }
  return found;
}

bool is_holiday(const char* country, year_month_day day) {
  return Calendar::of_country(country).value().holiday(local_days(day)) != nullptr;
}

using Days = std::vector<std::string>;

}  // namespace

TEST_CASE("France has eleven holidays, none of Alsace and Moselle") {
  CHECK(holidays("FR", 2026y) == Days{"01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14",
                                      "08-15", "11-01", "11-11", "12-25"});
}

// 1 June 2026 is a Monday, so Midsummer is Saturday 20 June; 31 October 2026 is a Saturday.
TEST_CASE("Finland has its holidays and the two eves on which no limit ends") {
  CHECK(holidays("FI", 2026y) == Days{"01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14",
                                      "05-24", "06-19", "06-20", "10-31", "12-06", "12-24", "12-25",
                                      "12-26"});
}

// 1 June 2027 is a Tuesday: Saturdays are 5, 12, 19, 26. 1 November 2027 is a Monday: the 6th.
TEST_CASE("Midsummer and All Saints of Finland move with the Saturday") {
  CHECK(is_holiday("FI", 2027y / June / 25));
  CHECK(is_holiday("FI", 2027y / June / 26));
  CHECK(!is_holiday("FI", 2027y / June / 19));
  CHECK(is_holiday("FI", 2027y / November / 6));
  CHECK(!is_holiday("FI", 2027y / October / 30));
}

TEST_CASE("Germany has the eleven holidays of North Rhine-Westphalia, and a twelfth in 2017") {
  CHECK(holidays("DE", 2026y) == Days{"01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "06-04",
                                      "10-03", "11-01", "12-25", "12-26"});
  CHECK(is_holiday("DE", 2017y / October / 31));
}

TEST_CASE("Norway has twelve holidays, and 24 December is none") {
  CHECK(holidays("NO", 2026y) == Days{"01-01", "04-02", "04-03", "04-05", "04-06", "05-01", "05-14",
                                      "05-17", "05-24", "05-25", "12-25", "12-26"});
}

// Easter 2023 is 9 April: 26 days later is 5 May. Easter 2024 is 31 March: 26 April.
TEST_CASE("Denmark had Great Prayer Day for the last time in 2023") {
  CHECK(holidays("DK", 2026y) == Days{"01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24",
                                      "05-25", "12-25", "12-26"});
  CHECK(is_holiday("DK", 2023y / May / 5));
  CHECK(!is_holiday("DK", 2024y / April / 26));
}

TEST_CASE("Belgium has ten holidays") {
  CHECK(holidays("BE", 2026y) == Days{"01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15",
                                      "11-01", "11-11", "12-25"});
}

// Easter 2016 is 27 March, Good Friday the 25th; Easter 2017 is 16 April, Good Friday the 14th.
TEST_CASE("Hungary has its holidays, with Good Friday since 2017, and no day of a yearly decree") {
  CHECK(holidays("HU", 2026y) == Days{"01-01", "03-15", "04-03", "04-05", "04-06", "05-01", "05-24",
                                      "05-25", "08-20", "10-23", "11-01", "12-25", "12-26"});
  CHECK(!is_holiday("HU", 2016y / March / 25));
  CHECK(is_holiday("HU", 2017y / April / 14));
}

// Easter 2019 is 21 April, so Corpus Christi is 20 June: 9 days to 30 April, 31 of May, 20 of June.
TEST_CASE("Croatia changed three holidays in 2020") {
  CHECK(holidays("HR", 2026y) == Days{"01-01", "01-06", "04-05", "04-06", "05-01", "05-30", "06-04",
                                      "06-22", "08-05", "08-15", "11-01", "11-18", "12-25",
                                      "12-26"});
  CHECK(holidays("HR", 2019y) == Days{"01-01", "01-06", "04-21", "04-22", "05-01", "06-20", "06-22",
                                      "06-25", "08-05", "08-15", "10-08", "11-01", "12-25",
                                      "12-26"});
}

// Commission Decisions of 21 December 2012 (2014; OJ C 39, 12.2.2013, p. 26) and of 25 May 2021
// (2023; OJ C 201 I, 28.5.2021, p. 2). They name no Saturday and no Sunday, so those are left out:
// in 2014 1 and 2 November, 27 and 28 December; in 2023 1 January, 24, 30 and 31 December.
TEST_CASE("the institutions of the Union had the days off that the Commission decided") {
  auto found = holidays("EU", 2014y);
  for (const char* day : {"11-01", "11-02", "12-27", "12-28"}) std::erase(found, day);
  CHECK(found == Days{"01-01", "01-02", "04-17", "04-18", "04-21", "05-01", "05-09", "05-29",
                      "05-30", "06-09", "07-21", "08-15", "12-24", "12-25", "12-26", "12-29",
                      "12-30", "12-31"});
  found = holidays("EU", 2023y);
  for (const char* day : {"01-01", "12-24", "12-30", "12-31"}) std::erase(found, day);
  CHECK(found == Days{"01-02", "04-06", "04-07", "04-10", "05-01", "05-09", "05-18", "05-19",
                      "05-29", "07-21", "08-15", "11-01", "11-02", "12-25", "12-26", "12-27",
                      "12-28", "12-29"});
}

TEST_CASE("every built-in table is read and says where its days come from and where it is") {
  const auto countries = Calendar::countries();
  CHECK(std::vector<std::string>(countries.begin(), countries.end()) ==
        Days{"BE", "DE", "DK", "EU", "FI", "FR", "HR", "HU", "NO"});
  CHECK(Calendar::of_country("FR").value().zone() == "Europe/Paris");
  CHECK(Calendar::of_country("FI").value().zone() == "Europe/Helsinki");
  CHECK(Calendar::of_country("DE").value().zone() == "Europe/Berlin");
  CHECK(Calendar::of_country("NO").value().zone() == "Europe/Oslo");
  CHECK(Calendar::of_country("DK").value().zone() == "Europe/Copenhagen");
  CHECK(Calendar::of_country("BE").value().zone() == "Europe/Brussels");
  CHECK(Calendar::of_country("HU").value().zone() == "Europe/Budapest");
  CHECK(Calendar::of_country("HR").value().zone() == "Europe/Zagreb");
  CHECK(Calendar::of_country("EU").value().zone() == "Europe/Brussels");
  for (const auto country : countries) {
    CHECK(Calendar::of_country(country).value().country() == country);
    CHECK(!Calendar::of_country(country).value().source().empty());
  }
}

TEST_CASE("a country without a table is refused with those that have one") {
  for (const char* code : {"", "SE", "fr", "FRA"}) {
    const auto refused = Calendar::of_country(code);
    REQUIRE(!refused);
    CHECK(refused.error().name() == "calendar.unknown_country");
    CHECK(refused.error().detail.find("BE, DE, DK, EU, FI, FR, HR, HU, NO") != std::string::npos);
  }
}
