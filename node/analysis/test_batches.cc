#include "node/analysis/test_batches.h"

#include <doctest/doctest.h>
#include <charconv>
#include <chrono>
#include <optional>
#include <unordered_map>

namespace passerelle::analysis::test {
namespace {

using query::ColumnType;

template <class Number>
std::optional<Number> parsed(const std::string& text) {
  Number value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> truth_from(const std::string& text) {
  if (text == "True" || text == "true") return 1;
  if (text == "False" || text == "false") return 0;
  return std::nullopt;
}

std::optional<std::int64_t> days_from(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parsed<int>(text.substr(0, 4));
  const auto month = parsed<unsigned>(text.substr(5, 2)), day = parsed<unsigned>(text.substr(8));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{*day}};
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

// The narrowest type that holds a text; empty ones fit every type.
ColumnType type_of(const std::string& text) {
  if (parsed<std::int64_t>(text)) return ColumnType::integer;
  if (parsed<double>(text)) return ColumnType::number;
  if (truth_from(text)) return ColumnType::boolean;
  if (days_from(text)) return ColumnType::date;
  return ColumnType::text;
}

ColumnType common_type(std::optional<ColumnType> known, ColumnType next) {
  if (!known || *known == next) return next;
  const auto is_number = [](ColumnType type) {
    return type == ColumnType::integer || type == ColumnType::number;
  };
  return is_number(*known) && is_number(next) ? ColumnType::number : ColumnType::text;
}

template <class Value, class Read>
query::Column filled(ColumnType type,
                     const std::vector<std::vector<std::string>>& rows,
                     std::size_t at,
                     Read read) {
  query::Column column{type, {}, {}};
  std::vector<Value> values;
  for (const auto& row : rows) {
    column.missing.push_back(row[at].empty());
    values.push_back(row[at].empty() ? Value{} : *read(row[at]));
  }
  column.values = std::move(values);
  return column;
}

query::Column column_of(const Table& table, const std::string& name, const ColumnTypes& types) {
  const auto at = table.column(name);
  const auto known = types.find(name);
  const auto type = known == types.end() ? ColumnType::text : known->second;
  switch (type) {
    case ColumnType::integer:
      return filled<std::int64_t>(type, table.rows, at, parsed<std::int64_t>);
    case ColumnType::number: return filled<double>(type, table.rows, at, parsed<double>);
    case ColumnType::boolean: return filled<std::int64_t>(type, table.rows, at, truth_from);
    case ColumnType::date: return filled<std::int64_t>(type, table.rows, at, days_from);
    case ColumnType::text: break;
  }
  return filled<std::string>(type, table.rows, at,
                             [](const std::string& text) { return std::optional(text); });
}

std::vector<std::uint64_t> pseudonyms_of(const Table& table, const std::string& person) {
  std::unordered_map<std::string, std::uint64_t> known;
  std::vector<std::uint64_t> pseudonyms;
  const auto at = table.column(person);
  for (const auto& row : table.rows) {
    pseudonyms.push_back(known.emplace(row[at], known.size() + 1).first->second);
  }
  return pseudonyms;
}

}  // namespace

Table rows_where(const Table& table, const std::function<bool(const Row&)>& keep) {
  Table some{table.names, {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (keep(Row(table, i))) some.rows.push_back(table.rows[i]);
  }
  return some;
}

void widen(ColumnTypes& types, const Table& table) {
  for (std::size_t at = 0; at < table.names.size(); ++at) {
    const auto known = types.find(table.names[at]);
    std::optional<ColumnType> type;
    if (known != types.end()) type = known->second;
    for (const auto& row : table.rows) {
      if (!row.at(at).empty()) type = common_type(type, type_of(row[at]));
    }
    if (type) types[table.names[at]] = *type;
  }
}

Frame built_frame(const StudyPlan& plan, const Table& table, const ColumnTypes& types) {
  query::RowBatch batch;
  batch.rows = table.rows.size();
  for (const auto& name : plan.columns) batch.columns.push_back(column_of(table, name, types));
  FrameBuilder builder(plan);
  const auto added = builder.add(std::move(batch), pseudonyms_of(table, plan.person));
  REQUIRE_MESSAGE(added, added.error().text());
  auto frame = builder.finish();
  REQUIRE_MESSAGE(frame, frame.error().text());
  return *std::move(frame);
}

}  // namespace passerelle::analysis::test
