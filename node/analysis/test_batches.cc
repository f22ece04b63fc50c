#include "node/analysis/test_batches.h"

#include <doctest/doctest.h>
#include <charconv>
#include <chrono>
#include <functional>
#include <optional>

#include "node/analysis/event_histories.h"

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

// The same person has the same pseudonym in every table; who has no identifier is nobody.
std::vector<std::uint64_t> pseudonyms_of(const Table& table, const std::string& person) {
  std::vector<std::uint64_t> pseudonyms;
  const auto at = table.column(person);
  for (const auto& row : table.rows) {
    pseudonyms.push_back(row[at].empty() ? 0 : std::hash<std::string>{}(row[at]) | 1);
  }
  return pseudonyms;
}

query::RowBatch batch_of(const Source& source, const Table& table, const ColumnTypes& types) {
  query::RowBatch batch;
  batch.rows = table.rows.size();
  for (const auto& name : source.columns) batch.columns.push_back(column_of(table, name, types));
  return batch;
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

Result<Frame> try_frame(const StudyPlan& plan,
                        const Table& table,
                        const ColumnTypes& types,
                        const LinkedTables& linked) {
  EventHistories histories(plan);
  for (std::size_t i = 1; i < plan.sources.size(); ++i) {
    const auto& source = plan.sources[i];
    const auto& [rows, row_types] = linked.at(source.alias);
    auto added = histories.add(source, batch_of(source, rows, row_types),
                               pseudonyms_of(rows, source.person));
    if (!added) return added.error();
  }
  histories.finish();
  FrameBuilder builder(plan, &histories);
  auto added =
      builder.add(batch_of(plan.base(), table, types), pseudonyms_of(table, plan.base().person));
  if (!added) return added.error();
  return builder.finish();
}

Frame built_frame(const StudyPlan& plan,
                  const Table& table,
                  const ColumnTypes& types,
                  const LinkedTables& linked) {
  auto frame = try_frame(plan, table, types, linked);
  REQUIRE_MESSAGE(frame, frame.error().text());
  return *std::move(frame);
}

}  // namespace passerelle::analysis::test
