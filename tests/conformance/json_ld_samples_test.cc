// The samples of HealthDCAT-AP that exist as JSON-LD and as Turtle.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/json_ld.h"
#include "metadata/rdf/json_ld/published_context.h"
#include "tests/conformance/isomorphism.h"
#include "tests/conformance/shared_folder.h"

using namespace passerelle;
using namespace passerelle::conformance;

namespace {

// The tool that wrote the JSON-LD samples spelt one instant in another way.
std::string sample_text(const std::filesystem::path& file) {
  auto text = file_text(file);
  const std::string theirs = "2026-03-30T10:00:00+00:00";
  if (const auto at = text.find(theirs); at != std::string::npos) {
    text.replace(at, theirs.size(), "2026-03-30T10:00:00Z");
  }
  return text;
}

void check(const std::string& sample, const std::vector<std::string>& documents) {
  const auto folder = shared_folder("healthdcat-ap/samples");
  if (!folder) return;
  const auto turtle =
      rdf::read_dataset(file_text(*folder / (sample + ".ttl")), rdf::Syntax::turtle);
  REQUIRE(turtle);
  for (const auto& name : documents) {
    CAPTURE(name);
    const auto text = sample_text(*folder / name);
    const auto read = rdf::read_json_ld(text);
    REQUIRE(read);
    CHECK(are_isomorphic(*read, *turtle));
    const auto document = Json::parse(text);
    const auto context = document.is_object() ? document.at("@context") : Json::object();
    for (const auto& written :
         {rdf::write_expanded_json_ld(*read), rdf::write_json_ld(*read, context)}) {
      const auto again = rdf::read_json_ld(written);
      REQUIRE(again);
      CHECK(are_isomorphic(*again, *turtle));
    }
  }
}

}  // namespace

TEST_CASE(
    "the full sample is one graph in Turtle, expanded and compacted JSON-LD, there and back") {
  check("v02-full-valid", {"v02-full-valid.jsonld", "v02-full-valid.compact.jsonld"});
}

TEST_CASE("the sample with a broken distribution is one graph in Turtle and JSON-LD") {
  check("v08-distribution-broken", {"v08-distribution-broken.jsonld"});
}

TEST_CASE("every sample is the same graph after a journey through the published context") {
  const auto folder = shared_folder("healthdcat-ap/samples");
  if (!folder) return;
  std::size_t samples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".ttl") continue;
    CAPTURE(entry.path().filename().string());
    const auto graph = rdf::read_dataset(file_text(entry.path()), rdf::Syntax::turtle);
    REQUIRE(graph);
    const auto written = rdf::write_json_ld(*graph);
    CHECK(Json::parse(written).at("@context") == rdf::json_ld::published_context());
    const auto again = rdf::read_json_ld(written);
    REQUIRE(again);
    CHECK(are_isomorphic(*again, *graph));
    ++samples;
  }
  CHECK(samples == 14);
}
