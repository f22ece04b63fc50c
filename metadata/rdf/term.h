// The terms of RDF 1.1 (Concepts, section 3), as values.
//
// Thread safety: values; any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace passerelle::rdf {

struct Iri {
  std::string text;
  auto operator<=>(const Iri&) const = default;
};

// A label means something only inside its graph.
struct Blank {
  std::string label;
  auto operator<=>(const Blank&) const = default;
};

inline constexpr const char* kXsdString = "http://www.w3.org/2001/XMLSchema#string";
inline constexpr const char* kLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

// Invariant: `language` is as `language_tag` writes it, and not empty exactly when `datatype` is
// rdf:langString.
struct Literal {
  std::string lexical;
  std::string datatype = kXsdString;
  std::string language;
  auto operator<=>(const Literal&) const = default;
};

using Resource = std::variant<Iri, Blank>;
using Term = std::variant<Iri, Blank, Literal>;

struct Triple {
  Resource subject;
  Iri predicate;
  Term object;
  auto operator<=>(const Triple&) const = default;
};

// Returns a language tag in the one way of writing it that RFC 5646 (section 2.1.1) recommends:
// "en-GB", "zh-Hant-TW", however it came. Tags are equal whatever their case; other engines keep
// the case that they are given, which is mostly this one.
std::string language_tag(std::string_view written);

// Make literals: plain, with a language, with a datatype.
Literal text(std::string lexical);
Literal text(std::string lexical, std::string_view language);
Literal typed(std::string lexical, std::string datatype);

Term as_term(const Resource& resource);

// Returns the resource that a term is; nothing for a literal.
std::optional<Resource> as_resource(const Term& term);

}  // namespace passerelle::rdf
