// The words of RDF that JSON-LD has a syntax of its own for, beside those of vocabulary.h.
#pragma once

#include "metadata/rdf/vocabulary.h"

namespace passerelle::rdf::json_ld {

// How a text with a base direction stands in RDF, which has no such literals (JSON-LD 1.1 API,
// section 8): not at all, as a datatype, or as a blank node.
enum class RdfDirection { none, i18n_datatype, compound_literal };

inline constexpr const char* kRdfList = "http://www.w3.org/1999/02/22-rdf-syntax-ns#List";
inline constexpr const char* kRdfJson = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
inline constexpr const char* kRdfValue = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
inline constexpr const char* kRdfLanguage = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
inline constexpr const char* kRdfDirection = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
inline constexpr const char* kI18n = "https://www.w3.org/ns/i18n#";

}  // namespace passerelle::rdf::json_ld
