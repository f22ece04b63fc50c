#include "metadata/rdf/canonical.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "metadata/rdf/documents.h"
#include "node/crypto/digest.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

std::string canonical_n_quads(const std::string& document, Syntax syntax = Syntax::trig) {
  return canonical_form(read_dataset(document, syntax, "http://e/").value()).value().text;
}

// Writes edges between numbered blank nodes, in a shuffled order under shuffled labels.
std::string shuffled(std::vector<std::pair<int, int>> edges, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<int> labels(64);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i);
  std::ranges::shuffle(labels, random);
  std::ranges::shuffle(edges, random);
  std::string document;
  for (const auto& [from, to] : edges) {
    document += "_:n" + std::to_string(labels[static_cast<std::size_t>(from)]) + " <p> _:n" +
                std::to_string(labels[static_cast<std::size_t>(to)]) + " .\n";
  }
  return document;
}

std::vector<std::pair<int, int>> circle(int first, int size) {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < size; ++i) edges.emplace_back(first + i, first + (i + 1) % size);
  return edges;
}

std::vector<std::pair<int, int>> joined(std::vector<std::pair<int, int>> one,
                                        const std::vector<std::pair<int, int>>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

std::vector<std::pair<int, int>> clique(int size) {
  std::vector<std::pair<int, int>> edges;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      if (i != j) edges.emplace_back(i, j);
    }
  }
  return edges;
}

}  // namespace

TEST_CASE("the examples of the specification give their canonical forms") {
  // Section 4.3, unique hashes and shared hashes.
  CHECK(canonical_n_quads("<http://example.com/#p> <http://example.com/#q> _:e0 .\n"
                          "<http://example.com/#p> <http://example.com/#r> _:e1 .\n"
                          "_:e0 <http://example.com/#s> <http://example.com/#u> .\n"
                          "_:e1 <http://example.com/#t> <http://example.com/#u> .\n") ==
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .\n"
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .\n");
  CHECK(canonical_n_quads("<http://example.com/#p> <http://example.com/#q> _:e0 .\n"
                          "<http://example.com/#p> <http://example.com/#q> _:e1 .\n"
                          "_:e0 <http://example.com/#p> _:e2 .\n"
                          "_:e1 <http://example.com/#p> _:e3 .\n"
                          "_:e2 <http://example.com/#r> _:e3 .\n") ==
        "<http://example.com/#p> <http://example.com/#q> _:c14n2 .\n"
        "<http://example.com/#p> <http://example.com/#q> _:c14n3 .\n"
        "_:c14n0 <http://example.com/#r> _:c14n1 .\n"
        "_:c14n2 <http://example.com/#p> _:c14n1 .\n"
        "_:c14n3 <http://example.com/#p> _:c14n0 .\n");
}

TEST_CASE("order and labels do not change the canonical form, not even in symmetric graphs") {
  for (const auto& edges : {circle(0, 1), circle(0, 6), joined(circle(0, 3), circle(3, 3)),
                            joined(circle(0, 5), {{0, 7}, {7, 7}}), clique(4)}) {
    const auto expected = canonical_n_quads(shuffled(edges, 0));
    for (unsigned seed = 1; seed < 8; ++seed)
      CHECK(canonical_n_quads(shuffled(edges, seed)) == expected);
  }
}

TEST_CASE("graphs that are not the same have different canonical forms") {
  // Every node of both looks the same from near.
  CHECK(canonical_n_quads(shuffled(circle(0, 6), 1)) !=
        canonical_n_quads(shuffled(joined(circle(0, 3), circle(3, 3)), 1)));
  CHECK(canonical_n_quads("_:a <p> 1 . _:a <q> 2 .") !=
        canonical_n_quads("_:a <p> 1 . _:b <q> 2 ."));
  CHECK(canonical_n_quads("<g> { <a> <p> 1 }") != canonical_n_quads("<a> <p> 1 ."));
  CHECK(canonical_n_quads("_:g { <a> <p> _:x } <b> <p> _:g .") !=
        canonical_n_quads("_:g { <a> <p> _:x } <b> <p> _:x ."));
}

TEST_CASE("the canonical form is its own canonical form") {
  for (const std::string document : {
           "_:a <p> [ <q> 'x\\t\\u0001\"'@en ] . _:g { _:a <p> _:g }",
           "<a> <p> (1 2 2 1), [], [], [ <q> [] ] .",
           "",
       }) {
    const auto once = canonical_n_quads(document);
    CHECK(canonical_n_quads(once, Syntax::n_quads) == once);
  }
}

TEST_CASE("control characters are escaped as the specification says") {
  CHECK(canonical_n_quads(R"(<a> <p> "\b\t\n\u000B\f\r\"\\\u007F\u0080é" .)") ==
        "<http://e/a> <http://e/p> "
        "\"\\b\\t\\n\\u000B\\f\\r\\\"\\\\\\u007F\xC2\x80é\" .\n");
}

TEST_CASE("labels tell which blank node became which") {
  const auto graph = read_graph("_:z <p> 1 . _:y <p> 2 .", Syntax::turtle, "http://e/").value();
  const auto form = canonical_form(graph).value();
  REQUIRE(form.labels.size() == 2);
  for (const auto& [node, label] : form.labels) {
    const auto number = graph.with_subject(node)[0].object;
    CHECK(form.text.find("_:" + label + " <http://e/p> \"" +
                         std::string(graph.dictionary().text(number))) != std::string::npos);
  }
}

TEST_CASE("the digest is that of the canonical text") {
  const auto graph = read_graph("[] <p> 1 .", Syntax::turtle, "http://e/").value();
  const auto text = canonical_form(graph).value().text;
  CHECK(canonical_digest(graph).value() == crypto::sha256_hex(text));
  CHECK(canonical_digest(Dataset(graph)).value() == crypto::sha256_hex(text));
  CHECK(canonical_digest(Graph()).value() ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("graphs that take too long are refused, in width and in depth") {
  const auto refusal = [](const std::string& document) {
    const auto form = canonical_form(read_dataset(document, Syntax::trig, "http://e/").value());
    return form ? "" : form.error().name();
  };
  CHECK(refusal(shuffled(clique(12), 1)) == "rdf.too_complex");
  std::string chain;
  for (int i = 0; i < 5'000; ++i)
    chain += "_:n" + std::to_string(i) + " <p> _:n" + std::to_string(i + 1) + " .\n";
  chain += "_:n5000 <p> _:n0 .";
  CHECK(refusal(chain) == "rdf.too_complex");
  const auto small = read_graph("_:a <p> _:b . _:b <p> _:a .", Syntax::turtle, "http://e/").value();
  CHECK(canonical_form(small).has_value());
  CHECK(canonical_form(small, 3).error().name() == "rdf.too_complex");
}
