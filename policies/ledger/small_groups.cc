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

class Search {
 public:
  Search(std::int64_t few,
         std::int64_t most_steps,
         const std::function<bool(const Columns&)>& counts)
      : few_(few), steps_left_(most_steps), counts_(counts) {}

  void run(Space space) {
    do {
      leave_out_large(space, few_);
    } while (merge(space, few_));
    for (const auto& part : parts_of(space)) search(part);
  }

  const SmallGroups& found() const { return found_; }

 private:
  void search(const Space& part) {
    const auto bases = disjoint_bases(part);
    const auto most = (few_ - 1) / static_cast<std::int64_t>(bases.size());
    for (const auto& basis : bases) {
      choose(part, basis, 0, Row(part.columns.size()), most);
    }
  }

  // At least one, and no more than `few`: then there is nothing to choose.
  std::vector<Echelon> disjoint_bases(const Space& part) const {
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
    } while (static_cast<std::int64_t>(bases.size()) < few_);
    return bases;
  }

  // Tries all choices of rows from `first` on whose pivots have at most `most` persons.
  void choose(const Space& part,
              const Echelon& basis,
              std::size_t first,
              const Row& sum,
              std::int64_t most) {
    for (auto i = first; i < basis.rank() && !found_.is_undecided; ++i) {
      const auto persons = part.columns[basis.pivots()[i]].persons;
      if (persons > most) continue;
      steps_left_ -= static_cast<std::int64_t>(sum.size());
      if (steps_left_ < 0) {
        found_.is_undecided = true;
        return;
      }
      Row next(sum.size());
      for (std::size_t at = 0; at < sum.size(); ++at) next[at] = plus(sum[at], basis.rows()[i][at]);
      look_at(part, next);
      if (persons < most) choose(part, basis, i + 1, next, most - persons);
    }
  }

  void look_at(const Space& part, const Row& sum) {
    std::int64_t persons = 0;
    for (std::size_t at = 0; at < sum.size(); ++at) {
      if (sum[at] > 1) return;
      if (sum[at] == 1) persons += part.columns[at].persons;
    }
    if (persons >= few_ || (found_.smallest != 0 && persons >= found_.smallest)) return;
    Columns columns;
    for (std::size_t at = 0; at < sum.size(); ++at) {
      if (sum[at] == 0) continue;
      columns.insert(columns.end(), part.columns[at].columns.begin(),
                     part.columns[at].columns.end());
    }
    if (counts_(columns)) found_.smallest = persons;
  }

  std::int64_t few_, steps_left_;
  const std::function<bool(const Columns&)>& counts_;
  SmallGroups found_;
};

}  // namespace

SmallGroups find_small_groups(const std::vector<Row>& rows,
                              const std::vector<std::int64_t>& persons,
                              std::int64_t few,
                              std::int64_t most_steps,
                              const std::function<bool(const Columns&)>& counts) {
  Space space{rows, {}};
  for (std::size_t at = 0; at < persons.size(); ++at) space.columns.push_back({{at}, persons[at]});
  Search search(few, most_steps, counts);
  search.run(std::move(space));
  return search.found();
}

}  // namespace passerelle::ledger
