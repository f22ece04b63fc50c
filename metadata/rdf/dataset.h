// RDF datasets: one default graph and any number of named ones over one dictionary (RDF 1.1
// Concepts, section 4). A graph's name is an IRI or a blank node; blank nodes are shared by all
// graphs of a dataset.
//
// Thread safety: as Graph.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "metadata/rdf/graph.h"

namespace passerelle::rdf {

struct Quad {
  Triple triple;
  std::optional<Resource> graph;  // none: the default graph
  auto operator<=>(const Quad&) const = default;
};

class Dataset {
 public:
  Dataset();  // with a dictionary of its own
  explicit Dataset(std::shared_ptr<Dictionary> dictionary);
  explicit Dataset(Graph default_graph);

  void add(const Quad& quad);

  // Prefixes are those of the default graph.
  Graph& default_graph() { return default_; }
  const Graph& default_graph() const { return default_; }

  // Returns the graph of that name, which is empty when it is new.
  // Requires: an IRI or a blank node of the dictionary.
  Graph& named(TermId name);
  const Graph* find(TermId name) const;
  const Graph* find(const Resource& name) const;
  const std::map<TermId, Graph>& named_graphs() const { return named_; }

  // Says whether a named graph has a triple.
  bool has_named_triples() const;

  // Returns the number of triples in all graphs.
  std::size_t size() const;
  std::vector<Quad> quads() const;

  // Sorts all graphs; see Graph.
  void index();

  const Dictionary& dictionary() const { return default_.dictionary(); }
  const std::shared_ptr<Dictionary>& shared_dictionary() const {
    return default_.shared_dictionary();
  }

  // Says whether both hold the same quads, blank nodes compared by label; empty graphs do not
  // count.
  bool operator==(const Dataset& other) const;

 private:
  Graph default_;
  std::map<TermId, Graph> named_;
};

}  // namespace passerelle::rdf
