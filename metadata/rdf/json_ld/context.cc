#include "metadata/rdf/json_ld/context.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/iri.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {

bool say_the_same(const TermDefinition& one, const TermDefinition& other) {
  const auto same_context =
      one.context == other.context ||
      (one.context != nullptr && other.context != nullptr && *one.context == *other.context);
  return same_context && one.iri == other.iri && one.is_prefix == other.is_prefix &&
         one.is_reverse == other.is_reverse && one.containers == other.containers &&
         one.type == other.type && one.language == other.language &&
         one.direction == other.direction && one.index == other.index && one.nest == other.nest;
}

const TermDefinition* Context::find(std::string_view term) const {
  const auto found = terms.find(term);
  return found == terms.end() ? nullptr : found->second.get();
}

Containers Context::containers(std::string_view term) const {
  const auto* definition = find(term);
  return definition == nullptr ? Containers{} : definition->containers;
}

bool Context::has_protected_terms() const {
  return std::ranges::any_of(terms, [](const auto& term) { return term.second->is_protected; });
}

std::string_view keyword_for(const Context& active, std::string_view key) {
  if (is_keyword(key)) return key;
  const auto* definition = active.find(key);
  if (definition == nullptr || !definition->iri || !is_keyword(*definition->iri)) return {};
  return *definition->iri;
}

std::optional<std::string> expand_iri(const Context& active,
                                      std::string_view text,
                                      Against against) {
  if (const auto keyword = keyword_for(active, text); !keyword.empty()) return std::string(keyword);
  if (has_keyword_form(text)) return std::nullopt;
  const auto* definition = active.find(text);
  if (definition != nullptr && against != Against::document) return definition->iri;
  const auto colon = text.find(':', 1);
  if (colon != std::string_view::npos) {
    const auto prefix = text.substr(0, colon);
    const auto suffix = text.substr(colon + 1);
    if (prefix == "_" || suffix.starts_with("//")) return std::string(text);
    const auto* name_space = active.find(prefix);
    if (name_space != nullptr && name_space->iri && name_space->is_prefix) {
      return *name_space->iri + std::string(suffix);
    }
    if (has_scheme(text)) return std::string(text);
  }
  if (against != Against::document && active.vocabulary) {
    return *active.vocabulary + std::string(text);
  }
  if (against != Against::vocabulary && active.base) return resolve(*active.base, text);
  return std::string(text);
}

}  // namespace passerelle::rdf::json_ld
