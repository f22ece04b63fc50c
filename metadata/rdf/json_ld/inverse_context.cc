#include "metadata/rdf/json_ld/inverse_context.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "metadata/rdf/json_ld/values.h"
#include "node/base/text.h"

namespace passerelle::rdf::json_ld {
std::string language_key(const std::optional<std::string>& language,
                         const std::optional<std::string>& direction,
                         std::string_view neither) {
  if (!language && !direction) return std::string(neither);
  auto key = language ? lower_case(*language) : std::string();
  if (direction) key += "_" + *direction;
  return key;
}

InverseContext::InverseContext(const Context& context) {
  // The shortest term wins, then the first in the order of code points.
  std::vector<const std::string*> terms;
  for (const auto& [term, definition] : context.terms) terms.push_back(&term);
  std::ranges::sort(terms, [](const std::string* one, const std::string* other) {
    return std::pair(one->size(), std::string_view(*one)) <
           std::pair(other->size(), std::string_view(*other));
  });
  for (const auto* term : terms) {
    const auto& definition = *context.find(*term);
    if (!definition.iri) continue;
    add(context, *term, definition);
    if (definition.is_prefix) prefixes_.emplace(*definition.iri, *term);
  }
}

void InverseContext::add(const Context& context,
                         const std::string& term,
                         const TermDefinition& definition) {
  auto& choices = terms_[*definition.iri][definition.containers];
  if (choices.any.empty()) choices.any = term;
  if (definition.is_reverse) {
    choices.by_type.emplace("@reverse", term);
  } else if (definition.type == "@none") {
    choices.by_language.emplace("@any", term);
    choices.by_type.emplace("@any", term);
  } else if (definition.type) {
    choices.by_type.emplace(*definition.type, term);
  } else if (definition.language) {
    const auto& direction = definition.direction.value_or(std::nullopt);
    choices.by_language.emplace(language_key(*definition.language, direction, "@null"), term);
  } else if (definition.direction) {
    choices.by_language.emplace(language_key({}, *definition.direction, "@none"), term);
  } else {
    choices.by_language.emplace(language_key(context.language, context.direction, "@none"), term);
    choices.by_language.emplace("@none", term);
    choices.by_type.emplace("@none", term);
  }
}

const std::string* InverseContext::select(std::string_view iri,
                                          std::span<const Containers> containers,
                                          By by,
                                          std::span<const std::string> wanted) const {
  const auto terms = terms_.find(iri);
  if (terms == terms_.end()) return nullptr;
  for (const auto& container : containers) {
    const auto choices = terms->second.find(container);
    if (choices == terms->second.end()) continue;
    if (by == By::nothing) return &choices->second.any;
    const auto& by_value = by == By::type ? choices->second.by_type : choices->second.by_language;
    for (const auto& value : wanted) {
      if (const auto term = by_value.find(value); term != by_value.end()) return &term->second;
    }
  }
  return nullptr;
}

}  // namespace passerelle::rdf::json_ld
