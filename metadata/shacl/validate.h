// Validation of a data graph against compiled shapes (SHACL, section 3).
//
// Thread safety: pure over its arguments; any number of validations may share shapes, background
// and (indexed) data.
#pragma once

#include <cstddef>
#include <cstdint>

#include "metadata/rdf/graph.h"
#include "metadata/shacl/report.h"
#include "metadata/shacl/shapes.h"
#include "node/base/result.h"

namespace passerelle::shacl {

// A validation over a limit ends with `too_costly`: no report says less than the whole.
struct ValidationLimits {
  std::uint64_t steps = 200'000'000;  // nodes visited, values checked, characters matched
  std::size_t findings = 1'000'000;   // with the details inside of others
};

// Returns the report. Class membership follows rdfs:subClassOf as SHACL asks; nothing else is
// inferred. The background (vocabularies) is part of the graph that constraints look at, but its
// nodes are no focus nodes: a node is validated only when the data describe it, or name it and the
// background does not describe it.
//
// Data whose dictionary does not stand on that of the shapes are copied first.
// Requires: the dictionary of the background is that of the shapes; it is indexed when several
// threads use it.
Result<Report> validate(const Shapes& shapes,
                        const rdf::Graph& data,
                        const rdf::Graph* background = nullptr,
                        const ValidationLimits& limits = {});

}  // namespace passerelle::shacl
