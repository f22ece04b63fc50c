#include "metadata/profiles/glossary.h"

#include <cassert>

#include "metadata/profiles/embedded.h"
#include "metadata/profiles/errors.h"
#include "metadata/profiles/sheet.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

const std::string kAnyClass = "*";

// The properties of a rule as one text, as `advice` takes them.
std::string joined(const std::vector<std::string>& properties) {
  std::string text;
  for (const auto& property : properties) text += (text.empty() ? "" : "|") + property;
  return text;
}

Translations translations(const Sheet& sheet, const Sheet::Row& row, std::size_t first) {
  Translations texts;
  for (std::size_t at = first; at < row.cells.size(); ++at) {
    if (!row.cells[at].empty()) texts[sheet.columns()[at]] = row.cells[at];
  }
  return texts;
}

void merge(Translations& into, const Translations& texts) {
  for (const auto& [language, text] : texts) into[language] = text;
}

std::string severity_name(Rule::Severity severity) {
  switch (severity) {
    case Rule::Severity::violation: return kShacl + "Violation";
    case Rule::Severity::warning: return kShacl + "Warning";
    case Rule::Severity::info: break;
  }
  return kShacl + "Info";
}

}  // namespace

std::string in_language(const Translations& texts, std::string_view language) {
  for (const auto& wanted : {std::string(language), std::string("en")}) {
    if (const auto found = texts.find(wanted); found != texts.end()) return found->second;
  }
  return texts.empty() ? std::string() : texts.begin()->second;
}

const Glossary& Glossary::built_in() {
  static const Glossary glossary = [] {
    Glossary made;
    [[maybe_unused]] const auto added = made.add_table("names.table", embedded("names.table"));
    assert(added.has_value());
    made.add_messages(parse_rules(kBuiltInTable, embedded(kBuiltInTable)).value().rules);
    return made;
  }();
  return glossary;
}

Result<void> Glossary::add_table(std::string_view name, std::string_view text) {
  const auto sheet = Sheet::parse(name, text, '|');
  if (!sheet) return sheet.error();
  const bool has_names = sheet->expect({"term"}).has_value();
  if (!has_names && !sheet->expect({"class", "property"})) {
    return Error{ProfileError::bad_table,
                 std::string(name) + ": the first columns are neither term nor class, property"};
  }
  for (const auto& [prefix, name_space] : sheet->prefixes()) prefixes_[name_space] = prefix;
  for (const auto& row : sheet->rows()) {
    const auto term = row.cells[0] == kAnyClass && !has_names ? Result<std::string>(std::string())
                                                              : sheet->iri(row.cells[0], row.line);
    if (!term) return term.error();
    if (has_names) {
      merge(names_[*term], translations(*sheet, row, 1));
      continue;
    }
    std::vector<std::string> properties;
    for (const auto& part : split(row.cells[1], " or ")) {
      auto property = sheet->iri(part, row.line);
      if (!property) return property.error();
      properties.push_back(*std::move(property));
    }
    merge(advice_[{*term, joined(properties), {}}], translations(*sheet, row, 2));
  }
  return {};
}

void Glossary::add_messages(std::span<const Rule> rules) {
  for (const auto& rule : rules) {
    if (rule.is_about_document()) continue;
    const auto property = joined(rule.properties), severity = severity_name(rule.severity);
    // The first rule on a property is the one on its count and kind; others add to it.
    advice_.try_emplace({rule.subject, property, severity}, rule.messages);
    advice_.try_emplace({{}, property, severity}, rule.messages);
  }
}

std::string Glossary::name(std::string_view term, std::string_view language) const {
  const auto found = names_.find(term);
  return found == names_.end() ? std::string() : in_language(found->second, language);
}

std::string Glossary::short_form(std::string_view iri) const {
  const auto end = iri.find_last_of("/#");
  if (end == std::string_view::npos) return std::string(iri);
  const auto prefix = prefixes_.find(iri.substr(0, end + 1));
  if (prefix == prefixes_.end()) return std::string(iri);
  return prefix->second + ":" + std::string(iri.substr(end + 1));
}

std::string Glossary::advice(std::string_view class_iri,
                             std::string_view property,
                             std::string_view severity,
                             std::string_view language) const {
  // What a pack says of a field, whatever the severity, goes before our own words.
  const std::string type(class_iri), field(property), rank(severity);
  for (const auto& key :
       {Key{type, field, {}}, Key{{}, field, {}}, Key{type, field, rank}, Key{{}, field, rank}}) {
    if (const auto found = advice_.find(key); found != advice_.end()) {
      return in_language(found->second, language);
    }
  }
  return {};
}

}  // namespace passerelle::profiles
