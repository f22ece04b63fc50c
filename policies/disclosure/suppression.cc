#include "policies/disclosure/suppression.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "policies/disclosure/attacker.h"
#include "policies/disclosure/pattern.h"

namespace passerelle::disclosure {
namespace {

// A hidden zero adds no protection to those who know that nobody is there: only when nothing else
// is left.
constexpr double kEmptyCell = 1e4;

// Attempts at showing a cell again; a limit on work, far above what ordinary programmes need.
constexpr int kAttemptsToShow = 400;

std::vector<Reason> primary_reasons(const Cell& cell, const Rules& rules) {
  if (!cell.is_wanted) return {};
  if (is_low(cell.persons, rules)) return {Reason::low_count};
  if (cell.is_too_close) return {Reason::too_close};
  if (cell.persons == 0 && rules.zeros_are_disclosive) return {Reason::zero};
  return {};
}

// Every proof is looked at anew, in whole numbers, whenever it was found.
std::vector<std::size_t> unproved(const Programme& programme,
                                  const Attacker& attacker,
                                  Pattern& pattern,
                                  const Rules& rules) {
  const MoveCosts everything(programme.cells.size(), 0);
  const auto is_published = [&](std::size_t cell) {
    return programme.cells[cell].is_wanted && !pattern.hidden()[cell];
  };
  const auto is_open = [&](std::size_t cell, Effort effort) {
    if (is_published(cell)) return true;
    const auto connected = attacker.moves().connected(cell, everything);
    if (std::none_of(connected.begin(), connected.end(), is_published)) return false;
    const auto proof = pattern.proof(cell, rules.min_cell, effort);
    return !proof || !attacker.is_proved(*proof, cell, rules.min_cell, pattern.hidden());
  };
  std::vector<std::size_t> cells;
  for (const auto cell : protected_cells(programme, rules)) {
    if (is_open(cell, Effort::usual)) cells.push_back(cell);
  }
  // What has been found for others meanwhile may do for these.
  std::erase_if(cells, [&](std::size_t cell) { return !is_open(cell, Effort::great); });
  return cells;
}

class Suppression {
 public:
  Suppression(const Programme& programme, const Rules& rules)
      : programme_(programme),
        rules_(rules),
        attacker_(programme),
        pattern_(attacker_, std::vector<bool>(programme.cells.size(), false)),
        prices_(price_cells()),
        bundles_of_(programme.cells.size()),
        decision_{std::vector<bool>(programme.cells.size(), false),
                  std::vector<std::vector<Reason>>(programme.cells.size())},
        has_no_proof_(programme.cells.size(), false) {
    for (std::size_t bundle = 0; bundle < programme.bundles.size(); ++bundle) {
      for (const auto cell : programme.bundles[bundle].cells) {
        bundles_of_[cell].push_back(bundle);
      }
    }
  }

  CellDecision run() {
    if (!relations_hold()) {
      hide_all(all_cells(), Reason::inconsistent);
      return std::move(decision_);
    }
    hide_primary_cells();
    pattern_.widen(decision_.hidden);
    protected_ = in_order_of_difficulty(protected_cells(programme_, rules_));
    for (const auto cell : protected_) protect(cell);
    show_what_is_not_needed();
    for (const auto cell : unproved(programme_, attacker_, pattern_, rules_)) hide_connected(cell);
    return std::move(decision_);
  }

 private:
  bool relations_hold() const {
    return std::all_of(programme_.relations.begin(), programme_.relations.end(),
                       [&](const Relation& relation) {
                         std::int64_t sum = 0;
                         for (const auto part : relation.parts) sum += programme_.cells[part].rows;
                         return sum == programme_.cells[relation.total].rows;
                       });
  }

  std::vector<std::size_t> all_cells() const {
    std::vector<std::size_t> cells(programme_.cells.size());
    std::iota(cells.begin(), cells.end(), std::size_t{0});
    return cells;
  }

