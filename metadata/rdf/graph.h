// A set of triples in a fixed order, with the prefixes that make it readable.
//
// Thread safety: a value; const functions from any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "metadata/rdf/term.h"

namespace passerelle::rdf {

class Graph {
 public:
  void add(Triple triple) { triples_.insert(std::move(triple)); }
  void add(Resource subject, std::string_view predicate, Term object);

  // Adds every triple and prefix of another graph. Its blank nodes stay different from ours
  // (RDF 1.1 Semantics, section 4.1: merging), so their labels may change.
  void merge(const Graph& other);

  const std::set<Triple>& triples() const { return triples_; }
  std::size_t size() const { return triples_.size(); }
  bool empty() const { return triples_.empty(); }
  bool has(const Resource& subject, std::string_view predicate, const Term& object) const;

  // Return what stands at the open end, in the order of terms.
  std::vector<Term> objects(const Resource& subject, std::string_view predicate) const;
  std::vector<Resource> resources(const Resource& subject, std::string_view predicate) const;
  std::vector<Literal> literals(const Resource& subject, std::string_view predicate) const;
  std::vector<Resource> subjects(std::string_view predicate, const Term& object) const;
  std::vector<Triple> about(const Resource& subject) const;

  // Returns the first object, when there is one.
  std::optional<Term> object(const Resource& subject, std::string_view predicate) const;

  // Returns the triples about a resource and about every blank node reached from it: what a
  // description says, without what it only points to.
  Graph description_of(const Resource& subject) const;

  // Prefix ("dcat") → namespace.
  const std::map<std::string, std::string>& prefixes() const { return prefixes_; }
  void set_prefix(std::string prefix, std::string name_space);

  bool operator==(const Graph& other) const { return triples_ == other.triples_; }

 private:
  std::set<Triple> triples_;
  std::map<std::string, std::string> prefixes_;
};

}  // namespace passerelle::rdf
