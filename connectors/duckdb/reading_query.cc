#include "connectors/duckdb/reading_query.h"

#include <algorithm>
#include <set>

namespace passerelle::duckdb {
namespace {

using query::ColumnType;
using query::Reading;
using query::Through;

std::string column_at(std::size_t place) { return "v" + std::to_string(place); }
std::string table_at(std::size_t place) { return "s" + std::to_string(place); }

// The value that all lines of a group with one share, else none.
std::string agreed(const std::string& column) {
  return "CASE WHEN min(" + column + ") = max(" + column + ") THEN min(" + column + ") END";
}

// Where a column of the rows comes from.
struct Place {
  std::size_t table = 0, column = 0;
};

class Composition {
 public:
  Composition(const Reading& reading, const std::vector<Table>& tables)
      : reading_(reading), tables_(tables), needed_(tables.size()), exact_(tables.size()) {
    std::set<std::string> names;
    for (const auto& table : tables) {
      for (const auto& file : table.files) names.insert(file.part);
    }
    parts_.assign(names.begin(), names.end());
  }

  Result<ReadingQuery> compose(const std::vector<std::string>& columns) {
    std::vector<Place> places;
    for (const auto& name : columns) {
      const auto place = needed(name, tables_.size());
      if (!place) return place.error();
      places.push_back(*place);
      query_.columns.push_back(tables_[place->table].columns[place->column]);
    }
    if (auto found = need_keys(); !found) return found.error();
    return reading_.one_row_per.empty() ? joined(places) : drawn_together(places);
  }

 private:
  // A column is the table's that lends it, else that of the rows themselves.
  Result<Place> needed(const std::string& name, std::size_t before) {
    Place place;
    for (std::size_t i = 0; i < reading_.through.size() && i + 1 < before; ++i) {
      const auto& lent = reading_.through[i].columns;
      if (std::ranges::find(lent, name) != lent.end()) place.table = i + 1;
    }
    return needed_of(place.table, name);
  }

  Result<Place> needed_of(std::size_t table, const std::string& name) {
    const auto column = tables_[table].place_of(name);
    if (!column) return column.error();
    needed_[table].insert(*column);
    return Place{table, *column};
  }

  Result<void> need_keys() {
    for (std::size_t i = 1; i < tables_.size(); ++i) {
      auto& keys = keys_.emplace_back();
      for (const auto& [known, of_table] : reading_.through[i - 1].on) {
        const auto left = needed(known, i);
        if (!left) return left.error();
        const auto right = needed_of(i, of_table);
        if (!right) return right.error();
        if (auto fits = check_key(*left, *right, of_table); !fits) return fits;
        exact_[left->table].insert(left->column);
        exact_[right->table].insert(right->column);
        keys.emplace_back(*left, *right);
      }
      if (reading_.through[i - 1].keys == Through::Keys::by_part && !have_same_parts(i)) {
        return Error{DuckdbError::parts_differ,
                     "table " + reading_.through[i - 1].table +
                         " is read part by part, and has other parts than the rows"};
      }
    }
    return {};
  }

  ColumnType type_of(const Place& place) const {
    return tables_[place.table].columns[place.column].type;
  }

  Result<void> check_key(const Place& left, const Place& right, const std::string& name) const {
    const auto type = type_of(right);
    const bool is_exact =
        type == ColumnType::text || type == ColumnType::integer || type == ColumnType::date;
    if (is_exact && type_of(left) == type) return {};
    return Error{DuckdbError::does_not_fit,
                 "column " + name +
                     ": rows are joined by texts, whole numbers or dates, of one type in both "
                     "tables"};
  }

  bool have_same_parts(std::size_t i) const {
    return std::ranges::equal(tables_[0].files, tables_[i].files, {}, &TableFile::part,
                              &TableFile::part);
  }

  static std::string in_query(const Place& place) {
    return table_at(place.table) + "." + column_at(place.column);
  }

  // What lines are compared by has one form for each value: files may store it differently, and
  // 1 and 001 are two texts.
  std::string exact_or_stored(std::size_t table, const TableFile& file, std::size_t column) const {
    if (!exact_[table].contains(column)) return file.select[column];
    const bool is_whole = type_of({table, column}) == ColumnType::integer;
    return "CAST(" + file.select[column] + (is_whole ? " AS BIGINT)" : " AS VARCHAR)");
  }

  // The lines of a table that count, with the columns that are needed and the place of their part.
  Result<std::string> lines(std::size_t at, const query::TextsByColumn& only) {
    std::vector<std::size_t> chosen_by;
    for (const auto& [name, texts] : only) {
      const auto place = needed_of(at, name);
      if (!place) return place.error();
      if (type_of(*place) != ColumnType::text) {
        return Error{DuckdbError::does_not_fit, "column " + name + ": text is expected"};
      }
      chosen_by.push_back(place->column);
    }
    std::string sql;
    for (const auto& file : tables_[at].files) {
      const auto part = std::ranges::find(parts_, file.part) - parts_.begin();
      sql += (sql.empty() ? "SELECT " : " UNION ALL SELECT ") + std::to_string(part) + " AS p";
      for (const auto column : needed_[at]) {
        sql += ", " + exact_or_stored(at, file, column) + " AS " + column_at(column);
      }
      sql += " FROM " + file.from;
      query_.parameters.push_back(file.file);
    }
    sql = "(" + sql + ")";
    if (only.empty()) return sql;
    std::string conditions;
    auto column = chosen_by.begin();
    for (const auto& [name, texts] : only) {
      conditions += (conditions.empty() ? "" : " AND ") + column_at(*column++) + " IN (";
      for (std::size_t i = 0; i < texts.size(); ++i) conditions += i == 0 ? "?" : ", ?";
      conditions += ")";
      query_.parameters.insert(query_.parameters.end(), texts.begin(), texts.end());
    }
    return "(SELECT * FROM " + sql + " WHERE " + conditions + ")";
  }

