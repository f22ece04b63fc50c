// A graph as blocks, one for each subject, in which Turtle and RDF/XML write it. Not for other
// rooms.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "metadata/rdf/graph.h"

namespace passerelle::rdf {

class Blocks {
 public:
  // Blank nodes in `labelled` need their label, for they stand elsewhere too.
  // Requires: triples that are all different, with ids of `terms`, which outlives the blocks.
  Blocks(const Dictionary& terms,
         std::vector<TripleIds> triples,
         const std::set<TermId>& labelled = {});

  // Returns the subjects that begin a block, in the order of terms.
  const std::vector<TermId>& subjects() const { return subjects_; }

  // Returns the triples of a subject: types first, then the others in the order of terms.
  std::span<const TripleIds> about(TermId subject) const;

  // Says whether a blank node stands inside another block instead, where its one triple points to
  // it.
  bool is_inlined(TermId node) const { return inlined_.contains(node); }

 private:
  struct Range {
    std::size_t first, size;
  };

  std::vector<TripleIds> triples_;
  std::map<TermId, Range> ranges_;
  std::set<TermId> inlined_;
  std::vector<TermId> subjects_;
};

}  // namespace passerelle::rdf
