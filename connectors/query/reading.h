// How the rows of a source are made where a table alone does not tell whose they are: read through
// other tables, line by line, or drawn together. A closed form; the engine makes its own query of
// it, and no text of it ever stands in one.
//
// A table that rows are read through never makes more of them: of its lines with one key at most
// one is taken, and a row that finds none is left out.
//
// Thread safety: values.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::query {

// Lines count that have one of the texts in each of these columns.
using TextsByColumn = std::map<std::string, std::vector<std::string>>;

// One table that rows are read through.
struct Through {
  // Of several lines with the key of a row: the reading is refused, or each column has the value
  // that all lines with one share, else none.
  enum class Repeated { refused, agreed };
  // Keys mean the same in all parts of a table, or only within a part (a year).
  enum class Keys { everywhere, by_part };

  std::string table;
  std::vector<std::pair<std::string, std::string>> on;  // a column known so far, one of the table
  std::vector<std::string> columns;                     // that the table lends to the rows
  Repeated repeated = Repeated::refused;
  Keys keys = Keys::everywhere;
  TextsByColumn only = {};
};

struct Reading {
  // In order; the last one lends the column of persons.
  std::vector<Through> through = {};
  // The lines that agree in this column become one row, whose other columns have the value that all
  // lines with one share, else none. Lines without it are left out. Empty: each line is a row.
  std::string one_row_per = {};
  TextsByColumn only = {};

  bool is_plain() const { return through.empty() && one_row_per.empty() && only.empty(); }

  // Returns the columns that rows are joined or chosen by, of whatever table.
  std::set<std::string> own_columns() const;
};

// {"through": [{"table": …, "on": {column: column}, "columns": […], "unique": true, "by_part":
// true, "only": {column: […]}}, …], "one_row_per": column, "only": {column: […]}}
// Every part may be left out but `table`, `on` and `columns`; without `unique` lines agree.
Result<Reading> reading_from_json(const Json& value, const std::string& path);

}  // namespace passerelle::query
