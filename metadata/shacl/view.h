// The data and the background vocabularies that they are read with, as one graph: what a validation
// looks at. Neither is copied.
//
// Thread safety: const functions from any thread, once both graphs are indexed. Both must share one
// dictionary, or one the base of the other, and outlive the view.
#pragma once

#include <vector>

#include "metadata/rdf/graph.h"

namespace passerelle::shacl {

// In the order of ids, each once.
using Terms = std::vector<rdf::TermId>;

bool holds(const Terms& terms, rdf::TermId term);

class View {
 public:
  explicit View(const rdf::Graph& data, const rdf::Graph* background = nullptr)
      : data_(&data), background_(background) {}

  Terms objects(rdf::TermId subject, rdf::TermId predicate) const;
  Terms subjects(rdf::TermId predicate, rdf::TermId object) const;
  bool has(rdf::TermId subject, rdf::TermId predicate, rdf::TermId object) const;

  // Every triple about a subject; one that both graphs hold stands there once.
  std::vector<rdf::TripleIds> about(rdf::TermId subject) const;

  const rdf::Graph& data() const { return *data_; }
  const rdf::Graph* background() const { return background_; }

 private:
  const rdf::Graph* data_;
  const rdf::Graph* background_;
};

}  // namespace passerelle::shacl
