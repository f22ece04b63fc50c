#include "policies/form/values.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "node/base/clock.h"
#include "policies/access/reading.h"
#include "policies/form/attachment.h"

namespace passerelle::form {
namespace {

using Wrong = std::optional<Finding>;

Finding wrong_kind(const char* en, const char* fr) {
  return {ProblemCode::wrong_kind,
          {std::string(en) + " is expected", "Il faut " + std::string(fr)}};
}

const std::string* text_in(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text == nullptr || text->empty() ? nullptr : text;
}

std::int64_t characters_of(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Wrong wrong_length(const Limits& limits, const std::string& text) {
  const auto refuse = [](std::int64_t found, std::int64_t limit, const char* en, const char* fr) {
    return Finding{ProblemCode::too_long,
                   {std::to_string(found) + " " + en + ", at most " + std::to_string(limit),
                    std::to_string(found) + " " + fr + ", " + std::to_string(limit) + " au plus"}};
  };
  const auto words = static_cast<std::int64_t>(access::count_words(text));
  if (limits.words && words > *limits.words) return refuse(words, *limits.words, "words", "mots");
  const auto characters = characters_of(text);
  if (limits.characters && characters > *limits.characters) {
    return refuse(characters, *limits.characters, "characters", "caractères");
  }
  // Whatever a field allows, no reader of the application takes more.
  if (text.size() > access::kMaximumTextBytes) {
    return refuse(static_cast<std::int64_t>(text.size()),
                  static_cast<std::int64_t>(access::kMaximumTextBytes), "bytes", "octets");
  }
  return std::nullopt;
}

Wrong wrong_text(const Field& field, const Json& value) {
  if (!field.is_by_language) {
    const auto* text = text_in(value);
    return text == nullptr ? wrong_kind("A text", "un texte") : wrong_length(field.limits, *text);
  }
  if (!value.is_object() || !value.contains("en")) {
    return wrong_kind("A text in English (\"en\"), and in other languages if you like,",
                      "un texte en anglais (« en »), et en d’autres langues si vous le souhaitez");
  }
  for (const auto& [language, one] : value.items()) {
    const auto* text = text_in(one);
    if (text == nullptr) return wrong_kind("A text", "un texte");
    if (auto wrong = wrong_length(field.limits, *text)) return wrong;
  }
  return std::nullopt;
}

std::optional<std::chrono::sys_days> day_in(const Json& value) {
  const auto* text = text_in(value);
  if (text == nullptr || text->size() != 10) return std::nullopt;
  const auto midnight = parse_instant(*text + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*midnight);
}

Finding bad_date() {
  return {ProblemCode::bad_date,
          {"A day is expected, written 2027-01-31", "Il faut un jour, écrit 2027-01-31"}};
}

Wrong wrong_date(const Field& field, const Json& value) {
  if (!field.binds) return day_in(value) ? Wrong{} : bad_date();
  const auto* text = text_in(value);
  if (text != nullptr && parse_instant(*text)) return std::nullopt;
  return Finding{ProblemCode::bad_date,
                 {"A time is expected, written 2027-01-31T00:00:00Z",
                  "Il faut un instant, écrit 2027-01-31T00:00:00Z"}};
}

Wrong wrong_period(const Json& value) {
  if (!value.is_object() || value.size() != 2 || !value.contains("from") || !value.contains("to")) {
    return wrong_kind("A first and a last day", "un premier et un dernier jour");
  }
  const auto from = day_in(value["from"]);
  const auto to = day_in(value["to"]);
  if (!from || !to) return bad_date();
  if (*from <= *to) return std::nullopt;
  return Finding{ProblemCode::bad_date,
                 {"The last day is before the first", "Le dernier jour précède le premier"}};
}

Wrong wrong_code(const Field& field, const Json& value) {
  const auto* text = text_in(value);
  if (text == nullptr) return wrong_kind("A code of the list", "un code de la liste");
  if (field.options.empty() ||
      std::ranges::find(field.options, *text, &Option::code) != field.options.end()) {
    return std::nullopt;
  }
  return Finding{ProblemCode::not_a_choice,
                 {access::shown(*text) + " does not stand in the list",
                  access::shown(*text) + " ne figure pas dans la liste"}};
}

Wrong wrong_codes(const Field& field, const Json& value) {
  if (!value.is_array() || value.empty()) {
    return wrong_kind("At least one code of the list", "au moins un code de la liste");
  }
  for (const auto& item : value) {
    if (auto wrong = wrong_code(field, item)) return wrong;
  }
  return std::nullopt;
}

Wrong wrong_number(const Limits& limits, const Json& value) {
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) {
    return wrong_kind("A whole number", "un nombre entier");
  }
  const auto number = value.get<std::int64_t>();
  const auto least = limits.minimum.value_or(-access::kLargestNumber);
  const auto most = limits.maximum.value_or(access::kLargestNumber);
  if (number >= least && number <= most) return std::nullopt;
  const auto from = std::to_string(least);
  const auto to = std::to_string(most);
  return Finding{ProblemCode::out_of_range,
                 {"The number lies outside " + from + " to " + to,
                  "Le nombre n’est pas compris entre " + from + " et " + to}};
}

Wrong wrong_row(const Field& field, const Json& row) {
  if (!row.is_object() || row.empty()) return wrong_kind("A row with cells", "une ligne remplie");
  for (const auto& [name, cell] : row.items()) {
    const auto column = std::ranges::find(field.columns, name, &Column::id);
    if (column == field.columns.end()) {
      return Finding{ProblemCode::unknown_field,
                     {"The table has no column " + access::shown(name),
                      "Le tableau n’a pas de colonne " + access::shown(name)}};
    }
    if (text_in(cell) == nullptr) return wrong_kind("A text in each cell", "un texte par cellule");
    if (auto wrong = wrong_length({}, *text_in(cell))) return wrong;
    if (column->kind == FieldKind::date && !day_in(cell)) return bad_date();
  }
  return std::nullopt;
}

Wrong wrong_table(const Field& field, const Json& value) {
  if (!value.is_array() || value.empty()) {
    return wrong_kind("A table with rows", "un tableau avec des lignes");
  }
  for (const auto& row : value) {
    if (auto wrong = wrong_row(field, row)) return wrong;
  }
  return std::nullopt;
}

Wrong wrong_file(const Json& value) {
  const auto file = access::answer_from_json(value, "");
  const auto* attachment = file ? std::get_if<access::Attachment>(&*file) : nullptr;
  if (attachment == nullptr) return wrong_kind("A file", "un fichier");
  if (is_attachment_name(attachment->name) && attachment->bytes <= kMaximumAttachmentBytes) {
    return std::nullopt;
  }
  return Finding{ProblemCode::bad_file,
                 {"A pdf, doc, docx, xls, xlsx or odt of at most 1 MB is expected",
                  "Il faut un pdf, doc, docx, xls, xlsx ou odt d’au plus 1 Mo"}};
}

Wrong wrong_list(const Json& value) {
  return value.is_array() && !value.empty()
             ? Wrong{}
             : wrong_kind("At least one entry", "au moins une entrée");
}

Wrong wrong_yes(const Json& value) {
  return value.is_boolean() ? Wrong{} : wrong_kind("Yes or no", "oui ou non");
}

}  // namespace

std::optional<Finding> wrong_with(const Field& field, const Json& value) {
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text: return wrong_text(field, value);
    case FieldKind::date: return wrong_date(field, value);
    case FieldKind::period: return wrong_period(value);
    case FieldKind::choice: return wrong_code(field, value);
    case FieldKind::choices: return wrong_codes(field, value);
    case FieldKind::yes_no:
    case FieldKind::confirmation: return wrong_yes(value);
    case FieldKind::number: return wrong_number(field.limits, value);
    case FieldKind::table: return wrong_table(field, value);
    case FieldKind::attachment: return wrong_file(value);
    case FieldKind::persons:
    case FieldKind::datasets: return wrong_list(value);
  }
  return std::nullopt;
}

}  // namespace passerelle::form
