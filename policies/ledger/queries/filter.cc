#include "policies/ledger/queries/filter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace passerelle::ledger::queries {
namespace {

Error wrong(const std::string& path, const char* expected) {
  return {BaseError::malformed, path + ": " + expected + " is expected"};
}

std::string step(const std::string& path, std::size_t place) {
  return path + "/" + std::to_string(place);
}

Result<std::vector<Filter>> read_operands(const Json& filter,
                                          const std::string& path,
                                          const Snapshot& snapshot) {
  std::vector<Filter> operands;
  for (std::size_t i = 1; i < filter.size(); ++i) {
    auto operand = read_filter(filter[i], step(path, i), snapshot);
    if (!operand) return operand.error();
    operands.push_back(*std::move(operand));
  }
  return operands;
}

Result<Value> read_value(const Json& value,
                         const std::string& path,
                         const Snapshot::Column& column) {
  if (column.is_number && value.is_number()) return Value(value.get<double>());
  if (!column.is_number && value.is_string()) return Value(value.get<std::string>());
  return wrong(path, column.is_number ? "a number" : "a text");
}

Result<Filter> read_comparison(const std::string& word,
                               const Json& filter,
                               const std::string& path,
                               const Snapshot& snapshot) {
  if (filter.size() != 3 || !filter[1].is_string()) {
    return wrong(path, "a word, a variable and a value");
  }
  const auto* column = snapshot.find(filter[1].get<std::string>());
  if (column == nullptr) return wrong(step(path, 1), "a variable of the data");
  const auto& values = column->values;
  if (word == "in") {
    if (!filter[2].is_array()) return wrong(step(path, 2), "a list of values");
    std::vector<Value> among;
    for (const auto& item : filter[2]) {
      auto value = read_value(item, step(step(path, 2), among.size()), *column);
      if (!value) return value.error();
      among.push_back(*std::move(value));
    }
    return Filter([&values, among](std::size_t record) {
      return std::find(among.begin(), among.end(), values[record]) != among.end();
    });
  }
  const auto value = read_value(filter[2], step(path, 2), *column);
  if (!value) return value.error();
  if (word == "eq") {
    return Filter(
        [&values, value = *value](std::size_t record) { return values[record] == value; });
  }
  if (!column->is_number) return wrong(step(path, 1), "a variable with an order");
  return Filter([&values, value = *value, is_from = word == "ge"](std::size_t record) {
    return (values[record] >= value) == is_from;
  });
}

}  // namespace

Result<Filter> read_filter(const Json& filter, const std::string& path, const Snapshot& snapshot) {
  if (filter.is_null()) return Filter([](std::size_t) { return true; });
  if (!filter.is_array() || filter.empty() || !filter[0].is_string()) {
    return wrong(path, "null or a list that begins with a word");
  }
  const auto word = filter[0].get<std::string>();
  if (word == "eq" || word == "ge" || word == "lt" || word == "in") {
    return read_comparison(word, filter, path, snapshot);
  }
  if (word != "and" && word != "or" && word != "not") {
    return wrong(step(path, 0), "and, or, not, eq, ge, lt or in");
  }
  auto operands = read_operands(filter, path, snapshot);
  if (!operands) return operands.error();
  if (word == "not" && operands->size() != 1) return wrong(path, "one filter behind not");
  return Filter([word, operands = *std::move(operands)](std::size_t record) {
    const auto holds = [&](const Filter& operand) { return operand(record); };
    if (word == "or") return std::any_of(operands.begin(), operands.end(), holds);
    return std::all_of(operands.begin(), operands.end(), holds) == (word == "and");
  });
}

}  // namespace passerelle::ledger::queries
