// The canonical form of a dataset: two datasets have the same text exactly when they are the same
// but for the labels of their blank nodes (RDF Dataset Canonicalization, RDFC-1.0, with SHA-256).
// What is signed, compared or named in an ETag is this text or its digest.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "metadata/rdf/dataset.h"
#include "node/base/result.h"

namespace passerelle::rdf {

struct Canonical {
  std::string text;                      // N-Quads, sorted
  std::map<TermId, std::string> labels;  // blank node → label in the text: c14n0, c14n1, …
};

// Comparing blank nodes that look alike can take time beyond all bounds: such a dataset is refused
// with too_complex. A catalogue needs some steps for each blank node.
inline constexpr std::size_t kMaximumCanonicalSteps = 500'000;

Result<Canonical> canonical_form(const Dataset& dataset,
                                 std::size_t maximum_steps = kMaximumCanonicalSteps);
Result<Canonical> canonical_form(const Graph& graph,
                                 std::size_t maximum_steps = kMaximumCanonicalSteps);

// Return the SHA-256 of the canonical text, as 64 hex characters.
Result<std::string> canonical_digest(const Dataset& dataset);
Result<std::string> canonical_digest(const Graph& graph);

}  // namespace passerelle::rdf
