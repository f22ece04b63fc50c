// Whether two datasets are the same but for the labels of their blank nodes (RDF 1.1 Concepts,
// sections 3.6 and 4.1), decided by search. Knows nothing of the canonical form, which it checks.
#pragma once

#include "metadata/rdf/dataset.h"

namespace passerelle::conformance {

bool are_isomorphic(const rdf::Dataset& one, const rdf::Dataset& other);

}  // namespace passerelle::conformance
