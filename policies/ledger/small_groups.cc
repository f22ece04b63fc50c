#include "policies/ledger/small_groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace passerelle::ledger {
namespace {

// Columns that are equal in all rows, taken as one.
struct Merged {
  Columns columns;
  std::int64_t persons = 0;
};

// A space and the columns of its rows.
struct Space {
  std::vector<Row> rows;
  std::vector<Merged> columns;
};

Row column_of(const Space& space, std::size_t at) {
  Row column;
  column.reserve(space.rows.size());
  for (const auto& row : space.rows) column.push_back(row[at]);
  return column;
}

std::vector<std::size_t> largest_first(const std::vector<Merged>& columns) {
  std::vector<std::size_t> order(columns.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return columns[left].persons > columns[right].persons;
  });
  return order;
}

Echelon echelon_of(const Space& space, std::vector<std::size_t> order) {
  Echelon echelon(std::move(order));
  for (const auto& row : space.rows) echelon.add(row);
  return echelon;
}

// The rows that are zero in every column of at least `few` persons.
void leave_out_large(Space& space, std::int64_t few) {
  const auto echelon = echelon_of(space, largest_first(space.columns));
  std::vector<Row> rows;
  for (std::size_t i = 0; i < echelon.rank(); ++i) {
    if (space.columns[echelon.pivots()[i]].persons < few) rows.push_back(echelon.rows()[i]);
  }
  space.rows = std::move(rows);
}

// Takes equal columns as one, leaves out those of zeros, and gives `few` persons to each that can
// only be zero in an indicator. Returns whether a column became large.
bool merge(Space& space, std::int64_t few) {
  struct Multiple {
    Residue factor = 0;
    std::size_t column = 0;  // of the merged ones
  };
  std::map<Row, Multiple> known;  // by the column as a multiple of its first value that is not zero
  Space merged;
  std::vector<std::size_t> kept;
  bool has_large = false;
  for (std::size_t at = 0; at < space.columns.size(); ++at) {
    auto column = column_of(space, at);
    const auto first = std::find_if(column.begin(), column.end(), [](auto v) { return v != 0; });
    if (first == column.end()) continue;
    const auto factor = *first, scale = inverse(factor);
    for (auto& value : column) value = times(value, scale);
    const auto [found, is_new] =
        known.try_emplace(std::move(column), Multiple{factor, merged.columns.size()});
    if (is_new) {
      merged.columns.push_back(space.columns[at]);
      kept.push_back(at);
      continue;
    }
    auto& into = merged.columns[found->second.column];
    const auto& more = space.columns[at];
    into.persons = found->second.factor == factor ? into.persons + more.persons : few;
    into.columns.insert(into.columns.end(), more.columns.begin(), more.columns.end());
  }
  for (const auto& column : merged.columns) has_large = has_large || column.persons >= few;
  for (const auto& row : space.rows) {
    auto& into = merged.rows.emplace_back();
    for (const auto at : kept) into.push_back(row[at]);
  }
  space = std::move(merged);
  return has_large;
}

// The parts of a space in reduced echelon form whose rows have no column in common.
std::vector<Space> parts_of(const Space& space) {
  std::vector<std::size_t> part(space.rows.size());
  std::iota(part.begin(), part.end(), 0);
  const auto root = [&](std::size_t of) {
    while (part[of] != of) of = part[of] = part[part[of]];
    return of;
  };
  std::vector<std::size_t> row_of(space.columns.size(), space.rows.size());
  for (std::size_t row = 0; row < space.rows.size(); ++row) {
    for (std::size_t at = 0; at < space.columns.size(); ++at) {
      if (space.rows[row][at] == 0) continue;
      if (row_of[at] == space.rows.size()) row_of[at] = row;
      part[root(row)] = root(row_of[at]);
    }
  }
  std::map<std::size_t, Space> parts;
  std::map<std::size_t, Columns> columns;
  for (std::size_t at = 0; at < space.columns.size(); ++at) {
    if (row_of[at] == space.rows.size()) continue;
    const auto of = root(row_of[at]);
    parts[of].columns.push_back(space.columns[at]);
    columns[of].push_back(at);
  }
  for (std::size_t row = 0; row < space.rows.size(); ++row) {
    auto& into = parts[root(row)].rows.emplace_back();
    for (const auto at : columns[root(row)]) into.push_back(space.rows[row][at]);
  }
  std::vector<Space> list;
  for (auto& [of, found] : parts) list.push_back(std::move(found));
  return list;
}

// At least one, and no more than `few`: then there is nothing to choose.
std::vector<Echelon> disjoint_bases(const Space& part, std::int64_t few) {
  std::vector<Echelon> bases;
  auto order = largest_first(part.columns);
  do {
    auto basis = echelon_of(part, order);
    const bool is_disjoint =
        std::none_of(basis.pivots().begin(), basis.pivots().end(), [&](std::size_t pivot) {
          return std::any_of(bases.begin(), bases.end(), [&](const Echelon& other) {
            return std::find(other.pivots().begin(), other.pivots().end(), pivot) !=
                   other.pivots().end();
          });
        });
    if (!is_disjoint) break;
    // Columns of a basis are the last choice of the next.
    std::stable_partition(order.begin(), order.end(), [&](std::size_t at) {
      return std::find(basis.pivots().begin(), basis.pivots().end(), at) == basis.pivots().end();
    });
    bases.push_back(std::move(basis));
  } while (static_cast<std::int64_t>(bases.size()) < few);
  return bases;
}

