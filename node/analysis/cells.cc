#include "node/analysis/cells.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/plan.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// More rows than any node has; sums over the cells and nodes of a study stay far below 2^63.
constexpr std::int64_t kLargestCount = std::int64_t{1} << 40;

std::int64_t read_count(Fields& fields, const char* name) {
  const auto count = fields.integer(name);
  if (count < 0 || count > kLargestCount) fields.fail(name, "is no count");
  return count;
}

}  // namespace

CellKey with(CellKey key, std::string variable, std::string level) {
  Category added{std::move(variable), std::move(level)};
  const auto place = std::lower_bound(
      key.where.begin(), key.where.end(), added,
      [](const Category& a, const Category& b) { return a.variable < b.variable; });
  key.where.insert(place, std::move(added));
  return key;
}

CellKey read_key(Fields& fields) {
  CellKey key{fields.text("set"), {}};
  const auto& where = fields.object("where");
  for (const auto& [variable, level] : where.items()) {
    if (!level.is_string()) {
      fields.fail("where", "levels are texts");
      return key;
    }
    key = with(std::move(key), variable, level.get<std::string>());
  }
  return key;
}

CellKey rows_of(const Analysis& analysis) { return {analysis.row_set, {}}; }

std::string interval_level(double after, double until) {
  return "(" + number_text(after) + "," +
         (std::isinf(until) ? std::string("inf)") : number_text(until) + "]");
}

Json cells_to_json(const Cells& cells) {
  Json list = Json::array();
  for (const auto& [key, count] : cells) {
    Json where = Json::object();
    for (const auto& category : key.where) where[category.variable] = category.level;
    Json item{{"set", key.row_set}, {"where", std::move(where)}};
    if (count) {
      item["rows"] = count->rows;
      item["persons"] = count->persons;
    } else {
      item["withheld"] = true;
    }
    list.push_back(std::move(item));
  }
  return list;
}

Result<Cells> cells_from_json(const Json& value, const std::string& path) {
  if (!value.is_array()) return Error{BaseError::malformed, path + ": a list is expected"};
  Cells cells;
  for (std::size_t i = 0; i < value.size(); ++i) {
    Fields fields(value[i], path + "/" + std::to_string(i));
    const auto key = read_key(fields);
    std::optional<Count> count;
    if (fields.has("withheld")) {
      if (!fields.boolean("withheld")) fields.fail("withheld", "is true or left out");
    } else {
      count = Count{read_count(fields, "rows"), read_count(fields, "persons")};
      if (count->persons > count->rows) fields.fail("persons", "are more than the rows");
      if (count->persons == 0 && count->rows > 0) fields.fail("persons", "rows without a person");
    }
    if (auto read = fields.done(); !read) return read.error();
    if (!cells.emplace(key, count).second) {
      return Error{BaseError::malformed, fields.path() + ": the same cell twice"};
    }
  }
  return cells;
}

}  // namespace passerelle::analysis
