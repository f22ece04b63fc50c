// The JSON-LD 1.1 suites of the W3C, from their manifests. A positive test passes when the result
// is the expected one, a negative one when the document is refused with the expected code.
#include <doctest/doctest.h>

#include <iostream>

#include "metadata/rdf/json_ld/from_rdf.h"
#include "tests/conformance/isomorphism.h"
#include "tests/conformance/json_ld_suite.h"
#include "tests/conformance/shared_folder.h"

using namespace passerelle;
using namespace passerelle::conformance;

namespace {

// Runs one test and returns what is wrong, "" for nothing.
using Run = std::string (*)(const JsonLdTest& test, const rdf::JsonLdOptions& options);

const char* const kWrong = "another result";

// Returns whether a document was refused as the test wants; nothing for a positive test.
template <class Outcome>
std::optional<std::string> refusal(const JsonLdTest& test, const Result<Outcome>& outcome) {
  if (outcome) return test.is_negative ? std::optional<std::string>("accepted") : std::nullopt;
  return test.is_negative && outcome.error().name() == test.error ? "" : outcome.error().text();
}

std::string expands(const JsonLdTest& test, const rdf::JsonLdOptions& options) {
  const auto expanded = rdf::expand_json_ld(test.input, options);
  if (const auto decided = refusal(test, expanded)) return *decided;
  return are_equal_json_ld(*expanded, Json::parse(test.expect)) ? "" : kWrong;
}

std::string becomes_rdf(const JsonLdTest& test, const rdf::JsonLdOptions& options) {
  const auto dataset = rdf::read_json_ld(test.input, options);
  if (const auto decided = refusal(test, dataset)) return *decided;
  if (test.expect.empty()) return "";  // a test of syntax
  const auto expected = rdf::read_dataset(test.expect, rdf::Syntax::n_quads);
  if (!expected) return "a result that is not RDF: " + expected.error().text();
  return are_isomorphic(*dataset, *expected) ? "" : kWrong;
}

// Returns the document with every blank node called the same.
Json without_labels(Json document) {
  if (document.is_string() && document.get<std::string>().starts_with("_:")) return "_:";
  if (!document.is_structured()) return document;
  for (auto& item : document) item = without_labels(std::move(item));
  return document;
}

// Our labels are not those of the suite: the documents look alike without them and say the same.
std::string comes_from_rdf(const JsonLdTest& test, const rdf::JsonLdOptions& options) {
  const auto dataset = rdf::read_dataset(test.input, rdf::Syntax::n_quads);
  REQUIRE(dataset);
  const auto written = rdf::json_ld::from_rdf(
      *dataset, {.direction = options.direction,
                 .has_native_types = test.options.value("useNativeTypes", false),
                 .has_rdf_type = test.options.value("useRdfType", false)});
  if (const auto decided = refusal(test, written)) return *decided;
  const auto expected = Json::parse(test.expect);
  if (!are_equal_json_ld(without_labels(*written), without_labels(expected))) return kWrong;
  const auto ours = rdf::read_json_ld(written->dump(), options);
  const auto theirs = rdf::read_json_ld(test.expect, options);
  return ours && theirs && are_isomorphic(*ours, *theirs) ? "" : kWrong;
}

// Compaction with the document's own context has to say what the document says.
std::string compacts(const JsonLdTest& test, const rdf::JsonLdOptions& options) {
  const auto document = Json::parse(test.input);
  if (!document.is_object() || !document.contains("@context")) return "";
  const auto expanded = rdf::expand_json_ld(test.input, options);
  if (!expanded) return test.is_negative ? "" : expanded.error().text();
  const auto compacted = rdf::compact_json_ld(*expanded, document["@context"], options);
  if (!compacted) return compacted.error().text();
  const auto again = rdf::expand_json_ld(compacted->dump(), options);
  if (!again) return again.error().text();
  return are_equal_json_ld(*again, *expanded) ? "" : kWrong;
}

// What we write is read as the same dataset.
std::string travels(const JsonLdTest& test, const rdf::JsonLdOptions& options) {
  const auto dataset = rdf::read_json_ld(test.input, options);
  if (!dataset) return test.is_negative ? "" : dataset.error().text();
  for (const auto& written :
       {rdf::write_json_ld(*dataset), rdf::write_expanded_json_ld(*dataset)}) {
    const auto again = rdf::read_json_ld(written);
    if (!again) return again.error().text();
    if (!are_isomorphic(*again, *dataset)) return kWrong;
  }
  return "";
}

rdf::json_ld::RdfDirection direction_of(const JsonLdTest& test) {
  using rdf::json_ld::RdfDirection;
  const auto name = test.options.value("rdfDirection", "");
  if (name == "i18n-datatype") return RdfDirection::i18n_datatype;
  if (name == "compound-literal") return RdfDirection::compound_literal;
  REQUIRE(name.empty());
  return RdfDirection::none;
}

// `what` names the run in README.md, `name` the suite.
void run(const std::string& what, const std::string& name, std::size_t total, Run outcome) {
  const auto suite = JsonLdSuite::open(name);
  if (!suite) return;
  std::set<std::string> failed;
  for (const auto& test : suite->tests()) {
    CAPTURE(test.id);
    const auto context = test.expand_context.empty() ? Json() : Json::parse(test.expand_context);
    const auto wrong = outcome(test, {.base = test.base,
                                      .contexts = &suite->contexts(),
                                      .context = context.is_null() ? nullptr : &context,
                                      .direction = direction_of(test)});
    if (wrong.empty()) continue;
    failed.insert(test.id);
    std::cout << what << " " << test.id << ": " << wrong << "\n";
  }
  CHECK(suite->tests().size() == total);
  CHECK(failed == known_failures(what));
  print_count(what, suite->tests().size() - failed.size(), suite->tests().size());
}

}  // namespace

TEST_CASE("the W3C suite of JSON-LD expansion") { run("json-ld-expand", "expand", 376, expands); }

TEST_CASE("the W3C suite of RDF out of JSON-LD") {
  run("json-ld-toRdf", "toRdf", 456, becomes_rdf);
}

TEST_CASE("the W3C suite of JSON-LD out of RDF") {
  run("json-ld-fromRdf", "fromRdf", 53, comes_from_rdf);
}

TEST_CASE("compacted with its own context, a document of the suite says the same") {
  run("json-ld-compacted", "expand", 376, compacts);
}

TEST_CASE("written and read again, the RDF of the suite is the same") {
  run("json-ld-written", "toRdf", 456, travels);
}
