#include "policies/purposes/applicant.h"

#include <doctest/doctest.h>

#include <string>

using namespace passerelle::purposes;

TEST_CASE("every category of applicant is read back from its code") {
  for (const auto category : all_applicant_categories()) {
    CHECK(parse_applicant_category(code(category)).value() == category);
    CHECK(!label(category, Language::en).empty());
    CHECK(!label(category, Language::fr).empty());
  }
  const auto unknown = parse_applicant_category("bank");
  REQUIRE(!unknown);
  CHECK(unknown.error().name() == "purpose.unknown_category");
  CHECK(unknown.error().detail.find("bank") != std::string::npos);
}

TEST_CASE("purposes (a) to (c) are refused to a company that acts for itself") {
  for (const auto purpose :
       {Purpose::public_health, Purpose::policy_and_regulation, Purpose::official_statistics}) {
    const auto checked = check_purpose(purpose, ApplicantCategory::company, PublicMandate::none);
    REQUIRE(!checked);
    CHECK(checked.error().name() == "purpose.not_open");
    CHECK(checked.error().detail.find(code(purpose)) != std::string::npos);
  }
}

TEST_CASE("purposes (a) to (c) are open to public bodies and to those who act for one") {
  for (const auto purpose :
       {Purpose::public_health, Purpose::policy_and_regulation, Purpose::official_statistics}) {
    CHECK(check_purpose(purpose, ApplicantCategory::public_sector_body, PublicMandate::none));
    CHECK(check_purpose(purpose, ApplicantCategory::union_body, PublicMandate::none));
    CHECK(check_purpose(purpose, ApplicantCategory::company, PublicMandate::on_behalf));
    CHECK(check_purpose(purpose, ApplicantCategory::research_organisation, PublicMandate::own));
  }
}

TEST_CASE("purposes (d) to (f) are open to every category") {
  for (const auto category : all_applicant_categories()) {
    for (const auto purpose : {Purpose::education, Purpose::research, Purpose::research_innovation,
                               Purpose::research_algorithms, Purpose::care_delivery}) {
      CHECK(check_purpose(purpose, category, PublicMandate::none));
    }
  }
}
