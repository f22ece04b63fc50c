#include "policies/disclosure/items.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "policies/disclosure/moves.h"
#include "policies/disclosure/shares.h"

namespace passerelle::disclosure {
namespace {

// A change of a hidden sum may be any number; whole multiples of these are tried.
constexpr std::array<std::int64_t, 4> kChanges{1, 2, 6, 60};

// Of a regression (shared notes on analysis, 2.4: saturated models).
constexpr std::int64_t kRowsPerParameter = 10;
constexpr double kLargestLeverage = 0.5;

bool has_small_level(std::optional<std::int64_t> rarer, const Rules& rules) {
  return rarer && is_low(*rarer, rules);
}

// The magnitudes of one family, by the cell they stand on; sums of one variable add up as their
// cells do.
using Family = std::map<std::size_t, std::vector<std::size_t>>;

std::map<std::string, Family> families_of(const Programme& programme) {
  std::map<std::string, Family> families;
  for (std::size_t item = 0; item < programme.items.size(); ++item) {
    const auto& magnitude = programme.items[item].magnitude;
    if (magnitude) families[magnitude->family][magnitude->cell].push_back(item);
  }
  return families;
}

class ItemRules {
 public:
  ItemRules(const Programme& programme, const CellDecision& cells, const Rules& rules)
      : programme_(programme),
        cells_(cells),
        rules_(rules),
        must_not_be_computed_(programme.items.size(), false),
        decision_{std::vector<bool>(programme.items.size(), false),
                  std::vector<std::vector<Reason>>(programme.items.size())} {}

  ItemDecision run() {
    for (std::size_t item = 0; item < programme_.items.size(); ++item) judge(item);
    for (const auto& [name, family] : families_of(programme_)) protect(family);
    return std::move(decision_);
  }

 private:
  void judge(std::size_t item) {
    const auto& judged = programme_.items[item];
    auto& reasons = decision_.reasons[item];
    if (judged.magnitude) reasons = broken_rules(*judged.magnitude, rules_);
    if (judged.model) {
      const auto persons =
          judged.needs.empty() ? judged.model->rows : programme_.cells[judged.needs[0]].persons;
      const auto broken = broken_rules(*judged.model, persons, rules_);
      reasons.insert(reasons.end(), broken.begin(), broken.end());
    }
    if (judged.is_too_close) reasons.push_back(Reason::too_close);
    must_not_be_computed_[item] = !reasons.empty() || needs_protected_cell(judged);
    if (needs_hidden_cell(judged)) reasons.push_back(Reason::needs_hidden_cell);
    decision_.hidden[item] = !reasons.empty();
  }

  // A cell that nobody wants cannot be seen either.
  bool needs_hidden_cell(const Item& item) const {
    return std::any_of(item.needs.begin(), item.needs.end(), [&](std::size_t cell) {
      return cells_.hidden[cell] || !programme_.cells[cell].is_wanted;
    });
  }

  bool needs_protected_cell(const Item& item) const {
    return std::any_of(item.needs.begin(), item.needs.end(), [&](std::size_t cell) {
      return is_low(programme_.cells[cell].persons, rules_) || programme_.cells[cell].is_too_close;
    });
  }

  void protect(const Family& family) {
    std::vector<Range> ranges(programme_.cells.size(), {.least = -Range::kUnbounded});
    const Moves moves(programme_.relations, std::move(ranges));
    for (const auto& [cell, items] : family) {
      const bool needs_protection = std::any_of(items.begin(), items.end(), [&](std::size_t item) {
        return must_not_be_computed_[item];
      });
      if (!needs_protection) continue;
      hide(family, cell);
      const auto costs = costs_of_hiding(family);
      const auto move = find(moves, cell, costs);
      if (move) {
        for (const auto& [other, change] : *move) hide(family, other);
      } else {
        for (const auto other : moves.connected(cell, costs)) hide(family, other);
      }
    }
  }

  static std::optional<Move> find(const Moves& moves, std::size_t cell, const MoveCosts& costs) {
    for (const auto change : kChanges) {
      if (auto move = moves.find(cell, change, costs)) return move;
    }
    return std::nullopt;
  }

