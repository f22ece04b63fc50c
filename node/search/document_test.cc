#include "node/search/document.h"

#include <doctest/doctest.h>

#include "node/search/errors.h"
#include "node/search/facet.h"

namespace passerelle::search {
namespace {

using namespace std::chrono;

const Instant kNow = sys_days(2026y / November / 25d);

catalogue::DatasetDescription description() {
  catalogue::DatasetDescription colon;
  colon.id = DatasetId("https://fi.example/colon");
  colon.titles = {{"en", "Colon cancer"}, {"fr", "Cancer du côlon"}};
  colon.descriptions = {{"en", "A trial."}};
  colon.publisher = {{"", "Registry"}};
  colon.access_rights = "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC";
  colon.themes = {"http://publications.europa.eu/resource/authority/data-theme/HEAL"};
  colon.health_themes = {
      "https://hdeu-dcat.data.health.europa.eu/resource/authority/health-theme/CANCER_DISEASE"};
  colon.health_categories = {"http://13.81.34.152:1101/resource/authority/healthcategories/PHDR",
                             "http://healthdataportal.eu/resource/authority/healthcategories/PHDR"};
  colon.coding_systems = {"https://www.wikidata.org/entity/Q15629608"};
  colon.keywords = {{"en", {"cancer"}}};
  colon.variables = {{"rx", {{"en", "Arm"}}, {}, "string"}};
  colon.periods = {{"1980", "1987-12-31"}, {"1979-06", ""}};
  colon.minimum_age = "18";
  colon.maximum_age = "85";
  colon.individuals = "929";
  colon.modified = "2026-03-30T10:00:00Z";
  return colon;
}

SearchDocument document(const catalogue::DatasetDescription& of) {
  return document_of(of, {"fi", "FI", kNow});
}

TEST_CASE("a description becomes a document, its vocabulary terms as codes") {
  const auto colon = document(description());
  CHECK(colon.origin == "fi");
  CHECK(colon.country == "FI");
  CHECK(colon.access_right == "NON_PUBLIC");
  CHECK(colon.themes == std::vector<std::string>{"CANCER_DISEASE", "HEAL"});
  CHECK(colon.categories == std::vector<std::string>{"PHDR"});
  CHECK(colon.coding_systems ==
        std::vector<std::string>{"https://www.wikidata.org/entity/Q15629608"});
  CHECK(colon.variables.at(0).titles.at("en") == "Arm");
  CHECK(colon.age_from == 18);
  CHECK(colon.age_to == 85);
  CHECK(colon.individuals == 929);
  CHECK(colon.modified == Instant(sys_days(2026y / March / 30d) + 10h));
}

TEST_CASE("several periods are one from the first start to the last end; an open end stays open") {
  const auto colon = document(description());
  CHECK(colon.period_from == Days(1979y / June / 1d));
  CHECK_FALSE(colon.period_to);
  auto closed = description();
  closed.periods = {{"1980", "1987-12-31"}, {"1979-06", "1985"}};
  CHECK(document(closed).period_to == Days(1987y / December / 31d));
}

TEST_CASE("what is no age, number or date is left out") {
  auto bad = description();
  bad.minimum_age = "-3";
  bad.maximum_age = "eighty";
  bad.individuals = "1e6";
  bad.periods = {{"long ago", ""}, {"2020", "2010"}};
  bad.modified = "yesterday";
  const auto read = document(bad);
  CHECK_FALSE(read.age_from);
  CHECK_FALSE(read.age_to);
  CHECK_FALSE(read.individuals);
  CHECK_FALSE(read.period_from);
  CHECK_FALSE(read.period_to);
  CHECK(read.modified == kNow);
  auto turned = description();
  turned.minimum_age = "85";
  turned.maximum_age = "18";
  CHECK_FALSE(document(turned).age_from);
}

TEST_CASE("a year, a month, a day or a time has a first and a last day") {
  CHECK(first_day_of("2004") == Days(2004y / January / 1d));
  CHECK(last_day_of("2004") == Days(2004y / December / 31d));
  CHECK(first_day_of("2004-02") == Days(2004y / February / 1d));
  CHECK(last_day_of("2004-02") == Days(2004y / February / 29d));
  CHECK(first_day_of("2004-02-03Z") == Days(2004y / February / 3d));
  CHECK(last_day_of("2004-02-03+01:00") == Days(2004y / February / 3d));
  CHECK(first_day_of("2004-02-03T10:00:00Z") == Days(2004y / February / 3d));
  for (const char* bad : {"", "200", "20045", "0000", "2004-", "2004-00", "2004-1", "2004/01",
                          "2004-02-30", "2004-02-3", "2004-02-03x", "-004"}) {
    CHECK_FALSE(first_day_of(bad));
    CHECK_FALSE(last_day_of(bad));
  }
}

TEST_CASE("a document is the same after a journey as text") {
  const auto colon = document(description());
  const auto back = document_from_text(to_text(colon));
  REQUIRE(back);
  CHECK(*back == colon);
  SearchDocument bare;
  bare.origin = "fi";
  bare.dataset = DatasetId("urn:x");
  CHECK(document_from_text(to_text(bare)).value() == bare);
}

TEST_CASE("a text that is no document is corrupt") {
  for (const char* bad : {"", "{}", "[]", R"({"origin": 1})"}) {
    const auto read = document_from_text(bad);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == SearchError::corrupt);
  }
}

using Values = std::vector<std::string>;

TEST_CASE("numbers stand in every band they touch") {
  auto colon = document(description());
  CHECK(values_of(colon, Facet::age_group) == Values{"18-39", "40-64", "65+"});
  colon.age_to = std::nullopt;
  colon.age_from = 65;
  CHECK(values_of(colon, Facet::age_group) == Values{"65+"});
  colon.age_from = std::nullopt;
  CHECK(values_of(colon, Facet::age_group).empty());
  colon.age_to = 17;
  CHECK(values_of(colon, Facet::age_group) == Values{"0-17"});
  CHECK(values_of(colon, Facet::population_size) == Values{"0-999"});
  colon.individuals = 1'000;
  CHECK(values_of(colon, Facet::population_size) == Values{"1000-9999"});
  colon.individuals = 10'000'000'000;
  CHECK(values_of(colon, Facet::population_size) == Values{"1000000+"});
}

TEST_CASE("a period stands in its decades, an open one until the document was modified") {
  auto colon = document(description());
  colon.modified = Days(1999y / December / 31d);
  CHECK(values_of(colon, Facet::period) == Values{"1970-1979", "1980-1989", "1990-1999"});
  colon.period_to = colon.period_from;
  CHECK(values_of(colon, Facet::period) == Values{"1970-1979"});
  colon.period_from = std::nullopt;
  CHECK(values_of(colon, Facet::period) == Values{"1970-1979"});
  colon.period_from = Days(1y / January / 1d);
  CHECK(values_of(colon, Facet::period).front() == "1800-1809");
  colon.period_from = colon.period_to = std::nullopt;
  CHECK(values_of(colon, Facet::period).empty());
}

TEST_CASE("variables are one value however their names are spelt") {
  auto colon = document(description());
  colon.variables = {{"Date-of-Birth", {}, {}}, {"date_of_birth", {}, {}}, {"Âge", {}, {}}};
  CHECK(values_of(colon, Facet::variable) == Values{"age", "date_of_birth"});
  CHECK(kept_value(Facet::variable, "DATE_OF_BIRTH") == "date_of_birth");
}

TEST_CASE("facets are found by their public names") {
  for (std::size_t i = 0; i < kFacets; ++i) {
    CHECK(facet_named(name_of(facet_at(i))) == facet_at(i));
  }
  CHECK(name_of(Facet::coding_system) == "coding_system");
  CHECK_FALSE(facet_named("colour"));
  CHECK_FALSE(facet_named(""));
}

}  // namespace
}  // namespace passerelle::search
