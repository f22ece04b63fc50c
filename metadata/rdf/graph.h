// A set of triples over a dictionary of terms, with the prefixes that make it readable.
//
// Two ways in: by value, for the edges, and by id, for what must be fast. Copies of a graph, and
// graphs made over one dictionary, share it.
//
// Thread safety: a graph and all that share its dictionary belong to one thread while any of them
// is added to. After `index()` the const functions may run on any number of threads until the next
// addition.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metadata/rdf/dictionary.h"
#include "metadata/rdf/term.h"

namespace passerelle::rdf {

struct TripleIds {
  TermId subject, predicate, object;
  auto operator<=>(const TripleIds&) const = default;
};

class Graph {
 public:
  Graph();  // with a dictionary of its own
  explicit Graph(std::shared_ptr<Dictionary> dictionary);

  std::size_t size() const;
  bool empty() const { return triples_.empty(); }

  // --- by value ---

  void add(const Triple& triple);
  void add(const Resource& subject, std::string_view predicate, const Term& object);

  // Adds every triple and prefix of another graph. Its blank nodes stay different from ours
  // (RDF 1.1 Semantics, section 4.1: merging), so their labels may change.
  void merge(const Graph& other);

  bool has(const Resource& subject, std::string_view predicate, const Term& object) const;

  // Return what stands at the open end, in the order of terms.
  std::vector<Term> objects(const Resource& subject, std::string_view predicate) const;
  std::vector<Resource> resources(const Resource& subject, std::string_view predicate) const;
  std::vector<Literal> literals(const Resource& subject, std::string_view predicate) const;
  std::vector<Resource> subjects(std::string_view predicate, const Term& object) const;
  std::vector<Triple> about(const Resource& subject) const;
  std::vector<Triple> triples() const;

  // Returns the first object, when there is one.
  std::optional<Term> object(const Resource& subject, std::string_view predicate) const;

  // Returns the triples about a resource and about every blank node reached from it: what a
  // description says, without what it only points to. With a dictionary of its own.
  Graph description_of(const Resource& subject) const;

  // Prefix ("dcat") → namespace.
  const std::map<std::string, std::string>& prefixes() const { return prefixes_; }
  void set_prefix(std::string prefix, std::string name_space);

  // Says whether both hold the same triples, blank nodes compared by label.
  bool operator==(const Graph& other) const;

  // --- by id ---

  const Dictionary& dictionary() const { return *dictionary_; }
  const std::shared_ptr<Dictionary>& shared_dictionary() const { return dictionary_; }

  // Requires: ids of the dictionary; a subject that is no literal and a predicate that is an IRI.
  void add(const TripleIds& triple) { triples_.push_back(triple); }

  // Sorts what was added. Without it the first look-up does.
  void index();

  bool has(const TripleIds& triple) const;

  // Valid until the next addition. Sorted by subject, predicate, object:
  std::span<const TripleIds> all() const;
  std::span<const TripleIds> with_subject(TermId subject) const;
  std::span<const TripleIds> with(TermId subject, TermId predicate) const;
  // Sorted by predicate, object, subject:
  std::span<const TripleIds> with_predicate(TermId predicate) const;
  std::span<const TripleIds> with_object(TermId predicate, TermId object) const;
  // Sorted by object, subject, predicate:
  std::span<const TripleIds> pointing_to(TermId object) const;

 private:
  std::vector<Triple> values(std::span<const TripleIds> triples) const;
  void sort() const;
  const std::vector<TripleIds>& by_predicate() const;
  const std::vector<TripleIds>& by_object() const;

  // Shared with copies and with graphs about the same things (shapes and data, a dataset).
  std::shared_ptr<Dictionary> dictionary_;
  // Look-ups sort what they need, hence mutable. The first `sorted_` triples are in order and
  // different; another order is made when it is asked for and shorter than they are.
  mutable std::vector<TripleIds> triples_;
  mutable std::size_t sorted_ = 0;
  mutable std::vector<TripleIds> by_predicate_;
  mutable std::vector<TripleIds> by_object_;
  std::map<std::string, std::string> prefixes_;
};

}  // namespace passerelle::rdf
