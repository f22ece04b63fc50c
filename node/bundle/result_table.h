// A table of results, and its two forms: CSV with every digit for programs, HTML for people.
//
// Thread safety: values and pure functions.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "node/bundle/words.h"

namespace passerelle::bundle {

struct Withheld {
  bool operator==(const Withheld&) const = default;
};

// Nothing: a number that does not exist.
using Value = std::variant<std::monostate, Withheld, std::string, double>;

// A time is shown with every digit, a number with four significant ones.
enum class Kind { text, count, time, number, share, p_value };

struct Column {
  std::string name;     // in the CSV header
  std::string heading;  // for people; empty: only in the CSV file
  Kind kind = Kind::number;
};

struct Table {
  std::string name;  // of the file, without its ending
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Value>> rows;
  std::string part = {};  // of the answer, as its writer named it; the same for every node
  std::string node = {};  // that answers for itself; empty: the pooled answer
};

// RFC 4180. A withheld value is empty; the last column, `withheld`, names the columns whose values
// of the row are withheld. Text that a spreadsheet would take for a formula begins with an
// apostrophe.
std::string to_csv(const Table& table);

// A <table> with caption and headings; withheld values carry one mark.
std::string to_html(const Table& table, const Messages& say);

}  // namespace passerelle::bundle
