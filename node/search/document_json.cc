#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/search/document.h"
#include "node/search/errors.h"

namespace passerelle::search {
namespace {

Json json_of(const std::vector<DocumentVariable>& variables) {
  Json list = Json::array();
  for (const auto& variable : variables) {
    Json one = {{"name", variable.name}};
    if (!variable.titles.empty()) one["titles"] = variable.titles;
    if (!variable.descriptions.empty()) one["descriptions"] = variable.descriptions;
    list.push_back(std::move(one));
  }
  return list;
}

// What is not told is null.
Json text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

template <class T>
Json json_of(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

Json json_of(const std::optional<Days>& day) {
  if (!day) return nullptr;
  return day->time_since_epoch().count();
}

Texts texts_in(Fields& fields, std::string_view name) {
  Texts texts;
  if (fields.find(name) == nullptr) return texts;
  for (const auto& [language, text] : fields.object(name).items()) {
    if (text.is_string()) texts.emplace(language, text.get<std::string>());
    else fields.fail(name, "texts by language are expected");
  }
  return texts;
}

std::optional<std::int64_t> number_in(Fields& fields, std::string_view name) {
  const bool is_there = fields.has(name);
  const auto number = fields.integer_or(name, 0);
  if (!is_there) return std::nullopt;
  return number;
}

std::optional<int> age_in(Fields& fields, std::string_view name) {
  const auto number = number_in(fields, name);
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<Days> day_in(Fields& fields, std::string_view name) {
  const auto number = number_in(fields, name);
  if (!number) return std::nullopt;
  return Days(std::chrono::days(*number));
}

std::map<std::string, std::vector<std::string>> keywords_in(Fields& fields) {
  std::map<std::string, std::vector<std::string>> keywords;
  const auto& by_language = fields.object("keywords");
  Fields languages(by_language, fields.path_of("keywords"));
  for (const auto& [language, list] : by_language.items()) {
    keywords.emplace(language, languages.texts(language));
  }
  if (auto read = languages.done(); !read) fields.fail(read.error());
  return keywords;
}

std::vector<DocumentVariable> variables_in(Fields& fields) {
  std::vector<DocumentVariable> variables;
  for (const auto& item : fields.array("variables")) {
    Fields f(item, fields.path_of("variables"));
    variables.push_back({f.text("name"), texts_in(f, "titles"), texts_in(f, "descriptions")});
    if (auto read = f.done(); !read) fields.fail(read.error());
  }
  return variables;
}

}  // namespace

std::string to_text(const SearchDocument& document) {
  const Json json = {{"origin", document.origin},
                     {"dataset", document.dataset.text()},
                     {"titles", document.titles},
                     {"descriptions", document.descriptions},
                     {"keywords", document.keywords},
                     {"variables", json_of(document.variables)},
                     {"holder", document.holder},
                     {"country", text_or_null(document.country)},
                     {"access_right", text_or_null(document.access_right)},
                     {"categories", document.categories},
                     {"themes", document.themes},
                     {"coding_systems", document.coding_systems},
                     {"age_from", json_of(document.age_from)},
                     {"age_to", json_of(document.age_to)},
                     {"individuals", json_of(document.individuals)},
                     {"period_from", json_of(document.period_from)},
                     {"period_to", json_of(document.period_to)},
                     {"modified", document.modified.time_since_epoch().count()}};
  return canonical_text(json);
}

Result<SearchDocument> document_from_text(std::string_view text) {
  // Our own text from our own table: the strict reader for what comes from outside costs twice.
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{SearchError::corrupt, "a document cannot be read"};
  Fields f(json, "");
  SearchDocument document;
  document.origin = f.text("origin");
  document.dataset = DatasetId(f.text("dataset"));
  document.titles = texts_in(f, "titles");
  document.descriptions = texts_in(f, "descriptions");
  document.keywords = keywords_in(f);
  document.variables = variables_in(f);
  document.holder = texts_in(f, "holder");
  document.country = f.text_or("country", "");
  document.access_right = f.text_or("access_right", "");
  document.categories = f.texts("categories");
  document.themes = f.texts("themes");
  document.coding_systems = f.texts("coding_systems");
  document.age_from = age_in(f, "age_from");
  document.age_to = age_in(f, "age_to");
  document.individuals = number_in(f, "individuals");
  document.period_from = day_in(f, "period_from");
  document.period_to = day_in(f, "period_to");
  document.modified = Instant(std::chrono::milliseconds(f.integer("modified")));
  if (!f.done()) return Error{SearchError::corrupt, "a document cannot be read"};
  return document;
}

}  // namespace passerelle::search