  // What is lost with a cell: its rows, once more for every sum that needs it.
  std::vector<double> price_cells() const {
    std::vector<double> prices;
    for (const auto& cell : programme_.cells) {
      prices.push_back(cell.rows == 0 ? kEmptyCell : static_cast<double>(cell.rows + 1));
    }
    std::vector<int> dependants(prices.size(), 0);
    for (const auto& item : programme_.items) {
      for (const auto cell : item.needs) ++dependants[cell];
    }
    for (std::size_t cell = 0; cell < prices.size(); ++cell) prices[cell] *= 1 + dependants[cell];
    return prices;
  }

  void hide_primary_cells() {
    for (const auto cell : all_cells()) {
      auto reasons = primary_reasons(programme_.cells[cell], rules_);
      if (reasons.empty()) continue;
      decision_.hidden[cell] = true;
      decision_.reasons[cell] = std::move(reasons);
    }
    for (const auto cell : all_cells()) {
      if (decision_.hidden[cell]) hide_bundles_of(cell);
    }
  }

  void hide(std::size_t cell, Reason reason) {
    if (decision_.hidden[cell] || !programme_.cells[cell].is_wanted) return;
    decision_.hidden[cell] = true;
    decision_.reasons[cell] = {reason};
    hide_bundles_of(cell);
  }

  void hide_bundles_of(std::size_t cell) {
    for (const auto bundle : bundles_of_[cell]) {
      for (const auto other : programme_.bundles[bundle].cells) {
        hide(other, Reason::group_of_cells);
      }
    }
  }

  void hide_all(const std::vector<std::size_t>& cells, Reason reason) {
    for (const auto cell : cells) hide(cell, reason);
  }

  // The largest first: it needs the most room, and the others can often use it.
  std::vector<std::size_t> in_order_of_difficulty(std::vector<std::size_t> cells) const {
    std::sort(cells.begin(), cells.end(), [&](std::size_t left, std::size_t right) {
      const auto left_rows = programme_.cells[left].rows, right_rows = programme_.cells[right].rows;
      return left_rows != right_rows ? left_rows > right_rows : left < right;
    });
    return cells;
  }

  void protect(std::size_t cell) {
    if (pattern_.proof(cell, rules_.min_cell)) return;
    const auto proof = cheapest_protection(cell);
    if (!proof) return hide_connected(cell);
    for (const auto* move : {&proof->up, &proof->down}) {
      for (const auto& [other, change] : *move) hide(other, Reason::complementary);
    }
    pattern_.widen(decision_.hidden);
    pattern_.learn(proof->up);
    pattern_.learn(proof->down);
  }

  // Of a rise by the whole minimum, and a fall to nothing with a smaller rise, the cheaper one.
  std::optional<Proof> cheapest_protection(std::size_t cell) const {
    const auto costs = costs_of_hiding();
    std::optional<Proof> best;
    const auto consider = [&](std::optional<Move> up, std::optional<Move> down) {
      if (!up || !down) return;
      Proof proof{*std::move(up), *std::move(down)};
      if (!best || price(proof) < price(*best)) best = std::move(proof);
    };
    const auto& moves = attacker_.moves();
    consider(moves.find(cell, rules_.min_cell, costs), Move{});

    const auto fall = std::min(attacker_.room_below(cell), rules_.min_cell - 1);
    if (fall <= 0) return best;
    auto up = moves.find(cell, rules_.min_cell - fall, costs);
    if (!up) return best;
    auto with_up_free = costs;
    for (const auto& [other, change] : *up) with_up_free[other] = 0;
    consider(std::move(up), moves.find(cell, -fall, with_up_free));
    return best;
  }

  double price(const Proof& proof) const {
    std::set<std::size_t> newly_hidden;
    for (const auto* move : {&proof.up, &proof.down}) {
      for (const auto& [cell, change] : *move) {
        if (attacker_.is_unknown(cell, decision_.hidden)) continue;
        newly_hidden.insert(cell);
        for (const auto bundle : bundles_of_[cell]) {
          const auto& together = programme_.bundles[bundle].cells;
          newly_hidden.insert(together.begin(), together.end());
        }
      }
    }
    double sum = 0;
    for (const auto cell : newly_hidden) {
      if (!attacker_.is_unknown(cell, decision_.hidden)) sum += prices_[cell];
    }
    return sum;
  }

