// Everything a study wants to release from one node in one round, as disclosure control sees it:
// one linear system of counts, and sums that stand on some of them. Knows no analysis.
//
// Thread safety: values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policies/disclosure/rules.h"

namespace passerelle::disclosure {

struct Cell {
  std::int64_t rows = 0;     // what is published and adds up
  std::int64_t persons = 0;  // what the rules look at
  // A wanted cell is published unless it is hidden. A cell that is not wanted is never published;
  // when it is guarded it must not be exactly derivable from those that are (an attacker is taken
  // to know an unwanted cell of zero rows).
  bool is_wanted = true;
  bool is_guarded = true;
  // Released beside what was released before it would tell of too few persons; hidden like a small
  // cell, and no narrower.
  bool is_too_close = false;
};

// rows(total) = sum of rows(parts). Parts may be cells nobody wants.
struct Relation {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

// Values summed over the persons of a cell (a mean, a variance).
struct Magnitude {
  std::size_t cell = 0;
  std::int64_t persons = 0;
  double total = 0, largest = 0, second = 0;  // of the persons' absolute sums
  bool all_equal = false;
  std::optional<std::int64_t> rarest_of_few;  // persons with the rarest value where there are few
  std::int64_t degrees_of_freedom = 0;        // n - 1
  std::string family;  // magnitudes of one family add up along the relations of their cells
};

// What the sums of a regression could tell of single persons.
struct Regression {
  std::vector<Magnitude>
      told;  // sums that follow from its cross products; cells and families aside
  double largest_leverage = 0;  // of one row on its own fitted value
  double effective_rows = 0;    // (sum of weights)^2 / sum of squared weights
  bool is_perfect_fit = false;
};

// Sums of a model or test over the persons of a cell.
struct Model {
  std::int64_t rows = 0;
  std::int64_t parameters = 0;
  std::optional<std::int64_t> rarest_of_few;
  std::optional<Regression> regression = std::nullopt;
};

// A sum that may leave only when every cell it stands on does.
struct Item {
  std::vector<std::size_t> needs;
  std::optional<Magnitude> magnitude;
  std::optional<Model> model;
  bool is_too_close = false;  // as of a cell
};

// Cells that are shown together or not at all, for instance all intervals of one curve.
struct CellBundle {
  std::string name;
  std::vector<std::size_t> cells;
};

struct Programme {
  std::vector<Cell> cells;
  std::vector<Relation> relations;
  std::vector<Item> items;
  std::vector<CellBundle> bundles;
};

enum class Reason {
  low_count,
  zero,
  complementary,   // hidden so that a neighbour cannot be derived
  group_of_cells,  // another cell of its bundle is hidden
  needs_hidden_cell,
  dominance,
  p_percent,
  all_equal,
  low_degrees_of_freedom,
  small_level,
  leverage,       // one row bears a model
  few_effective,  // the weights leave too few rows
  perfect_fit,
  too_close,     // to an earlier release (policies/ledger)
  inconsistent,  // its relations do not add up: a mistake of ours, so nothing leaves
  // Of single outputs (outputs/output.h):
  low_entities,      // hospitals, professionals behind a cell
  group_disclosure,  // a group nearly all of whose members have one property
  quantile_tail,
  endpoint,
  saturated,  // a model that is a table of means
  low_events,
  low_step,  // of a curve
  low_at_risk,
  low_censored,
  unit_record,
  unknown_kind,
};
std::string to_text(Reason reason);  // "LOW_COUNT", …; stays in the node's own log

struct Decision {
  std::vector<bool> hidden_cells;
  std::vector<bool> hidden_items;
  std::vector<std::vector<Reason>> cell_reasons, item_reasons;
};

// Decides what may leave: primary cells, complementary suppression over the whole system until no
// guarded cell is derivable or narrower than the minimum, then sums.
Decision decide(const Programme& programme, const Rules& rules);

// Returns whether a count of persons is too small to be shown (zero is not: it has its own rule).
bool is_low(std::int64_t persons, const Rules& rules);
bool is_low(std::int64_t persons, std::int64_t min_cell);

// Returns whether every count may be shown (zeros by the rule on zeros).
bool all_releasable(const std::vector<std::int64_t>& persons, const Rules& rules);

}  // namespace passerelle::disclosure