// What a search may still spend, and what it has found.
struct Progress {
  std::int64_t few = 0;
  std::int64_t steps_left = 0;
  const std::function<bool(const Columns&)>& counts;
  SmallGroups found;

  // Groups of as many persons are of no interest.
  std::int64_t limit() const { return found.smallest == 0 ? few : found.smallest; }
};

// The choices of rows of one basis whose pivots have at most `most` persons and whose sum is an
// indicator.
//
// A value that is neither 0 nor 1 must be changed by one more row: those that are not zero in the
// column which has fewest of them are tried, and where none is left the choice is given up. So is
// one whose values that no row can change any more are 1 for too many persons.
class Choices {
 public:
  Choices(const Space& part, const Echelon& basis, Progress& progress)
      : part_(part),
        progress_(progress),
        sum_(part.columns.size()),
        open_(part.columns.size()),
        rows_of_(part.columns.size()) {
    for (std::size_t i = 0; i < basis.rank(); ++i) {
      auto& row = rows_.emplace_back();
      row.persons = part.columns[basis.pivots()[i]].persons;
      for (std::size_t at = 0; at < sum_.size(); ++at) {
        if (const auto value = basis.rows()[i][at]; value != 0) row.entries.push_back({at, value});
      }
    }
  }

  void try_all(std::int64_t most) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].persons > most) continue;
      for (const auto& entry : rows_[i].entries) rows_of_[entry.column].push_back(i);
      all_.push_back(i);
      open(i);
    }
    choose(most);
  }

 private:
  struct Entry {
    std::size_t column;
    Residue value;
  };
  struct SparseRow {
    std::int64_t persons = 0;  // of the pivot
    std::vector<Entry> entries;
    bool is_open = false;
  };

  void open(std::size_t row) {
    rows_[row].is_open = true;
    for (const auto& entry : rows_[row].entries) ++open_[entry.column];
  }
  void close(std::size_t row) {
    rows_[row].is_open = false;
    for (const auto& entry : rows_[row].entries) --open_[entry.column];
  }
  void add(std::size_t row) {
    for (const auto& entry : rows_[row].entries) {
      sum_[entry.column] = plus(sum_[entry.column], entry.value);
    }
  }
  void take_back(std::size_t row) {
    for (const auto& entry : rows_[row].entries) {
      sum_[entry.column] = plus(sum_[entry.column], kPrime - entry.value);
    }
  }

  // The rows of which one must be added, or all where the sum is an indicator; none where it can
  // become none.
  const std::vector<std::size_t>* next_rows() {
    std::int64_t certain = 0, persons = 0;
    std::optional<std::size_t> narrowest;
    for (std::size_t at = 0; at < sum_.size(); ++at) {
      if (sum_[at] > 1) {
        if (open_[at] == 0) return nullptr;
        if (!narrowest || open_[at] < open_[*narrowest]) narrowest = at;
      } else if (sum_[at] == 1) {
        persons += part_.columns[at].persons;
        if (open_[at] == 0) certain += part_.columns[at].persons;
      }
    }
    if (certain >= progress_.limit()) return nullptr;
    if (narrowest) return &rows_of_[*narrowest];
    if (persons > 0 && persons < progress_.limit()) look_at_group(persons);
    return &all_;
  }

  void look_at_group(std::int64_t persons) {
    Columns group;
    for (std::size_t at = 0; at < sum_.size(); ++at) {
      if (sum_[at] == 0) continue;
      const auto& columns = part_.columns[at].columns;
      group.insert(group.end(), columns.begin(), columns.end());
    }
    if (progress_.counts(group)) progress_.found.smallest = persons;
  }

  void choose(std::int64_t most) {
    progress_.steps_left -= static_cast<std::int64_t>(sum_.size());
    if (progress_.steps_left < 0) progress_.found.is_undecided = true;
    if (progress_.found.is_undecided) return;
    const auto* rows = next_rows();
    if (rows == nullptr) return;
    std::vector<std::size_t> closed;
    for (const auto row : *rows) {
      if (!rows_[row].is_open || rows_[row].persons > most) continue;
      close(row);
      closed.push_back(row);
      add(row);
      choose(most - rows_[row].persons);
      take_back(row);
    }
    for (const auto row : closed) open(row);
  }

  const Space& part_;
  Progress& progress_;
  std::vector<SparseRow> rows_;
  Row sum_;                                        // of the rows that are chosen
  std::vector<std::size_t> open_;                  // by column, rows that may still change it
  std::vector<std::vector<std::size_t>> rows_of_;  // by column
  std::vector<std::size_t> all_;
};

}  // namespace

SmallGroups find_small_groups(const std::vector<Row>& rows,
                              const std::vector<std::int64_t>& persons,
                              std::int64_t few,
                              std::int64_t most_steps,
                              const std::function<bool(const Columns&)>& counts) {
  Space space{rows, {}};
  for (std::size_t at = 0; at < persons.size(); ++at) space.columns.push_back({{at}, persons[at]});
  do {
    leave_out_large(space, few);
  } while (merge(space, few));
  Progress progress{few, most_steps, counts, {}};
  for (const auto& part : parts_of(space)) {
    const auto bases = disjoint_bases(part, few);
    const auto most = (few - 1) / static_cast<std::int64_t>(bases.size());
    for (const auto& basis : bases) Choices(part, basis, progress).try_all(most);
  }
  return progress.found;
}

}  // namespace passerelle::ledger
