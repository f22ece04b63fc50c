// The IRIs that this room reads and writes.
#pragma once

#include <string_view>

#include "metadata/rdf/vocabulary.h"

namespace passerelle::shacl {

using rdf::kRdfFirst;
using rdf::kRdfNil;
using rdf::kRdfRest;
using rdf::kRdfType;
using rdf::kXsdNamespace;

inline constexpr std::string_view kShacl = "http://www.w3.org/ns/shacl#";
inline constexpr std::string_view kRdfsClass = "http://www.w3.org/2000/01/rdf-schema#Class";
inline constexpr std::string_view kSubClassOf = "http://www.w3.org/2000/01/rdf-schema#subClassOf";

}  // namespace passerelle::shacl
