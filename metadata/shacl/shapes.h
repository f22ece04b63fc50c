// The shapes of one or more documents, checked and compiled once, for any number of validations.
//
// All of SHACL Core, and the one form of sh:sparql that HealthDCAT-AP uses (see `GraphHolds`).
// owl:imports are never followed: a profile names its files.
//
// Refused, with the shape and the reason: what breaks a syntax rule of SHACL; constraints that mean
// something we do not do (other sh:sparql, sh:js, sh:expression, sh:target, declared constraint
// components, sh:entailment); shapes that refer to themselves, which SHACL 1.0 leaves undefined
// (section 3.4.3); nesting deeper than 64.
//
// Loaded with a notice: a value of sh:property without sh:path, whose constraints then hold for the
// node itself, as the text of HealthDCAT-AP Release 8 means it; terms of the SHACL namespace that
// SHACL does not define (sh:shape, sh:extends, …), which say nothing.
//
// Thread safety: a value that never changes; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "metadata/rdf/dictionary.h"
#include "metadata/rdf/graph.h"
#include "metadata/shacl/shape.h"
#include "node/base/result.h"

namespace passerelle::shacl {

class Shapes {
 public:
  // Compiles every shape that has a target, is typed as a shape, or is reached from one. The
  // dictionary of the graph takes a few more names and must not change afterwards.
  static Result<Shapes> compile(const rdf::Graph& shapes_graph);

  const std::vector<Shape>& all() const { return compiled_->shapes; }

  // What was read in another way than it was written, one sentence each.
  const std::vector<std::string>& notices() const { return compiled_->notices; }

  // The ids of the shapes belong to this dictionary. Data that are to be validated are best read
  // into a dictionary on top of it.
  const std::shared_ptr<const rdf::Dictionary>& dictionary() const { return compiled_->dictionary; }

  rdf::TermId type_predicate() const { return compiled_->type_predicate; }
  rdf::TermId subclass_predicate() const { return compiled_->subclass_predicate; }

 private:
  friend class ShapesReader;
  struct Compiled {
    std::shared_ptr<const rdf::Dictionary> dictionary;
    rdf::TermId type_predicate, subclass_predicate;
    std::vector<Shape> shapes;
    std::vector<std::string> notices;
  };
  explicit Shapes(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;  // shared with the reports that speak of it
};

}  // namespace passerelle::shacl
