#include "metadata/catalogue/status.h"

#include <doctest/doctest.h>

using namespace passerelle::catalogue;

TEST_CASE("a status is read back from its code and from its concept") {
  for (const auto status : {Status::announced, Status::in_force, Status::withdrawn}) {
    CHECK(parse_status(code(status)) == status);
    CHECK(status_of_iri(status_iri(status)) == status);
  }
  CHECK_FALSE(parse_status("abroad"));
  CHECK(status_iri(Status::withdrawn) ==
        "http://publications.europa.eu/resource/authority/distribution-status/WITHDRAWN");
}

TEST_CASE("an entry whose status says something else is in force") {
  CHECK(status_of_iri("") == Status::in_force);
  CHECK(status_of_iri("http://purl.org/adms/status/Completed") == Status::in_force);
  CHECK(status_of_iri("http://publications.europa.eu/resource/authority/distribution-status/"
                      "DISCONT") == Status::in_force);
}
