// The IRIs that this room reads and writes.
#pragma once

#include <string>

#include "metadata/rdf/vocabulary.h"

namespace passerelle::profiles {

inline const std::string kAccessRights = "http://purl.org/dc/terms/accessRights";
inline const std::string kConformsTo = "http://purl.org/dc/terms/conformsTo";
inline const std::string kIdentifier = "http://purl.org/dc/terms/identifier";
inline const std::string kTitle = "http://purl.org/dc/terms/title";
inline const std::string kDataset = "http://www.w3.org/ns/dcat#Dataset";
inline const std::string kConcept = "http://www.w3.org/2004/02/skos/core#Concept";
inline const std::string kConceptScheme = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
inline const std::string kInScheme = "http://www.w3.org/2004/02/skos/core#inScheme";
inline const std::string kNotation = "http://www.w3.org/2004/02/skos/core#notation";
inline const std::string kPrefLabel = "http://www.w3.org/2004/02/skos/core#prefLabel";
inline const std::string kShacl = "http://www.w3.org/ns/shacl#";
inline const std::string kXsd{rdf::kXsdNamespace};
inline const std::string kType{rdf::kRdfType};
inline const std::string kFirst{rdf::kRdfFirst};
inline const std::string kRest{rdf::kRdfRest};
inline const std::string kNil{rdf::kRdfNil};

}  // namespace passerelle::profiles
