// Graphs from Turtle, for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>

#include "metadata/rdf/documents.h"
#include "metadata/shacl/shapes.h"
#include "metadata/shacl/validate.h"

namespace passerelle::shacl {

// Reads Turtle with the prefixes ex:, rdf:, rdfs:, sh: and xsd:.
inline rdf::Graph graph(std::string_view turtle, std::shared_ptr<rdf::Dictionary> terms = nullptr) {
  const std::string text =
      "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
      "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
      "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
      "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" +
      std::string(turtle);
  auto read =
      rdf::read_graph(text, rdf::Syntax::turtle, "http://example.org/doc", {}, std::move(terms));
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  return *std::move(read);
}

inline Shapes shapes(std::string_view turtle) {
  auto compiled = Shapes::compile(graph(turtle));
  REQUIRE_MESSAGE(compiled.has_value(), compiled.error().text());
  return *std::move(compiled);
}

// Validates data of one document against shapes of another.
inline Report report(std::string_view shapes_turtle, std::string_view data_turtle) {
  const auto compiled = shapes(shapes_turtle);
  const auto data = graph(data_turtle, std::make_shared<rdf::Dictionary>(compiled.dictionary()));
  auto found = validate(compiled, data);
  REQUIRE_MESSAGE(found.has_value(), found.error().text());
  return *std::move(found);
}

}  // namespace passerelle::shacl