  MoveCosts costs_of_hiding() const {
    auto costs = attacker_.unknown_cells(decision_.hidden);
    for (std::size_t cell = 0; cell < costs.size(); ++cell) {
      if (costs[cell] == 0 || !programme_.cells[cell].is_wanted) continue;
      costs[cell] = prices_[cell];
      for (const auto bundle : bundles_of_[cell]) {
        for (const auto other : programme_.bundles[bundle].cells) {
          const bool is_shown = programme_.cells[other].is_wanted && !decision_.hidden[other];
          if (other != cell && is_shown) costs[cell] += prices_[other];
        }
      }
    }
    return costs;
  }

  // Nothing published is left that hangs together with the cell by any relations. Hiding bundles
  // may widen what is unknown, but adds nothing that is published.
  void hide_connected(std::size_t cell) {
    const MoveCosts everything(programme_.cells.size(), 0);
    const auto connected = attacker_.moves().connected(cell, everything);
    hide_all(connected, Reason::complementary);
    for (const auto other : connected) has_no_proof_[other] = true;
    pattern_.widen(decision_.hidden);
  }

  // The dearest first. A bundle is shown again as a whole.
  void show_what_is_not_needed() {
    auto candidates = all_cells();
    std::sort(candidates.begin(), candidates.end(), [&](std::size_t left, std::size_t right) {
      return prices_[left] != prices_[right] ? prices_[left] > prices_[right] : left < right;
    });
    int attempts = 0;
    for (const auto cell : candidates) {
      if (decision_.reasons[cell] != std::vector{Reason::complementary}) continue;
      if (++attempts > kAttemptsToShow) return;
      try_to_show(shown_together(cell));
    }
  }

  std::set<std::size_t> shown_together(std::size_t cell) const {
    std::set<std::size_t> together{cell};
    std::vector<std::size_t> to_visit{cell};
    while (!to_visit.empty()) {
      const auto next = to_visit.back();
      to_visit.pop_back();
      for (const auto bundle : bundles_of_[next]) {
        for (const auto other : programme_.bundles[bundle].cells) {
          if (programme_.cells[other].is_wanted && together.insert(other).second) {
            to_visit.push_back(other);
          }
        }
      }
    }
    return together;
  }

  void try_to_show(const std::set<std::size_t>& cells) {
    const bool must_stay = std::any_of(cells.begin(), cells.end(), [&](std::size_t cell) {
      return has_no_proof_[cell] || !primary_reasons(programme_.cells[cell], rules_).empty();
    });
    if (must_stay) return;
    auto pattern = pattern_.without({cells.begin(), cells.end()});
    for (auto cell = protected_.begin(); cell != protected_.end(); ++cell) {
      if (has_no_proof_[*cell] || pattern.proof(*cell, rules_.min_cell)) continue;
      pattern_.learn(pattern);
      // What one cell needs it often needs of the next as well.
      std::rotate(protected_.begin(), cell, cell + 1);
      return;
    }
    pattern_ = std::move(pattern);
    decision_.hidden = pattern_.hidden();
    for (const auto cell : cells) decision_.reasons[cell].clear();
  }

  const Programme& programme_;
  const Rules& rules_;
  Attacker attacker_;
  Pattern pattern_;
  std::vector<double> prices_;
  std::vector<std::vector<std::size_t>> bundles_of_;
  CellDecision decision_;
  std::vector<std::size_t> protected_;
  std::vector<bool> has_no_proof_;  // hidden with all that it is connected with instead
};

}  // namespace

CellDecision decide_cells(const Programme& programme, const Rules& rules) {
  return Suppression(programme, rules).run();
}

std::vector<std::size_t> protected_cells(const Programme& programme, const Rules& rules) {
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < programme.cells.size(); ++cell) {
    const auto& counted = programme.cells[cell];
    const bool is_small_gap =
        !counted.is_wanted && counted.is_guarded && is_low(counted.persons, rules);
    if (is_small_gap || !primary_reasons(counted, rules).empty()) cells.push_back(cell);
  }
  return cells;
}

std::vector<std::size_t> audit(const Programme& programme,
                               const std::vector<bool>& hidden,
                               const Rules& rules) {
  const Attacker attacker(programme);
  Pattern pattern(attacker, hidden);
  return unproved(programme, attacker, pattern, rules);
}

}  // namespace passerelle::disclosure
