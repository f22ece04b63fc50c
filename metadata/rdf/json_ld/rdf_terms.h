// The words of RDF that JSON-LD has a syntax of its own for. Not for other rooms.
#pragma once

namespace passerelle::rdf::json_ld {

// How a text with a base direction stands in RDF, which has no such literals (JSON-LD 1.1 API,
// section 8): not at all, as a datatype, or as a blank node.
enum class RdfDirection { none, i18n_datatype, compound_literal };

inline constexpr const char* kRdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
inline constexpr const char* kRdfFirst = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
inline constexpr const char* kRdfRest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
inline constexpr const char* kRdfNil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
inline constexpr const char* kRdfList = "http://www.w3.org/1999/02/22-rdf-syntax-ns#List";
inline constexpr const char* kRdfJson = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
inline constexpr const char* kRdfValue = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
inline constexpr const char* kRdfLanguage = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
inline constexpr const char* kRdfDirection = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
inline constexpr const char* kI18n = "https://www.w3.org/ns/i18n#";
inline constexpr const char* kXsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr const char* kXsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr const char* kXsdDouble = "http://www.w3.org/2001/XMLSchema#double";

}  // namespace passerelle::rdf::json_ld
