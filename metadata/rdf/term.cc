#include "metadata/rdf/term.h"

#include "node/base/text.h"

namespace passerelle::rdf {

Literal text(std::string lexical) { return {std::move(lexical), kXsdString, {}}; }

Literal text(std::string lexical, std::string_view language) {
  if (language.empty()) return text(std::move(lexical));
  return {std::move(lexical), kLangString, lower_case(language)};
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
