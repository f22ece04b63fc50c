#include "metadata/rdf/term.h"

#include <algorithm>
#include <cctype>

#include "node/base/text.h"

namespace passerelle::rdf {

std::string language_tag(std::string_view written) {
  auto tag = lower_case(written);
  const auto upper = [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  };
  // Behind a part of one letter ("x-", "i-") there are neither countries nor scripts.
  for (std::size_t begin = 0; begin < tag.size();) {
    const auto size = std::min(tag.find('-', begin), tag.size()) - begin;
    if (size == 1) break;
    if (begin > 0 && size == 2) std::transform(&tag[begin], &tag[begin + 2], &tag[begin], upper);
    if (begin > 0 && size == 4) tag[begin] = upper(tag[begin]);
    begin += size + 1;
  }
  return tag;
}

Literal text(std::string lexical) { return {std::move(lexical), kXsdString, {}}; }

Literal text(std::string lexical, std::string_view language) {
  if (language.empty()) return text(std::move(lexical));
  return {std::move(lexical), kLangString, language_tag(language)};
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
