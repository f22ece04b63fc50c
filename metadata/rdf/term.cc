#include "metadata/rdf/term.h"

#include <algorithm>

namespace passerelle::rdf {

Literal text(std::string lexical) { return {std::move(lexical), kXsdString, {}}; }

Literal text(std::string lexical, std::string_view language) {
  if (language.empty()) return text(std::move(lexical));
  std::string lower(language);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return {std::move(lexical), kLangString, std::move(lower)};
}

Literal typed(std::string lexical, std::string datatype) {
  return {std::move(lexical), std::move(datatype), {}};
}

Term as_term(const Resource& resource) {
  return std::visit([](const auto& one) -> Term { return one; }, resource);
}

std::optional<Resource> as_resource(const Term& term) {
  if (const auto* iri = std::get_if<Iri>(&term)) return *iri;
  if (const auto* blank = std::get_if<Blank>(&term)) return *blank;
  return std::nullopt;
}

}  // namespace passerelle::rdf
