// Counts of persons, named by what they count.
//
// Every count that leaves a node, whatever analysis shows it, is one cell: a set of rows and a
// conjunction of `variable = level`. The same count in two analyses is the same cell, so it leaves
// once, is decided once by the gate, and cannot be hidden in one place and shown in another.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle {
class Fields;
}

namespace passerelle::analysis {

struct Category {
  std::string variable;
  std::string level;
  auto operator<=>(const Category&) const = default;
};

struct CellKey {
  std::string row_set;          // RowSet::name
  std::vector<Category> where;  // sorted by variable, each variable once; empty = all rows
  auto operator<=>(const CellKey&) const = default;
};

// Returns the key with one more condition.
CellKey with(CellKey key, std::string variable, std::string level);

struct Analysis;

// Returns the key of all rows that an analysis runs on.
CellKey rows_of(const Analysis& analysis);

struct Count {
  std::int64_t rows = 0;
  std::int64_t persons = 0;
  auto operator<=>(const Count&) const = default;
};

// A cell without a count is withheld.
using Cells = std::map<CellKey, std::optional<Count>>;

// Reads {"set": "…", "where": {"variable": "level"}}.
CellKey read_key(Fields& fields);

Json cells_to_json(const Cells& cells);
Result<Cells> cells_from_json(const Json& value, const std::string& path);

// Levels that no study declares.
inline constexpr const char* kMissingLevel = "(missing)";
inline constexpr const char* kPresentLevel = "(present)";

// The level of the interval (after, until] of a time on breaks; time 0 belongs to the first.
std::string interval_level(double after, double until);

}  // namespace passerelle::analysis