  // The lines of a table that rows are read through, one for each key, and how many there are.
  Result<std::string> one_line_per_key(std::size_t at) {
    const auto& through = reading_.through[at - 1];
    const auto from = lines(at, through.only);
    if (!from) return from;
    std::set<std::size_t> key_columns;
    for (const auto& [left, right] : keys_[at - 1]) key_columns.insert(right.column);
    std::string select, group;
    if (through.keys == Through::Keys::by_part) {
      select = ", p";
      group = ", p";
    }
    for (const auto column : needed_[at]) {
      const auto name = column_at(column);
      const bool is_key = key_columns.contains(column);
      if (is_key) group += ", " + name;
      select += ", " + (is_key ? name : agreed(name) + " AS " + name);
    }
    return "(SELECT count(*) AS n" + select + " FROM " + *from + " GROUP BY " + group.substr(2) +
           ")";
  }

  // A row that finds a line in every table is kept, and so is one that finds several where one may
  // be, whatever it finds behind it: it is to be refused, not lost.
  Result<ReadingQuery> joined(const std::vector<Place>& places) {
    std::string counts, all_found, some_repeated;
    const auto rows = lines(0, reading_.only);
    if (!rows) return rows.error();
    auto from = *rows + " AS " + table_at(0);
    for (std::size_t i = 1; i < tables_.size(); ++i) {
      const auto& through = reading_.through[i - 1];
      const auto table = one_line_per_key(i);
      if (!table) return table.error();
      from += " LEFT JOIN " + *table + " AS " + table_at(i) + " ON ";
      std::string on;
      for (const auto& [left, right] : keys_[i - 1]) {
        on += (on.empty() ? "" : " AND ") + in_query(left) + " = " + in_query(right);
      }
      if (through.keys == Through::Keys::by_part) {
        on += " AND " + table_at(0) + ".p = " + table_at(i) + ".p";
      }
      from += on;
      const auto count = table_at(i) + ".n";
      all_found += (all_found.empty() ? "" : " AND ") + count + " IS NOT NULL";
      if (through.repeated != Through::Repeated::refused) continue;
      some_repeated += " OR " + count + " > 1";
      counts += ", " + count;
      query_.counted.push_back(through.table);
    }
    std::string select;
    for (const auto& place : places) {
      select += (select.empty() ? "" : ", ") + in_query(place);
    }
    query_.sql = "SELECT " + select + counts + " FROM " + from;
    if (!all_found.empty()) query_.sql += " WHERE (" + all_found + ")" + some_repeated;
    return std::move(query_);
  }

  Result<ReadingQuery> drawn_together(const std::vector<Place>& places) {
    const auto by = needed_of(0, reading_.one_row_per);
    if (!by) return by.error();
    if (auto fits = check_key(*by, *by, reading_.one_row_per); !fits) return fits.error();
    exact_[0].insert(by->column);
    const auto from = lines(0, reading_.only);
    if (!from) return from.error();
    const auto group = column_at(by->column);
    std::string select;
    for (const auto& place : places) {
      const auto column = column_at(place.column);
      select +=
          (select.empty() ? "" : ", ") + (place.column == by->column ? column : agreed(column));
    }
    query_.sql = "SELECT " + select + " FROM " + *from + " WHERE " + group +
                 " IS NOT NULL GROUP BY " + group;
    return std::move(query_);
  }

  const Reading& reading_;
  const std::vector<Table>& tables_;
  std::vector<std::string> parts_;
  std::vector<std::set<std::size_t>> needed_;               // columns, by table
  std::vector<std::set<std::size_t>> exact_;                // those that lines are compared by
  std::vector<std::vector<std::pair<Place, Place>>> keys_;  // of each table read through
  ReadingQuery query_;
};

// A table as it is, without a name in its query, for the engine to stream.
Result<ReadingQuery> plain_query(const Table& table, const std::vector<std::string>& columns) {
  ReadingQuery query;
  for (const auto& file : table.files) {
    std::string select;
    for (const auto& name : columns) {
      const auto place = table.place_of(name);
      if (!place) return place.error();
      select += (select.empty() ? "" : ", ") + file.select[*place];
    }
    query.sql +=
        (query.sql.empty() ? "SELECT " : " UNION ALL SELECT ") + select + " FROM " + file.from;
    query.parameters.push_back(file.file);
  }
  for (const auto& name : columns) query.columns.push_back(table.columns[*table.place_of(name)]);
  return query;
}

}  // namespace

Result<ReadingQuery> query_of(const Reading& reading,
                              const std::vector<Table>& tables,
                              const std::vector<std::string>& columns) {
  if (columns.empty()) return Error{DuckdbError::column_missing, "no column was asked for"};
  if (reading.is_plain()) return plain_query(tables.front(), columns);
  return Composition(reading, tables).compose(columns);
}

}  // namespace passerelle::duckdb
