#include "node/analysis/linear_system.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "node/analysis/curves.h"
#include "node/analysis/grid.h"

namespace passerelle::analysis {
namespace {

class System {
 public:
  System(const Outcomes& outcomes, const State& state, Layout& layout)
      : outcomes_(outcomes), state_(state), layout_(layout), cells_(layout.wanted) {}

  void complete() {
    add_margins();
    for (const auto& outcome : outcomes_.all()) {
      add_other_sides(outcome);
      add_many_levels(outcome);
      add_atoms(outcome);
    }
    add_judgements();
    add_refinements();
    add_left_out();
    finish();
  }

 private:
  bool has(const CellKey& key) const { return cells_.contains(key); }

  bool names_an_outcome(const CellKey& key) const {
    return std::any_of(outcomes_.all().begin(), outcomes_.all().end(), [&](const Outcome& outcome) {
      return outcomes_.part(outcome, key).has_value();
    });
  }

  bool has_interval(const CellKey& key) const {
    return std::any_of(key.where.begin(), key.where.end(), [&](const Category& category) {
      return outcomes_.is_interval(key.row_set, category);
    });
  }

  // An interval of time means something only beside the event it is the time of.
  bool is_orphan(const CellKey& key) const {
    return (has_interval(key) && !names_an_outcome(key)) || lacks_values(key);
  }

  // Bins and grids of a variable that may be missing stand beside its level of values, under no
  // other name.
  bool lacks_values(const CellKey& key) const {
    const auto& plan = outcomes_.plan();
    return std::any_of(key.where.begin(), key.where.end(), [&](const Category& category) {
      const auto cut = variable_cut_by(plan, category.variable);
      return cut && may_be_missing(plan, key.row_set, *cut) &&
             std::none_of(key.where.begin(), key.where.end(),
                          [&](const Category& other) { return other.variable == *cut; });
    });
  }

  void add_margins() {
    std::vector<CellKey> open(cells_.begin(), cells_.end());
    while (!open.empty()) {
      const auto key = std::move(open.back());
      open.pop_back();
      for (std::size_t i = 0; i < key.where.size(); ++i) {
        auto margin = key;
        margin.where.erase(margin.where.begin() + static_cast<std::ptrdiff_t>(i));
        if (has(margin) || is_orphan(margin)) continue;
        cells_.insert(margin);
        open.push_back(std::move(margin));
      }
    }
  }

  void add_other_sides(const Outcome& outcome) {
    for (const auto& key : std::vector<CellKey>(cells_.begin(), cells_.end())) {
      const auto part = outcomes_.part(outcome, key);
      if (!part) continue;
      for (std::size_t state = 0; state < outcome.states(outcomes_.plan()); ++state) {
        cells_.insert(outcome.events(outcomes_.plan(), part->base, part->horizon, state));
      }
    }
  }

  // An event with more than two levels stands in tables level by level, and in survival analyses
  // as happened or not.
  void add_many_levels(const Outcome& outcome) {
    const auto& plan = outcomes_.plan();
    const auto& variable = plan.variable(outcome.event);
    if (!variable.is_categorical() || !std::isinf(outcome.horizons.back())) return;
    const double horizon = outcome.horizons.back();
    if (outcome.side(plan, horizon, kHappened).variable == outcome.event) return;
    for (const auto& key : std::vector<CellKey>(cells_.begin(), cells_.end())) {
      if (key.row_set != outcome.row_set || names_an_outcome(key)) continue;
      auto base = key;
      std::erase_if(base.where, [&](const Category& c) { return c.variable == outcome.event; });
      if (base.where.size() == key.where.size()) continue;
      CellRelation yes{outcome.events(plan, base, horizon), {}};
      CellRelation no{outcome.others(plan, base, horizon), {}};
      for (const auto& level : variable.levels) {
        auto part = with(base, outcome.event, level.name);
        (is_event_level(level) ? yes : no).parts.push_back(std::move(part));
      }
      add(std::move(yes));
      add(std::move(no));
    }
  }

  // The ends of the intervals of all curves of the outcome, at the agreed levels.
  struct Points {
    std::set<double> events, censorings;
  };
  Points points_of(const Outcome& outcome) const {
    Points points;
    for (const auto& analysis : outcomes_.plan().analyses) {
      const auto* curve = curve_on_breaks(analysis);
      if (curve == nullptr || &outcomes_.of(analysis) != &outcome) continue;
      const int level = agreed_level(state_, analysis);
      if (level < 0) continue;
      const auto index = static_cast<std::size_t>(level);
      points.events.insert(curve->levels[index].begin(), curve->levels[index].end());
      points.censorings.insert(curve->censor_levels[index].begin(),
                               curve->censor_levels[index].end());
    }
    return points;
  }

  // The cells of one outcome on one base.
  struct Base {
    std::set<double> horizons;
    bool has_intervals = false;
    std::vector<std::pair<CellKey, OutcomePart>> cells;
  };

  void add_atoms(const Outcome& outcome) {
    const auto points = points_of(outcome);
    std::map<CellKey, Base> bases;
    for (const auto& key : cells_) {
      auto part = outcomes_.part(outcome, key);
      if (!part) continue;
      auto& base = bases[part->base];
      base.horizons.insert(part->horizon);
      base.has_intervals = base.has_intervals || part->interval.has_value();
      base.cells.emplace_back(key, std::move(*part));
    }
    for (const auto& [key, base] : bases) {
      if (base.has_intervals || base.horizons.size() > 1) cut(outcome, points, key, base);
    }
  }

