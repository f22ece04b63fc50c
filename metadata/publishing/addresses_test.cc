#include "metadata/publishing/addresses.h"

#include <doctest/doctest.h>

#include "metadata/publishing/sample_test.h"

namespace passerelle::publishing {
namespace {

TEST_CASE("a dataset named under the catalogue is found under its own IRI") {
  const DatasetId own("https://fr.example/catalogue/datasets/colon-2026");
  CHECK(kAddresses.dataset(own) == own.text());
  CHECK(kAddresses.dataset_at("colon-2026") == own);
  CHECK(kAddresses.fdp_dataset(own) == "https://fr.example/fdp/dataset/colon-2026");
}

TEST_CASE("any other IRI is a segment of the address, whatever stands in it") {
  for (const char* iri :
       {"https://elsewhere.example/d/1", "urn:uuid:6e8b", "https://fr.example/catalogue/datasets/",
        "https://fr.example/catalogue/datasets/a/b", "https://fr.example/catalogue/datasets/a:b",
        "https://fr.example/catalogue/datasets/\xc3\xa9t\xc3\xa9"}) {
    CAPTURE(iri);
    const DatasetId dataset(iri);
    const auto address = kAddresses.dataset(dataset);
    CHECK(address.find_first_of(":/#?", 39) == std::string::npos);
    CHECK(address.find(':', 6) == std::string::npos);
    // A server hands on the segment decoded.
    CHECK(kAddresses.dataset_at(iri) == dataset);
  }
  CHECK(kAddresses.dataset(DatasetId("urn:x:1")) ==
        "https://fr.example/catalogue/datasets/urn%3Ax%3A1");
}

TEST_CASE("a record stands in the document of its dataset") {
  CHECK(kAddresses.record(DatasetId("urn:x:1")) ==
        "https://fr.example/catalogue/datasets/urn%3Ax%3A1#record");
}

TEST_CASE("a distribution's address says whose it is") {
  const DatasetId dataset("https://fr.example/catalogue/datasets/a~b");
  CHECK(kAddresses.fdp_distribution(dataset, "0123abcd") ==
        "https://fr.example/fdp/distribution/a~b~0123abcd");
  const auto key = distribution_key("a~b~0123abcd");
  CHECK(key.dataset == "a~b");
  CHECK(key.mark == "0123abcd");
  CHECK(distribution_key("a").mark.empty());
}

TEST_CASE("a kind of record is known by its segment") {
  CHECK(fdp_kind_of("fdp") == FdpKind::point);
  CHECK(fdp_kind_of("distribution") == FdpKind::distribution);
  CHECK(!fdp_kind_of("core"));
}

TEST_CASE("a name for a blank node says of which description") {
  CHECK(kAddresses.skolem("0123456789abcdef0123456789abcdef", "c14n0") ==
        "https://fr.example/.well-known/genid/0123456789abcdef-c14n0");
}

}  // namespace
}  // namespace passerelle::publishing
