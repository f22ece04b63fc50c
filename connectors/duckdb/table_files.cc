#include "connectors/duckdb/table_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "connectors/duckdb/csv_header.h"

namespace passerelle::duckdb {
namespace {

using query::Binding;
using query::ColumnType;
using query::LogicalColumn;

// Columns go by place in SQL (c0, c1, …), so no name of a file or a binding ever stands in it.
std::string place(std::size_t index) { return "c" + std::to_string(index); }

Error cannot_open() {
  return {DuckdbError::cannot_open, "no such file, or it may not be read by the node"};
}

Result<std::string> beginning_of(const std::string& file) {
  std::error_code problem;
  if (!std::filesystem::is_regular_file(file, problem)) return cannot_open();
  std::ifstream in(file, std::ios::binary);
  if (!in) return cannot_open();
  std::string beginning(kMaximumHeaderRecord, '\0');
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  if (in.bad()) return cannot_open();
  beginning.resize(static_cast<std::size_t>(in.gcount()));
  return beginning;
}

// Returns the place of every declared column among those of the file.
Result<std::vector<std::size_t>> places_of(const std::vector<LogicalColumn>& declared,
                                           const std::vector<std::string>& in_file) {
  std::vector<std::size_t> places;
  for (const auto& column : declared) {
    const auto found = std::find(in_file.begin(), in_file.end(), column.name);
    if (found == in_file.end()) {
      return Error{DuckdbError::column_missing, "column " + column.name + " is not in the file"};
    }
    if (std::find(found + 1, in_file.end(), column.name) != in_file.end()) {
      return Error{DuckdbError::column_ambiguous,
                   "column " + column.name + " stands twice in the file"};
    }
    places.push_back(static_cast<std::size_t>(found - in_file.begin()));
  }
  return places;
}

// Whether a column stored so can be read as declared; single values may still not fit.
bool is_readable(Stored stored, ColumnType declared) {
  switch (declared) {
    case ColumnType::integer:
      return stored == Stored::integer || stored == Stored::number || stored == Stored::decimal;
    case ColumnType::number:
      return stored == Stored::integer || stored == Stored::number || stored == Stored::decimal;
    case ColumnType::boolean: return stored == Stored::boolean || stored == Stored::integer;
    case ColumnType::text: return stored == Stored::text;
    case ColumnType::date: return stored == Stored::date;
  }
  return false;
}

Result<TableFile> csv_file(const Binding& binding, const std::string& file) {
  const auto beginning = beginning_of(file);
  if (!beginning) return beginning.error();
  const auto header = read_csv_header(*beginning);
  if (!header) return header.error();
  const auto places = places_of(binding.columns, *header);
  if (!places) return places.error();

  std::string columns;
  for (std::size_t i = 0; i < header->size(); ++i) {
    columns += (i == 0 ? "'" : ", '") + place(i) + "': 'VARCHAR'";
  }
  TableFile table;
  table.from =
      "read_csv(?, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
      "comment = '', nullstr = '', strict_mode = true, ignore_errors = false, "
      "null_padding = false, hive_partitioning = false, compression = 'none', parallel = false, "
      "columns = {" +
      columns + "})";
  for (const auto index : *places) table.select.push_back(place(index));
  return table;
}

Result<TableFile> parquet_file(const Binding& binding, const std::string& file, Engine& engine) {
  if (const auto beginning = beginning_of(file); !beginning) return beginning.error();
  const std::string reader = "read_parquet(?, hive_partitioning = false)";
  auto found = engine.query("SELECT * FROM " + reader + " LIMIT 0", {file});
  if (!found) return found.error();
  const auto stored = found->columns();
  std::vector<std::string> names;
  std::string aliases;
  for (const auto& column : stored) {
    aliases += (names.empty() ? "" : ", ") + place(names.size());
    names.push_back(column.name);
  }
  const auto places = places_of(binding.columns, names);
  if (!places) return places.error();

  TableFile table;
  table.from = reader + " AS t(" + aliases + ")";
  for (std::size_t i = 0; i < places->size(); ++i) {
    const auto index = (*places)[i];
    const auto& declared = binding.columns[i];
    if (!is_readable(stored[index].stored, declared.type)) {
      return Error{DuckdbError::does_not_fit, "column " + declared.name +
                                                  ": the file stores another type than " +
                                                  to_text(declared.type)};
    }
    table.select.push_back(stored[index].stored == Stored::decimal
                               ? "CAST(" + place(index) + " AS DOUBLE)"
                               : place(index));
  }
  // The file tells it at its end; the engine reads no rows to answer.
  auto counted = engine.query("SELECT count(*) FROM " + reader, {file});
  if (!counted) return counted.error();
  const auto count = counted->next({{"rows", ColumnType::integer}});
  if (!count) return count.error();
  if (*count) {
    const auto rows = std::get<std::vector<std::int64_t>>((*count)->columns[0].values)[0];
    table.rows = static_cast<std::size_t>(rows);
  }
  return table;
}

}  // namespace

Result<std::size_t> Table::place_of(const std::string& column) const {
  const auto declared = std::ranges::find(columns, column, &LogicalColumn::name);
  if (declared == columns.end()) {
    return Error{DuckdbError::column_missing, "column " + column + " is not declared"};
  }
  return static_cast<std::size_t>(declared - columns.begin());
}

std::optional<std::size_t> Table::rows_told() const {
  std::size_t rows = 0;
  for (const auto& file : files) {
    if (!file.rows) return std::nullopt;
    rows += *file.rows;
  }
  return rows;
}

Result<Table> open_table(const Binding& binding, Engine& engine) {
  Table table{binding.columns, {}};
  for (const auto& [part, file] : binding.files()) {
    auto opened =
        binding.format == "parquet" ? parquet_file(binding, file, engine) : csv_file(binding, file);
    if (!opened) return opened.error();
    opened->part = part;
    opened->file = file;
    table.files.push_back(*std::move(opened));
  }
  return table;
}

}  // namespace passerelle::duckdb
