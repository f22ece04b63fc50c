#include "connectors/query/reading.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"

namespace passerelle::query {
namespace {

TextsByColumn texts_by_column(Fields& fields) {
  TextsByColumn texts;
  if (!fields.has("only")) return texts;
  Fields columns(fields.object("only"), fields.path_of("only"));
  for (const auto& [column, written] : fields.object("only").items()) {
    texts.emplace(column, columns.texts(column));
    if (texts.at(column).empty()) columns.fail(column, "at least one text is expected");
  }
  if (auto read = columns.done(); !read) fields.fail(read.error());
  return texts;
}

Result<Through> through_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Through through;
  through.table = fields.text("table");
  Fields on(fields.object("on"), fields.path_of("on"));
  for (const auto& [column, written] : fields.object("on").items()) {
    through.on.emplace_back(column, on.text(column));
  }
  if (auto read = on.done(); !read) fields.fail(read.error());
  if (through.on.empty()) fields.fail("on", "at least one column is expected");
  through.columns = fields.texts("columns");
  if (through.columns.empty()) fields.fail("columns", "at least one column is expected");
  if (!fields.boolean_or("unique", false)) through.repeated = Through::Repeated::agreed;
  if (fields.boolean_or("by_part", false)) through.keys = Through::Keys::by_part;
  through.only = texts_by_column(fields);
  if (auto read = fields.done(); !read) return read.error();
  return through;
}

void add_columns(const TextsByColumn& only, std::set<std::string>& columns) {
  for (const auto& [column, texts] : only) columns.insert(column);
}

}  // namespace

std::set<std::string> Reading::own_columns() const {
  std::set<std::string> columns;
  add_columns(only, columns);
  for (const auto& one : through) {
    for (const auto& [known, of_table] : one.on) columns.insert({known, of_table});
    add_columns(one.only, columns);
  }
  if (!one_row_per.empty()) columns.insert(one_row_per);
  return columns;
}

Result<Reading> reading_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Reading reading;
  std::set<std::string> lent;
  if (fields.has("through")) {
    const auto& list = fields.array("through");
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto one = through_from_json(list[i], fields.path_of("through") + "/" + std::to_string(i));
      if (!one) return one.error();
      for (const auto& column : one->columns) {
        if (lent.insert(column).second) continue;
        fields.fail("through", "the column " + column + " is lent twice");
      }
      reading.through.push_back(*std::move(one));
    }
  }
  reading.one_row_per = fields.text_or("one_row_per", "");
  reading.only = texts_by_column(fields);
  if (!reading.through.empty() && !reading.one_row_per.empty()) {
    fields.fail("one_row_per", "stands only without `through`");
  }
  if (auto read = fields.done(); !read) return read.error();
  return reading;
}

}  // namespace passerelle::query
