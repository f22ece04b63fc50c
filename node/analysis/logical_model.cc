#include "node/analysis/logical_model.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "node/analysis/compile_names.h"
#include "node/analysis/dictionaries.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumCodes = 999;

std::vector<std::string> field_names(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

// What stands alone or in a list.
std::vector<Json> each_of(const Json& one_or_list) {
  if (one_or_list.is_array()) return {one_or_list.begin(), one_or_list.end()};
  return {one_or_list};
}

// Where a domain is several tables, its events stand in one list with the others of the study.
Json flat(const Json& written, Json translated) {
  if (!written.is_array()) return translated;
  Json list = Json::array();
  for (std::size_t i = 0; i < written.size(); ++i) {
    auto& part = translated[i];
    const bool is_several =
        written[i].is_object() && written[i].contains("event") && part.contains("any");
    if (!is_several) list.push_back(std::move(part));
    else list.insert(list.end(), part["any"].begin(), part["any"].end());
  }
  return list;
}

// Adds the conditions that a column has one of the codes; one that ends in * stands for all that
// begin so.
void add_codes(const std::string& column, const Json& codes, Json& conditions) {
  Json equal = Json::array({Json{{"column", column}}});
  Json begun = equal;
  for (const auto& code : codes) {
    const auto* text = code.get_ptr<const std::string*>();
    const bool is_prefix = text != nullptr && text->size() > 1 && text->back() == '*';
    if (is_prefix) begun.push_back(text->substr(0, text->size() - 1));
    else equal.push_back(code);
  }
  if (equal.size() > 1) conditions.push_back({{"in", std::move(equal)}});
  if (begun.size() > 1) conditions.push_back({{"starts_with", std::move(begun)}});
}

// One model in one study.
class Translation {
 public:
  Translation(Json model, const Json& source) : model_(std::move(model)), source_(source) {}

  // What stands in `variables` and `cohorts`, in words of the model, in words of its tables.
  Result<Json> expression(const Json& written, const std::string& path) {
    if (written.is_array()) return list(written, path);
    if (!written.is_object()) return written;
    if (written.contains("event")) return event(written, path);
    if (written.contains("observed")) return observed(written, path);
    Json translated = Json::object();
    for (const auto& [word, content] : written.items()) {
      const auto at = path_to(path, word);
      if (word == "attr") {
        auto column = attribute(content, at);
        if (!column) return column.error();
        translated["column"] = *std::move(column);
      } else if (word == "age_at" && !content.is_array()) {
        auto day = expression(content, at);
        if (!day) return day;
        translated["sub"] = {Json{{"year", *std::move(day)}},
                             Json{{"column", model_["birth_year"]}}};
      } else {
        auto part = expression(content, at);
        if (!part) return part;
        translated[word] = word == "any" ? flat(content, *std::move(part)) : *std::move(part);
      }
    }
    return translated;
  }

  // The sources that the model stands for: its base, and the tables that were spoken of.
  Json sources() const {
    Json list = Json::array({table(model_["base"])});
    for (const auto& [name, definition] : used_) list.push_back(table(definition));
    return list;
  }
  std::string base() const { return model_["base"]["table"]; }

 private:
  Json table(const Json& definition) const {
    Json written{{"alias", definition["table"]},
                 {"person", definition["person"]},
                 {"datasets", source_["datasets"]}};
    const auto readings = model_.find("readings");
    if (readings != model_.end()) {
      const auto reading = readings->find(definition["table"].get<std::string>());
      if (reading != readings->end()) written["reading"] = *reading;
    }
    const auto identifiers = model_.find("identifiers");
    if (identifiers != model_.end()) written["identifiers"] = *identifiers;
    return written;
  }

  Result<Json> list(const Json& written, const std::string& path) {
    Json translated = Json::array();
    for (std::size_t i = 0; i < written.size(); ++i) {
      auto part = expression(written[i], path_to(path, i));
      if (!part) return part;
      translated.push_back(*std::move(part));
    }
    return translated;
  }

  Result<std::string> attribute(const Json& name, const std::string& path) const {
    const auto& known = model_["attributes"];
    const auto* text = name.get_ptr<const std::string*>();
    if (text != nullptr && known.contains(*text)) return known[*text].get<std::string>();
    return refused(AnalysisError::unknown_name, path,
                   "an attribute of the model is expected: " + listed(field_names(known)));
  }

  Json rows_of(const Json& definition) {
    used_.emplace(definition["table"], definition);
    Json rows{{"source", definition["table"]}, {"date", {{"column", definition["date"]}}}};
    if (definition.contains("end")) rows["end"] = {{"column", definition["end"]}};
    if (definition.contains("net")) {
      for (const auto& [word, column] : definition["net"].items()) {
        rows["net"][word] = {{"column", column}};
      }
    }
    return rows;
  }

  // {"event": {"domain": …}, …}: the domain as rows of its table. Within an event names are columns
  // of its table, and the model has no word there.
  Result<Json> event(const Json& written, const std::string& path) {
    if (written.contains("any")) {
      return refused(AnalysisError::malformed, path_to(path, "any"),
                     "`event` and `any` exclude each other");
    }
    Json translated = Json::object();
    for (const auto& [word, content] : written.items()) {
      const auto at = path_to(path, word);
      if (word == "event" && content.is_object() && content.contains("domain")) {
        auto kinds = rows(content, at);
        if (!kinds) return kinds.error();
        if (kinds->size() == 1) translated["event"] = kinds->front();
        for (std::size_t i = 0; kinds->size() > 1 && i < kinds->size(); ++i) {
          translated["any"].push_back({{"event", (*kinds)[i]}});
        }
        continue;
      }
      auto part = word == "event" ? Result<Json>(content) : expression(content, at);
      if (!part) return part;
      translated[word] = *std::move(part);
    }
    return translated;
  }

  // The rows of each table that a domain has, of those with the codes asked for.
  Result<std::vector<Json>> rows(const Json& written, const std::string& path) {
    Fields fields(written, path);
    const auto domain = fields.text("domain");
    const Json* codes = fields.find("codes");
    const Json* where = fields.find("where");
    const Json* value = fields.find("value");
    if (auto read = fields.done(); !read) return read.error();
    const auto& known = model_["domains"];
    if (!known.contains(domain)) {
      return refused(AnalysisError::unknown_name, path_to(path, "domain"),
                     "a domain of the model is expected: " + listed(field_names(known)));
    }
    const auto tables = each_of(known[domain]);
    if (codes != nullptr) {
      if (auto fit = check_codes(*codes, tables, path_to(path, "codes")); !fit) return fit.error();
    }
    std::vector<Json> events;
    for (const auto& definition : tables) {
      Json conditions = Json::array();
      if (codes != nullptr) {
        auto any = any_code(*codes, definition["codes"]);
        if (any.empty()) continue;
        conditions.push_back({{"or", std::move(any)}});
      }
      if (definition.contains("where")) conditions.push_back(definition["where"]);
      if (where != nullptr) conditions.push_back(*where);
      auto event = rows_of(definition);
      if (conditions.size() == 1) event["where"] = conditions[0];
      if (conditions.size() > 1) event["where"] = {{"and", std::move(conditions)}};
      if (value != nullptr) event["value"] = *value;
      events.push_back(std::move(event));
    }
    return events;
  }

  // A row has any of the codes, of any of the vocabularies that its table has.
  static Json any_code(const Json& written, const Json& known) {
    Json any = Json::array();
    for (const auto& [vocabulary, codes] : written.items()) {
      if (!known.contains(vocabulary)) continue;
      for (const auto& column : each_of(known[vocabulary])) add_codes(column, codes, any);
    }
    return any;
  }

  static Result<void> check_codes(const Json& written,
                                  const std::vector<Json>& tables,
                                  const std::string& path) {
    Json known = Json::object();
    for (const auto& definition : tables) known.update(definition["codes"]);
    if (!written.is_object() || written.empty()) {
      return refused(AnalysisError::malformed, path,
                     "an object with lists of codes is expected: " + listed(field_names(known)));
    }
    for (const auto& [vocabulary, codes] : written.items()) {
      const auto at = path_to(path, vocabulary);
      if (!known.contains(vocabulary)) {
        return refused(AnalysisError::unknown_name, at,
                       "codes of the domain are expected: " + listed(field_names(known)));
      }
      if (!codes.is_array() || codes.empty() || codes.size() > kMaximumCodes) {
        return refused(AnalysisError::malformed, at,
                       "a list of codes is expected, at most " + std::to_string(kMaximumCodes));
      }
      for (std::size_t i = 0; i < codes.size(); ++i) {
        if (codes[i].is_string() || codes[i].is_number()) continue;
        return refused(AnalysisError::malformed, path_to(at, i), "a code is a text or a number");
      }
    }
    return {};
  }

  Result<Json> observed(const Json& written, const std::string& path) {
    if (!model_.contains("observed")) {
      return refused(AnalysisError::not_offered, path_to(path, "observed"),
                     "the model does not say since when a person is observed");
    }
    auto window = expression(written["observed"], path_to(path, "observed"));
    if (!window) return window;
    auto translated = written;
    translated.erase("observed");
    translated["exists"] = {{"event", rows_of(model_["observed"])}, {"covers", *std::move(window)}};
    return translated;
  }

  const Json model_;
  const Json& source_;
  std::map<std::string, Json> used_;  // definitions by table
};

// The named parts of an object of the document, none where it is no object.
std::vector<std::pair<std::string, Json*>> parts_of(Json& document, const char* field) {
  std::vector<std::pair<std::string, Json*>> parts;
  const auto found = document.find(field);
  if (found == document.end() || !found->is_object()) return parts;
  for (auto part = found->begin(); part != found->end(); ++part) {
    parts.emplace_back(part.key(), &part.value());
  }
  return parts;
}

Result<std::optional<std::size_t>> place_of_model(const Json& sources) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i].is_object() || !sources[i].contains("model")) continue;
    if (found) {
      return refused(AnalysisError::not_offered, path_to(path_to("/sources", i), "model"),
                     "one source with a model is expected");
    }
    found = i;
  }
  return found;
}

