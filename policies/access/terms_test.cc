#include "policies/access/terms.h"

#include <doctest/doctest.h>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

TEST_CASE("Norway, Iceland and Liechtenstein are inside, and the bodies of the Union") {
  for (const char* country : {"NO", "IS", "LI", "FR", "HR", "EU", "AT", "SK"}) {
    CHECK(!is_third_country(country));
  }
  for (const char* country : {"US", "GB", "CH", "fr", "", "FRA"}) {
    CHECK(is_third_country(country));
  }
}

TEST_CASE("months end on the last day where there is no such date") {
  using std::chrono::months;
  CHECK(shifted(sample::at("2027-08-31T12:00:00.250Z"), months(6)) ==
        sample::at("2028-02-29T12:00:00.250Z"));
  CHECK(shifted(sample::at("2027-03-31T00:00:00Z"), months(-1)) ==
        sample::at("2027-02-28T00:00:00Z"));
  CHECK(shifted(sample::at("2028-02-29T00:00:00Z"), months(120)) ==
        sample::at("2038-02-28T00:00:00Z"));
  CHECK(shifted(sample::at("2027-01-15T00:00:00Z"), months(-1)) ==
        sample::at("2026-12-15T00:00:00Z"));
}

TEST_CASE("a category is one of Art. 51, or one of a Member State") {
  for (const char* known : {"51-1-a", "51-1-q", "FR:dental"}) CHECK(is_category(known));
  for (const char* unknown : {"51-1-r", "51-1-", "51-1-aa", "FR:", "dental", "", "FR:a b"}) {
    CHECK(!is_category(unknown));
  }
}

TEST_CASE("codes are read back, and another spelling is none") {
  for (const auto level : {Assurance::low, Assurance::substantial, Assurance::high}) {
    CHECK(parse_assurance(code(level)).value() == level);
  }
  for (const auto review : {Review::automatic, Review::human, Review::both}) {
    CHECK(parse_review(code(review)).value() == review);
  }
  CHECK(parse_legal_basis("6-1-e").value() == LegalBasis::public_task);
  for (const char* spelling : {"AUTO", "manual", "none", ""}) CHECK(!parse_review(spelling));
}
