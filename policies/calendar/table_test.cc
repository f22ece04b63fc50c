#include "policies/calendar/table.h"

#include <doctest/doctest.h>

#include "node/base/format_examples_test.h"

using namespace passerelle::calendar;
using namespace std::chrono;

namespace {

std::string head() { return "@zone Europe/Paris\n@source An act\n"; }

}  // namespace

// 18 December 2027 is a Saturday: 1 December is a Wednesday.
TEST_CASE("the example of FORMAT.md is a table") {
  const auto table =
      read_table("example", passerelle::format_examples("policies/calendar", "calendar").at(0))
          .value();
  CHECK(table.zone_name == "Europe/Helsinki");
  CHECK(table.source == "Laki 388/1937");
  REQUIRE(table.holidays.size() == 3);
  CHECK(table.holidays[0].name.en == "Independence Day");
  CHECK(table.holidays[0].name.fr == "Fête de l'Indépendance");
  CHECK(table.holidays[2].rule.names(local_days(2027y / December / 24)));
  REQUIRE(table.working_saturdays.size() == 1);
  CHECK(table.working_saturdays[0] == local_days(2027y / December / 18));
}

TEST_CASE("comments, empty lines, spaces and carriage returns do not count") {
  const auto table = read_table("x",
                                "# A table\r\n\r\n  @zone   Europe/Paris \r\n@source One\r\n"
                                "@source Two\r\n  05-01  |  May Day|Fête du Travail  \r\n")
                         .value();
  CHECK(table.zone_name == "Europe/Paris");
  CHECK(table.source == "One; Two");
  CHECK(table.holidays.at(0).name.en == "May Day");
  CHECK(table.holidays.at(0).name.fr == "Fête du Travail");
}

TEST_CASE("a table that is refused says in which line and why") {
  const std::string long_name(101, 'x');
  struct Wrong {
    std::string table, why;
  };
  for (const auto& [table, why] : {
           Wrong{"", "line 1: the table ends without @zone"},
           Wrong{"@source An act\n05-01 | a | b\n", "line 2: the table ends without @zone"},
           Wrong{"@zone Europe/Paris\n05-01 | a | b\n", "line 2: the table ends without @source"},
           Wrong{head(), "line 2: the table ends without a holiday"},
           Wrong{"\n@zone Europe/Atlantis\n", "line 2: no time zone"},
           Wrong{"@zone\n", "line 1: no time zone"},
           Wrong{head() + "@zone Europe/Paris\n", "line 3: a second @zone"},
           Wrong{"@source\n", "line 1: @source names no act"},
           Wrong{"@sauce An act\n", "line 1: a directive is"},
           Wrong{head() + "05-01\n", "line 3: a holiday is written"},
           Wrong{head() + "05-01 | a\n", "line 3: a holiday is written"},
           Wrong{head() + "05-01 | a | b | c\n", "line 3: a holiday is written"},
           Wrong{head() + "|\n", "line 3: a holiday is written"},
           Wrong{head() + "05-01 | | b\n", "line 3: a holiday has a name"},
           Wrong{head() + "05-01 | a | \n", "line 3: a holiday has a name"},
           Wrong{head() + "05-01 | a | b\x01\n", "line 3: a holiday has a name"},
           Wrong{head() + "05-01 | a | " + long_name + "\n", "line 3: a holiday has a name"},
           Wrong{head() + "05-32 | a | b\n", "line 3: \"05-32\" is no day of the year"},
           Wrong{head() + "05-01 | a | b\n05-01 | c | d\n", "line 4: the rule of line 3 again"},
           Wrong{head() + "work 2026-12-11\n", "line 3: \"work\" is for a Saturday"},
           Wrong{head() + "work 12-12\n", "line 3: \"12-12\" is no day"},
           Wrong{head() + "work 2026-12-26\n12-26 | Boxing Day | b\n",
                 "line 3: that Saturday is a holiday: Boxing Day"},
       }) {
    CAPTURE(table);
    const auto refused = read_table("name", table);
    REQUIRE(!refused);
    CHECK(refused.error().name() == "calendar.bad_table");
    CAPTURE(refused.error().detail);
    CHECK(refused.error().detail.starts_with("name, " + why));
  }
}

// 8 + 93 days: from 1 March to 1 June there are 31 + 30 + 31 + 1 = 93.
TEST_CASE("a table that makes more than 100 days of one year holidays is refused") {
  const auto long_feast = "12-24..12-31 | a | b\n03-01..05-31 from 2030 | c | d\n";
  CHECK(read_table("name", head() + long_feast).has_value());
  const auto refused =
      read_table("name", head() + "12-24..12-31 | a | b\n03-01..06-01 from 2030 | c | d\n");
  REQUIRE(!refused);
  CHECK(refused.error().detail ==
        "name, line 4: with this rule a year has 101 holidays, more than 100");
  CHECK(read_table("name",
                   head() + "12-24..12-31 until 2029 | a | b\n03-01..06-01 from 2030 | c | d\n")
            .has_value());
}

TEST_CASE("a table that is too long is refused, in lines and in bytes") {
  std::string table = head();
  for (int i = 0; i <= 500; ++i) {
    const auto year = std::to_string(2000 + i);
    table += year + "-05-01 | a | b\n";
  }
  const auto refused = read_table("name", table);
  REQUIRE(!refused);
  CHECK(refused.error().detail == "name, line 503: more than 500 holidays");
  CHECK(!read_table("name", head() + "05-01 | a | b\n" + std::string(kMaximumTableBytes, '\n')));
}