  struct Atom {
    double after = 0, until = 0;
    CellKey key;
  };

  void cut(const Outcome& outcome, const Points& all, const CellKey& base_key, const Base& base) {
    const auto& plan = outcomes_.plan();
    const double top = *base.horizons.rbegin();
    const auto ends = [&](const std::set<double>& of_curves) {
      std::set<double> chosen = base.horizons;
      for (const double point : of_curves) {
        if (base.has_intervals && point < top) chosen.insert(point);
      }
      return chosen;
    };
    std::vector<std::vector<Atom>> events(outcome.states(plan));  // of nothing none
    std::vector<Atom> losses;
    for (std::size_t state = kHappened; state < events.size(); ++state) {
      double after = 0;
      for (const double until : ends(all.events)) {
        events[state].push_back(
            {after, until, outcome.events_in(plan, base_key, after, until, state)});
        after = until;
      }
    }
    double after = 0;
    for (const double until : ends(all.censorings)) {
      losses.push_back({after, until, outcome.censored_in(plan, base_key, top, after, until)});
      after = until;
    }
    for (const auto& [key, part] : base.cells) {
      const auto [from, to] = part.interval.value_or(std::pair{0.0, part.horizon});
      CellRelation relation{key, {}};
      const auto take = [&](const std::vector<Atom>& atoms, double low, double high) {
        for (const auto& atom : atoms) {
          if (atom.after >= low && atom.until <= high) relation.parts.push_back(atom.key);
        }
      };
      if (part.state != kNothing) {
        take(events[part.state], from, to);
      } else if (to < part.horizon) {
        take(losses, from, to);
      } else {  // censored at the horizon: everybody who is still followed
        take(losses, from, top);
        for (const auto& late : events) take(late, part.horizon, top);
      }
      add(std::move(relation));
    }
  }

  void add_refinements() {
    // A set: many refinements of a cell ask for the same relation.
    std::set<std::pair<CellKey, std::string>> asked;
    for (const auto& key : cells_) {
      for (const auto& category : key.where) {
        auto total = key;
        std::erase(total.where, category);
        if (outcomes_.is_interval(key.row_set, category)) continue;
        if (has(total)) asked.emplace(std::move(total), category.variable);
      }
    }
    for (const auto& [total, variable] : asked) {
      CellRelation relation{total, {}};
      auto levels = levels_of_grid(outcomes_.plan(), state_, total.row_set, variable);
      if (!levels) levels = outcomes_.levels(total.row_set, variable);
      if (!levels || outcomes_.plan().variables.contains(variable)) {
        const auto& declared = outcomes_.plan().variable(variable);
        if (!levels || declared.is_categorical()) {
          levels = levels_in(outcomes_.plan(), total.row_set, variable);
        }
      }
      for (const auto& level : *levels) relation.parts.push_back(with(total, variable, level));
      add(std::move(relation));
    }
  }

  // Where a variable has no level, its value is outside of them or there is none.
  void add_judgements() {
    const auto& plan = outcomes_.plan();
    for (const auto& [name, rule] : plan.variables) {
      if (rule.judges.empty()) continue;
      const auto outside = declared_side(rule, false)->name;
      for (const auto& key : std::vector<CellKey>(cells_.begin(), cells_.end())) {
        if (std::ranges::find(key.where, Category{name, outside}) == key.where.end()) continue;
        auto rows = key;
        std::erase(rows.where, Category{name, outside});
        add({with(rows, rule.judges, kMissingLevel), {key, with(rows, name, kMissingLevel)}});
      }
    }
  }

  // cohort = analysis set + rows left out, when an analysis runs on the whole cohort.
  void add_left_out() {
    const auto& sets = outcomes_.plan().row_sets;
    const auto chosen = sets.find(kAnalysisSet);
    for (const auto& [name, set] : sets) {
      if (!set.is_left_out || chosen == sets.end()) continue;
      for (const auto& [whole, other] : sets) {
        const bool is_whole = !other.is_left_out && other.complete_on.empty() &&
                              whole != kAnalysisSet && other.cohort == chosen->second.cohort;
        if (is_whole && has({whole, {}})) add({{whole, {}}, {{kAnalysisSet, {}}, {name, {}}}});
      }
    }
  }

  void add(CellRelation relation) {
    if (relation.parts.size() == 1 && relation.parts.front() == relation.total) return;
    cells_.insert(relation.total);
    cells_.insert(relation.parts.begin(), relation.parts.end());
    relations_.insert(std::move(relation));
  }

  void finish() {
    layout_.relations.assign(relations_.begin(), relations_.end());
    std::set_difference(cells_.begin(), cells_.end(), layout_.wanted.begin(), layout_.wanted.end(),
                        std::inserter(layout_.unwanted, layout_.unwanted.end()));
    // A sum of published cells may be known: only what is finer than them is guarded.
    auto known = layout_.wanted;
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto& relation : relations_) {
        grew = (std::all_of(relation.parts.begin(), relation.parts.end(),
                            [&](const CellKey& part) { return known.contains(part); }) &&
                known.insert(relation.total).second) ||
               grew;
      }
    }
    for (const auto& key : layout_.unwanted) {
      if (has_interval(key) && !known.contains(key)) layout_.guarded.insert(key);
    }
  }

  const Outcomes& outcomes_;
  const State& state_;
  Layout& layout_;
  std::set<CellKey> cells_;
  std::set<CellRelation> relations_;
};

}  // namespace

void complete_system(const Outcomes& outcomes, const State& state, Layout& layout) {
  System(outcomes, state, layout).complete();
}

}  // namespace passerelle::analysis
