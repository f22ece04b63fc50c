// The RDF suites of the W3C, from their manifests. A test passes when a wrong document is refused
// and a right one read, an evaluation when the result is isomorphic to the expected one. Exactly
// the tests of README.md fail: one that starts to pass or to fail shows.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "metadata/rdf/canonical.h"
#include "metadata/rdf/documents.h"
#include "node/base/json.h"
#include "tests/conformance/isomorphism.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/shared_folder.h"

using namespace passerelle;
using namespace passerelle::rdf;
using conformance::Manifest;

namespace {

// Runs every entry and compares what fails with README.md.
template <class Passes>
void run(const std::string& suite, const Manifest& manifest, std::size_t total, Passes passes) {
  std::set<std::string> failed;
  for (const auto& entry : manifest.entries()) {
    if (!passes(entry)) failed.insert(Manifest::name(entry));
  }
  CHECK(manifest.entries().size() == total);
  CHECK(failed == conformance::known_failures(suite));
  conformance::print_count(suite, total - failed.size(), total);
}

void run_syntax(const std::string& suite, std::size_t total) {
  const auto folder = conformance::shared_folder("w3c/rdf-tests/rdf/rdf11/" + suite);
  if (!folder) return;
  const Manifest manifest(*folder, "https://w3c.github.io/rdf-tests/rdf/rdf11/" + suite + "/",
                          "manifest.ttl");
  run(suite, manifest, total, [&](const Resource& entry) {
    const auto type = manifest.type(entry);
    const auto read = manifest.document(manifest.action(entry));
    if (type.ends_with("NegativeSyntax")) return !read;
    if (type.ends_with("PositiveSyntax")) return read.has_value();
    REQUIRE(type.ends_with("Eval"));
    const auto expected = manifest.document(manifest.result(entry));
    REQUIRE(expected);
    if (!read) return false;
    const bool is_same = conformance::are_isomorphic(*read, *expected);
    // The canonical form decides the same.
    CHECK((canonical_form(*read)->text == canonical_form(*expected)->text) == is_same);
    return is_same;
  });
}

// Returns the labels of blank nodes in the order in which N-Quads names them, which is how our
// reader numbers them.
std::vector<std::string> labels_in(const std::string& text) {
  std::vector<std::string> labels;
  for (auto at = text.find("_:"); at != std::string::npos; at = text.find("_:", at + 1)) {
    const auto label = text.substr(at + 2, text.find_first_of(" \t.", at) - at - 2);
    if (std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
  }
  return labels;
}

bool labels_match(const Dataset& dataset,
                  const Canonical& form,
                  const std::string& document,
                  const Json& expected) {
  const auto labels = labels_in(document);
  std::map<std::string, std::string> issued;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto node = dataset.dictionary().find(Blank{"b" + std::to_string(i)});
    REQUIRE(node);
    issued[labels[i]] = form.labels.at(*node);
  }
  return issued == expected.get<std::map<std::string, std::string>>();
}

}  // namespace

TEST_CASE("the W3C suite of Turtle") { run_syntax("rdf-turtle", 313); }
TEST_CASE("the W3C suite of TriG") { run_syntax("rdf-trig", 356); }
TEST_CASE("the W3C suite of N-Triples") { run_syntax("rdf-n-triples", 70); }
TEST_CASE("the W3C suite of N-Quads") { run_syntax("rdf-n-quads", 87); }
TEST_CASE("the W3C suite of RDF/XML") { run_syntax("rdf-xml", 166); }

TEST_CASE("the W3C suite of dataset canonicalization") {
  const auto folder = conformance::shared_folder("w3c/rdf-canon/tests");
  if (!folder) return;
  const Manifest manifest(*folder, "https://w3c.github.io/rdf-canon/tests/", "manifest");
  run("rdf-canon", manifest, 86, [&](const Resource& entry) {
    const auto document = conformance::file_text(manifest.file(manifest.action(entry)));
    const auto dataset = read_dataset(document, Syntax::n_quads).value();
    const auto form = canonical_form(dataset);
    const auto type = manifest.type(entry);
    if (type == "RDFC10NegativeEvalTest") return !form;
    REQUIRE(form);
    const auto expected = conformance::file_text(manifest.file(manifest.result(entry)));
    if (type == "RDFC10EvalTest") return form->text == expected;
    REQUIRE(type == "RDFC10MapTest");
    return labels_match(dataset, *form, document, parse_json(expected).value());
  });
}
