#include "metadata/rdf/json_ld/literal_values.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/errors.h"
#include "metadata/rdf/json_ld/place.h"
#include "metadata/rdf/json_ld/values.h"

namespace passerelle::rdf::json_ld {
namespace {

// Returns the number that the whole text is, when there is one.
template <class Number>
std::optional<Json> number_from(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  // "inf" and "nan" are numbers to the library, not to JSON.
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return Json(number);
}

std::optional<Json> native_value(std::string_view text, std::string_view type) {
  if (type == kXsdBoolean && (text == "true" || text == "1")) return Json(true);
  if (type == kXsdBoolean && (text == "false" || text == "0")) return Json(false);
  if (type == kXsdInteger) return number_from<std::int64_t>(text);
  if (type == kXsdDouble) return number_from<double>(text);
  return std::nullopt;
}

Result<Json> json_value(const std::string& text, FromRdfOptions::JsonLiterals mode) {
  auto json = parse_json(text, text.size());
  if (mode == FromRdfOptions::JsonLiterals::as_json) {
    if (!json) return Error{JsonLdError::invalid_json_literal, json.error().text()};
    return Json{{"@value", *std::move(json)}, {"@type", "@json"}};
  }
  const auto written = json ? canonical(*json) : Result<std::string>(json.error());
  if (written && *written == text) return Json{{"@value", *std::move(json)}, {"@type", "@json"}};
  return Json{{"@value", text}, {"@type", kRdfJson}};
}

// Returns a text with what the name of an i18n datatype says of it: "en_ltr", "_ltr" or "en".
Json i18n_value(const std::string& text, std::string_view name) {
  Json value{{"@value", text}};
  const auto mark = std::min(name.find('_'), name.size());
  if (mark > 0) value["@language"] = name.substr(0, mark);
  if (mark < name.size()) value["@direction"] = name.substr(mark + 1);
  return value;
}

}  // namespace

Result<Json> value_of_literal(const Dictionary& terms,
                              TermId literal,
                              const FromRdfOptions& options) {
  const auto text = std::string(terms.text(literal));
  const auto type = terms.text(terms.datatype(literal));
  const auto language = terms.language(literal);
  if (type == kXsdString) return Json{{"@value", text}};
  if (!language.empty()) return Json{{"@value", text}, {"@language", language}};
  if (type == kRdfJson) return json_value(text, options.json_literals);
  if (options.direction == RdfDirection::i18n_datatype && type.starts_with(kI18n)) {
    return i18n_value(text, type.substr(std::string_view(kI18n).size()));
  }
  const auto native = options.has_native_types ? native_value(text, type) : std::nullopt;
  if (native) return Json{{"@value", *native}};
  return Json{{"@value", text}, {"@type", type}};
}

std::optional<Compound> compound_of(const Dictionary& terms, std::span<const TripleIds> about) {
  std::optional<TermId> value, direction, language;
  for (const auto& triple : about) {
    const auto property = terms.text(triple.predicate);
    auto* part = property == kRdfValue       ? &value
                 : property == kRdfDirection ? &direction
                 : property == kRdfLanguage  ? &language
                                             : nullptr;
    const bool is_text = terms.kind(triple.object) == TermKind::literal;
    if (part == nullptr || *part || !is_text) return std::nullopt;
    *part = triple.object;
  }
  if (!value || !direction) return std::nullopt;
  return Compound{*value, *direction, language};
}

Result<Json> value_of_compound(const Dictionary& terms, const Compound& compound) {
  const auto direction = terms.text(compound.direction);
  if (direction != "ltr" && direction != "rtl") {
    return Error{JsonLdError::invalid_base_direction, "rdf:direction is neither ltr nor rtl"};
  }
  Json value{{"@value", terms.text(compound.value)}, {"@direction", direction}};
  if (!compound.language) return value;
  const auto language = terms.text(*compound.language);
  if (!is_language_tag(language)) {
    return Error{JsonLdError::invalid_language_tagged_string, "rdf:language is no language tag"};
  }
  value["@language"] = language;
  return value;
}

}  // namespace passerelle::rdf::json_ld
