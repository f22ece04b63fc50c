#include "policies/form/definition_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "policies/access/reading.h"

namespace passerelle::form {
namespace {

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_textual(FieldKind kind) { return kind == FieldKind::text || kind == FieldKind::long_text; }

bool has_options(FieldKind kind) { return kind == FieldKind::choice || kind == FieldKind::choices; }

bool is_bound_only(FieldKind kind) {
  return kind == FieldKind::persons || kind == FieldKind::datasets;
}

// Art. 57 and 58 publish who uses which data, never how to reach a person, and a file cannot be
// looked through by a rule.
bool is_never_public(const Field& field) {
  return field.kind == FieldKind::persons || field.kind == FieldKind::attachment ||
         (field.binds &&
          (field.binds->starts_with("/contact") || field.binds->starts_with("/persons")));
}

Error refuse(const Field& field, const std::string& why) {
  return Error{FormError::bad_definition, "field " + access::shown(field.id) + ": " + why};
}

Result<void> check_place(const Field& field) {
  if (field.binds && (!field.binds->starts_with("/") || field.is_per_country)) {
    return refuse(field, "binds to a place of the common part, written \"/…\"");
  }
  if (field.binds && (field.binds->find("//") != std::string::npos || field.binds->ends_with("/") ||
                      field.binds->find('~') != std::string::npos)) {
    return refuse(field, "binds to no place");
  }
  if (!field.binds && (is_bound_only(field.kind) || field.is_by_language)) {
    return refuse(field, "has its own place in the application, so it binds");
  }
  if (field.is_by_language && !is_textual(field.kind)) {
    return refuse(field, "only texts are written by language");
  }
  if (field.visibility == Visibility::open && is_never_public(field)) {
    return refuse(field, "contact data, persons and files are never public");
  }
  return {};
}

Result<void> check_shape(const Field& field) {
  // A bound list of codes may be one that the application knows, such as its nodes.
  const bool needs_list =
      field.kind == FieldKind::choice || (has_options(field.kind) && !field.binds);
  if (needs_list && field.options.empty()) return refuse(field, "a choice has a list");
  if (!has_options(field.kind) && !field.options.empty()) {
    return refuse(field, "only choices have a list");
  }
  if ((field.kind == FieldKind::table) == field.columns.empty()) {
    return refuse(field, "a table has columns, another kind has none");
  }
  std::set<std::string> columns;
  for (const auto& column : field.columns) {
    if (!is_id(column.id) || !columns.insert(column.id).second ||
        (column.kind != FieldKind::text && column.kind != FieldKind::date)) {
      return refuse(field, "column " + access::shown(column.id) + " is wrong or stands twice");
    }
  }
  const auto& limits = field.limits;
  if ((limits.words || limits.characters) && !is_textual(field.kind)) {
    return refuse(field, "only texts have a length");
  }
  if ((limits.minimum || limits.maximum) && field.kind != FieldKind::number) {
    return refuse(field, "only numbers have a minimum or a maximum");
  }
  if (limits.words.value_or(1) < 1 || limits.characters.value_or(1) < 1 ||
      (limits.minimum && limits.maximum && *limits.minimum > *limits.maximum)) {
    return refuse(field, "its limits leave nothing");
  }
  return {};
}

bool is_value_of(const Field& field, const std::string& value) {
  if (field.kind == FieldKind::yes_no) return value == "yes" || value == "no";
  return std::ranges::find(field.options, value, &Option::code) != field.options.end();
}

Result<void> check_conditions(const Field& field,
                              const std::map<std::string, const Field*>& earlier) {
  for (const auto& condition : field.shown_when) {
    const auto found = earlier.find(condition.field);
    if (found == earlier.end()) {
      return refuse(field,
                    "depends on " + access::shown(condition.field) + ", which is no earlier field");
    }
    const Field& other = *found->second;
    if (other.is_per_country && !field.is_per_country) {
      return refuse(field, "is common, but depends on the answer of a country");
    }
    if (condition.values.empty() || !std::ranges::all_of(condition.values, [&](const auto& value) {
          return is_value_of(other, value);
        })) {
      return refuse(field, "depends on a value that " + access::shown(other.id) + " cannot have");
    }
  }
  return {};
}

}  // namespace

Result<void> validate(const Definition& definition) {
  std::map<std::string, const Field*> earlier;
  std::set<std::string> sections;
  for (const auto& section : definition.sections) {
    if (!is_id(section.id) || !sections.insert(section.id).second) {
      return Error{FormError::bad_definition,
                   "section " + access::shown(section.id) + " has no proper id or stands twice"};
    }
    for (const auto& field : section.fields) {
      if (!is_id(field.id) || earlier.contains(field.id)) {
        return refuse(field, "has no proper id or stands twice");
      }
      if (!field.group.empty() &&
          std::ranges::find(section.groups, field.group, &Group::id) == section.groups.end()) {
        return refuse(field, "stands in no group of its section");
      }
      if (auto checked = check_place(field); !checked) return checked;
      if (auto checked = check_shape(field); !checked) return checked;
      if (auto checked = check_conditions(field, earlier); !checked) return checked;
      earlier.emplace(field.id, &field);
    }
  }
  if (earlier.empty()) return Error{FormError::bad_definition, "the form asks nothing"};
  return {};
}

}  // namespace passerelle::form