  MoveCosts costs_of_hiding(const Family& family) const {
    MoveCosts costs;
    for (std::size_t cell = 0; cell < programme_.cells.size(); ++cell) {
      const auto& counted = programme_.cells[cell];
      const auto items = family.find(cell);
      const bool is_shown = items != family.end() &&
                            std::any_of(items->second.begin(), items->second.end(),
                                        [&](std::size_t item) { return !decision_.hidden[item]; });
      // A sum over nobody is known to be nothing.
      if (counted.rows == 0) costs.push_back(kImmovable);
      else costs.push_back(is_shown ? static_cast<double>(counted.rows + 1) : 0);
    }
    return costs;
  }

  void hide(const Family& family, std::size_t cell) {
    const auto items = family.find(cell);
    if (items == family.end()) return;
    for (const auto item : items->second) {
      if (decision_.hidden[item]) continue;
      decision_.hidden[item] = true;
      decision_.reasons[item] = {Reason::complementary};
    }
  }

  const Programme& programme_;
  const CellDecision& cells_;
  const Rules& rules_;
  std::vector<bool> must_not_be_computed_;
  ItemDecision decision_;
};

void add_once(std::vector<Reason>& reasons, Reason reason) {
  if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
}

std::vector<Reason> broken_rules(const Regression& regression, const Rules& rules) {
  std::vector<Reason> reasons;
  // Asked as "is it allowed", so that a value that is no number is not.
  if (!(regression.largest_leverage <= kLargestLeverage)) reasons.push_back(Reason::leverage);
  if (!(regression.effective_rows >= static_cast<double>(rules.min_cell))) {
    reasons.push_back(Reason::few_effective);
  }
  if (regression.is_perfect_fit) reasons.push_back(Reason::perfect_fit);
  for (auto sum : regression.told) {
    sum.degrees_of_freedom = rules.min_degrees_of_freedom;
    for (const auto reason : broken_rules(sum, rules)) add_once(reasons, reason);
  }
  return reasons;
}

}  // namespace

ItemDecision decide_items(const Programme& programme,
                          const CellDecision& cells,
                          const Rules& rules) {
  return ItemRules(programme, cells, rules).run();
}

std::vector<Reason> broken_rules(const Magnitude& magnitude, const Rules& rules) {
  // Over nobody there is nothing to tell.
  if (magnitude.persons == 0) return {};
  std::vector<Reason> reasons;
  if (is_low(magnitude.persons, rules)) reasons.push_back(Reason::low_count);
  const double total = magnitude.total;
  const double largest_n = magnitude.largest + (rules.dominance_n >= 2 ? magnitude.second : 0);
  if (exceeds_share(largest_n, rules.dominance_k, total)) reasons.push_back(Reason::dominance);
  if (leaves_too_little(total, magnitude.largest, magnitude.second, rules.p_percent)) {
    reasons.push_back(Reason::p_percent);
  }
  if (magnitude.all_equal) reasons.push_back(Reason::all_equal);
  if (magnitude.degrees_of_freedom < rules.min_degrees_of_freedom) {
    reasons.push_back(Reason::low_degrees_of_freedom);
  }
  if (has_small_level(magnitude.rarest_of_few, rules)) reasons.push_back(Reason::small_level);
  return reasons;
}

std::vector<Reason> broken_rules(const Model& model, std::int64_t persons, const Rules& rules) {
  // A node without a row of the cohort adds nothing to a model: there is nothing to tell.
  if (persons == 0 && model.rows == 0) return {};
  std::vector<Reason> reasons;
  if (persons < rules.min_cell) reasons.push_back(Reason::low_count);
  if (model.rows - model.parameters < rules.min_degrees_of_freedom) {
    reasons.push_back(Reason::low_degrees_of_freedom);
  }
  if (has_small_level(model.rarest_of_few, rules)) reasons.push_back(Reason::small_level);
  if (!model.regression) return reasons;
  for (const auto reason : broken_rules(*model.regression, rules)) add_once(reasons, reason);
  if (model.parameters * kRowsPerParameter > model.rows) {
    add_once(reasons, Reason::low_degrees_of_freedom);
  }
  return reasons;
}

}  // namespace passerelle::disclosure
