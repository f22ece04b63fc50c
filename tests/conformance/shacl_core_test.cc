// The SHACL Core suite of the W3C data-shapes repository, from its own manifests: every
// sht:Validate entry, its whole expected report compared, blank nodes of shapes included.
#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "metadata/rdf/documents.h"
#include "metadata/rdf/escape.h"
#include "metadata/shacl/report_graph.h"
#include "metadata/shacl/shapes.h"
#include "metadata/shacl/shapes_graph.h"
#include "metadata/shacl/validate.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

using rdf::Graph;
using rdf::TermId;

const std::string kBase = "https://w3c.example/tests/";
const std::string kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const std::string kTest = "http://www.w3.org/ns/shacl-test#";
constexpr std::size_t kTestsInSuite = 98;

// Documents of the suite, all over one dictionary: a blank node of a file is the same node wherever
// the file is used, so reports can be compared term by term.
class Suite {
 public:
  explicit Suite(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const Graph& document(const std::string& iri) {
    const auto known = documents_.find(iri);
    if (known != documents_.end()) return known->second;
    REQUIRE(iri.starts_with(kBase));
    auto read = rdf::read_graph(file_text(folder_ / iri.substr(kBase.size())), rdf::Syntax::turtle,
                                iri, {}, terms_);
    REQUIRE_MESSAGE(read.has_value(), iri);
    return documents_.emplace(iri, *std::move(read)).first->second;
  }

  // The same triples over our dictionary, blank nodes by label: those of shapes and data are ours.
  Graph adopted(const Graph& graph) {
    Graph ours(terms_);
    for (const auto& triple : graph.all()) {
      const auto subject = terms_->add(graph.dictionary(), triple.subject);
      const auto predicate = terms_->add(graph.dictionary(), triple.predicate);
      ours.add(rdf::TripleIds{subject, predicate, terms_->add(graph.dictionary(), triple.object)});
    }
    return ours;
  }

  rdf::Dictionary& terms() { return *terms_; }
  TermId iri(const std::string& text) { return terms_->iri(text); }
  std::string text(TermId id) {
    std::string text;
    rdf::append_term(text, *terms_, id);
    return text;
  }

 private:
  std::filesystem::path folder_;
  std::shared_ptr<rdf::Dictionary> terms_ = std::make_shared<rdf::Dictionary>();
  std::map<std::string, Graph> documents_;
};

// The one object; the suite has it.
TermId object(const Graph& graph, TermId subject, TermId predicate) {
  const auto found = graph.with(subject, predicate);
  REQUIRE(found.size() == 1);
  return found.front().object;
}

// A result as the suite compares it; paths as text, messages only where they are expected.
using ResultRow =
    std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

std::string optional_object(Suite& suite, const Graph& graph, TermId subject, const char* name) {
  const auto found =
      graph.with(subject, suite.iri("http://www.w3.org/ns/shacl#" + std::string(name)));
  REQUIRE(found.size() <= 1);
  return found.empty() ? std::string() : suite.text(found.front().object);
}

ResultRow row(Suite& suite, const Graph& graph, TermId result) {
  std::string path;
  const auto paths = graph.with(result, suite.iri("http://www.w3.org/ns/shacl#resultPath"));
  if (!paths.empty()) {
    const auto read = shacl::ShapesGraph(graph).path(paths.front().object);
    REQUIRE(read.has_value());
    path = shacl::text(*read, suite.terms());
  }
  return {optional_object(suite, graph, result, "focusNode"),
          path,
          optional_object(suite, graph, result, "value"),
          optional_object(suite, graph, result, "resultSeverity"),
          optional_object(suite, graph, result, "sourceConstraintComponent"),
          optional_object(suite, graph, result, "sourceShape")};
}

struct Outcome {
  std::string conforms;
  std::multiset<ResultRow> rows;
  std::multiset<std::string> messages;
};

Outcome outcome(Suite& suite, const Graph& graph, TermId report) {
  Outcome found{optional_object(suite, graph, report, "conforms"), {}, {}};
  for (const auto& triple : graph.with(report, suite.iri("http://www.w3.org/ns/shacl#result"))) {
    found.rows.insert(row(suite, graph, triple.object));
    for (const auto& message :
         graph.with(triple.object, suite.iri("http://www.w3.org/ns/shacl#resultMessage"))) {
      found.messages.insert(suite.text(message.object));
    }
  }
  return found;
}

void print(const char* side, const std::multiset<ResultRow>& rows) {
  for (const auto& [focus, path, value, severity, component, shape] : rows) {
    std::cout << side << focus << " | " << path << " | " << value << " | " << component << " | "
              << severity << " | " << shape << "\n";
  }
}

bool passes(Suite& suite, const Graph& file, TermId test) {
  const auto action = object(file, test, suite.iri(kManifest + "action"));
  const auto named = [&](const char* which) {
    return std::string(suite.terms().text(object(file, action, suite.iri(kTest + which))));
  };
  const auto& data = suite.document(named("dataGraph"));
  const auto& shapes_graph = suite.document(named("shapesGraph"));
  const auto expected = outcome(suite, file, object(file, test, suite.iri(kManifest + "result")));

  const auto shapes = shacl::Shapes::compile(shapes_graph);
  REQUIRE_MESSAGE(shapes.has_value(), shapes.error().text());
  const auto report = shacl::validate(*shapes, data);
  REQUIRE(report.has_value());
  const auto ours = suite.adopted(shacl::to_graph(*report));
  const auto reports =
      ours.with_object(suite.iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                       suite.iri("http://www.w3.org/ns/shacl#ValidationReport"));
  REQUIRE(reports.size() == 1);
  const auto found = outcome(suite, ours, reports.front().subject);
  const bool has_messages = std::includes(found.messages.begin(), found.messages.end(),
                                          expected.messages.begin(), expected.messages.end());
  if (found.conforms == expected.conforms && found.rows == expected.rows && has_messages)
    return true;
  std::cout << suite.text(test) << " conforms " << found.conforms << "\n";
  print("  expected ", expected.rows);
  print("  found    ", found.rows);
  return false;
}

void run_manifest(Suite& suite, const std::string& iri, std::size_t& passed, std::size_t& all) {
  const auto& manifest = suite.document(iri);
  for (const auto& triple : manifest.with_predicate(suite.iri(kManifest + "include"))) {
    const std::string included(suite.terms().text(triple.object));
    // The suite of SHACL-SPARQL is not in the folder.
    if (included.find("/sparql/") == std::string::npos) run_manifest(suite, included, passed, all);
  }
  const auto tests = manifest.with_object(
      suite.iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), suite.iri(kTest + "Validate"));
  for (const auto& test : std::vector(tests.begin(), tests.end())) {
    ++all;
    if (passes(suite, manifest, test.subject)) ++passed;
  }
}

TEST_CASE("SHACL Core: every test of the W3C suite gives its expected report") {
  const auto folder = shared_folder("w3c/data-shapes/data-shapes-test-suite/tests");
  if (!folder) return;
  Suite suite(*folder);
  std::size_t passed = 0, all = 0;
  run_manifest(suite, kBase + "manifest.ttl", passed, all);
  print_count("SHACL Core", passed, all);
  CHECK(all == kTestsInSuite);
  CHECK(passed == all);
}

}  // namespace
}  // namespace passerelle::conformance
