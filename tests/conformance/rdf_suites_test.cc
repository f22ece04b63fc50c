// The RDF 1.1 suites of the W3C, from their manifests. A test passes when a wrong document is
// refused and a right one read, an evaluation when the result is isomorphic to the expected one.
// Exactly the tests of README.md fail: one that starts to pass or to fail shows.
#include <doctest/doctest.h>

#include "metadata/rdf/documents.h"
#include "tests/conformance/isomorphism.h"
#include "tests/conformance/shared_folder.h"

using namespace passerelle;
using namespace passerelle::rdf;
namespace fs = std::filesystem;

namespace {

const std::string kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const std::string kTests = "http://www.w3.org/ns/rdftest#";
const std::string kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

std::string iri(const Graph& graph, const Resource& subject, const std::string& predicate) {
  const auto object = graph.object(subject, predicate);
  return object ? std::get<Iri>(*object).text : std::string();
}

std::vector<Resource> list(const Graph& graph, Resource at) {
  std::vector<Resource> items;
  while (at != Resource{Iri{kRdf + "nil"}}) {
    items.push_back(graph.resources(at, kRdf + "first").at(0));
    at = graph.resources(at, kRdf + "rest").at(0);
  }
  return items;
}

struct Suite {
  fs::path folder;
  std::string base;
  Graph manifest;
  std::vector<Resource> entries;
};

Suite load(const std::string& name, const fs::path& folder) {
  Suite suite{folder, "https://w3c.github.io/rdf-tests/rdf/rdf11/" + name + "/", {}, {}};
  const auto manifest = suite.base + "manifest.ttl";
  suite.manifest =
      read_graph(conformance::file_text(folder / "manifest.ttl"), Syntax::turtle, manifest).value();
  const auto entries = suite.manifest.resources(Iri{manifest}, kManifest + "entries");
  suite.entries = list(suite.manifest, entries.at(0));
  return suite;
}

// Reads the document of an action or a result.
Result<Dataset> document(const Suite& suite, const std::string& name) {
  const auto path = suite.folder / name.substr(suite.base.size());
  const auto syntax = syntax_of_extension(path.extension().string().substr(1));
  REQUIRE(syntax);
  return read_dataset(conformance::file_text(path), *syntax, name);
}

bool passes(const Suite& suite, const Resource& entry) {
  const auto type = iri(suite.manifest, entry, kRdf + "type");
  const auto read = document(suite, iri(suite.manifest, entry, kManifest + "action"));
  if (type.ends_with("NegativeSyntax")) return !read;
  if (type.ends_with("PositiveSyntax")) return read.has_value();
  REQUIRE(type.ends_with("Eval"));
  const auto expected = document(suite, iri(suite.manifest, entry, kManifest + "result"));
  REQUIRE(expected);
  return read && conformance::are_isomorphic(*read, *expected);
}

void run(const std::string& name, std::size_t total) {
  const auto folder = conformance::shared_folder("w3c/rdf-tests/rdf/rdf11/" + name);
  if (!folder) return;
  const auto suite = load(name, *folder);
  std::set<std::string> failed;
  for (const auto& entry : suite.entries) {
    const auto& id = std::get<Iri>(entry).text;
    if (!passes(suite, entry)) failed.insert(id.substr(id.find('#') + 1));
  }
  CHECK(suite.entries.size() == total);
  CHECK(failed == conformance::known_failures(name));
  conformance::print_count(name, suite.entries.size() - failed.size(), suite.entries.size());
}

}  // namespace

TEST_CASE("the W3C suite of Turtle") { run("rdf-turtle", 313); }
TEST_CASE("the W3C suite of TriG") { run("rdf-trig", 356); }
TEST_CASE("the W3C suite of N-Triples") { run("rdf-n-triples", 70); }
TEST_CASE("the W3C suite of N-Quads") { run("rdf-n-quads", 87); }