// How rows are made of tables is a dictionary's to say: a study that joined tables by columns of
// its own choice could choose whom it counts.
Result<void> check_own(const Json& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    for (const auto* word : {"reading", "identifiers"}) {
      if (!sources[i].is_object() || !sources[i].contains(word)) continue;
      return refused(AnalysisError::malformed, path_to(path_to("/sources", i), word),
                     "unknown field");
    }
  }
  return {};
}

Result<Json> model_of(const Json& source, const std::string& path) {
  Fields fields(source, path);
  fields.text("alias");
  const auto name = fields.text("model");
  fields.texts("datasets");
  if (auto read = fields.done(); !read) return read.error();
  const auto& known = model_texts();
  const auto text = known.find(name);
  if (text != known.end()) return Json::parse(text->second);
  return refused(AnalysisError::not_offered, path_to(path, "model"),
                 "a model is expected: " + listed(field_names(known)));
}

}  // namespace

Result<Json> with_tables(Json document) {
  if (!document.is_object() || !document.contains("sources") || !document["sources"].is_array()) {
    return document;
  }
  auto& sources = document["sources"];
  if (auto own = check_own(sources); !own) return own.error();
  const auto place = place_of_model(sources);
  if (!place) return place.error();
  if (!*place) return document;
  const auto source = sources[**place];
  auto model = model_of(source, path_to("/sources", **place));
  if (!model) return model.error();

  Translation translation(*std::move(model), source);
  const auto translate = [&](Json& part, const std::string& path) -> Result<void> {
    auto translated = translation.expression(part, path);
    if (!translated) return translated.error();
    part = *std::move(translated);
    return {};
  };
  for (auto& [name, variable] : parts_of(document, "variables")) {
    if (auto done = translate(*variable, path_to("/variables", name)); !done) return done.error();
  }
  for (auto& [name, cohort] : parts_of(document, "cohorts")) {
    if (!cohort->is_object()) continue;
    if (cohort->value("from", Json()) == source["alias"]) (*cohort)["from"] = translation.base();
    if (!cohort->contains("where")) continue;
    auto done = translate((*cohort)["where"], path_to(path_to("/cohorts", name), "where"));
    if (!done) return done.error();
  }
  sources.erase(**place);
  const auto tables = translation.sources();
  sources.insert(sources.begin(), tables.begin(), tables.end());
  return document;
}

}  // namespace passerelle::analysis
