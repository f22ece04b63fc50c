#include "node/analysis/outcomes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "node/analysis/design.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr double kNoHorizon = std::numeric_limits<double>::infinity();

// The variables whose levels an analysis shows as a table.
std::vector<std::string> tabled(const Analysis& analysis) {
  std::vector<std::string> names;
  const auto add = [&](const std::optional<std::string>& name) {
    if (name) names.push_back(*name);
  };
  if (const auto* count = std::get_if<CountAnalysis>(&analysis.what)) add(count->by);
  if (const auto* describe = std::get_if<DescribeAnalysis>(&analysis.what)) add(describe->by);
  if (const auto* rate = std::get_if<RateAnalysis>(&analysis.what)) {
    names = rate->by;
    add(rate->event);
  }
  if (const auto* table = std::get_if<TableOneAnalysis>(&analysis.what)) {
    names = table->variables;
    add(table->by);
  }
  if (const auto* glm = glm_of(analysis)) add(glm->outcome);
  if (const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what)) {
    add(propensity->outcome);
  }
  if (const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what)) {
    names = ranks->variables;
  }
  if (!std::holds_alternative<CoxAnalysis>(analysis.what)) {
    for (const auto& term : terms_of(analysis)) {
      for (const auto& factor : factors_of(term)) names.push_back(factor);
    }
  }
  if (const auto* diagnostic = std::get_if<DiagnosticAnalysis>(&analysis.what)) {
    add(diagnostic->truth);
    if (!diagnostic->score) add(diagnostic->test);
  }
  if (const auto* table = std::get_if<CrosstabAnalysis>(&analysis.what)) {
    add(table->rows);
    add(table->columns);
    add(table->layers);
  }
  return names;
}

// The last break where there are breaks.
double end_of(const std::optional<CurveOnBreaks>& curve, double horizon) {
  return curve ? curve->levels.front().back() : horizon;
}

}  // namespace

std::optional<Survival> survival_of(const Analysis& analysis) {
  const double horizon = analysis.horizon.value_or(kNoHorizon);
  if (const auto* curve = std::get_if<KaplanMeierAnalysis>(&analysis.what)) {
    return Survival{curve->time, curve->event, curve->levels.front().back()};
  }
  if (const auto* risks = std::get_if<CompetingRisksAnalysis>(&analysis.what)) {
    return Survival{risks->time, risks->cause, risks->levels.front().back(), true};
  }
  if (const auto* test = std::get_if<LogRankAnalysis>(&analysis.what)) {
    return Survival{test->time, test->event, end_of(test->breaks, horizon), false, test->strata};
  }
  if (const auto* model = std::get_if<CoxAnalysis>(&analysis.what)) {
    return Survival{model->time, model->event, end_of(model->breaks, horizon), false,
                    model->strata};
  }
  return std::nullopt;
}

bool may_be_missing(const StudyPlan& plan,
                    const std::string& row_set,
                    const std::string& variable) {
  // Bins stand beside the level of values of the variable that they cut.
  if (!plan.variable(variable).bins_of.empty()) return false;
  const auto& complete = plan.row_sets.at(row_set).complete_on;
  if (std::find(complete.begin(), complete.end(), variable) != complete.end()) return false;
  return plan.variable(variable).missing != MissingRule::refuse;
}

std::vector<std::string> names_of(const std::vector<Level>& levels) {
  std::vector<std::string> names;
  for (const auto& level : levels) names.push_back(level.name);
  return names;
}

std::vector<std::string> levels_in(const StudyPlan& plan,
                                   const std::string& row_set,
                                   const std::string& variable) {
  const auto& declared = plan.variable(variable);
  auto levels = names_of(declared.levels);
  if (!declared.is_categorical()) return {kPresentLevel, kMissingLevel};
  // A study compiled with `missing: category` has declared the level itself.
  const bool is_declared = std::find(levels.begin(), levels.end(), kMissingLevel) != levels.end();
  if (!is_declared && may_be_missing(plan, row_set, variable)) levels.push_back(kMissingLevel);
  return levels;
}

std::string Group::level() const {
  if (levels.size() == 1) return levels.front();
  return levels.empty() ? "" : pointer().substr(std::string("/by/").size());
}

std::string Group::pointer() const {
  std::string pointer = levels.empty() ? "" : "/by";
  for (const auto& one : levels) pointer += "/" + pointer_step(one);
  return pointer;
}

std::vector<Group> groups_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const std::vector<std::string>& by) {
  std::vector<Group> all{{{}, {row_set, {}}}}, groups = all;
  for (const auto& variable : by) {
    std::vector<Group> finer;
    for (const auto& group : groups) {
      for (const auto& level : levels_in(plan, row_set, variable)) {
        auto& part = finer.emplace_back(group);
        part.levels.push_back(level);
        part.rows = with(std::move(part.rows), variable, level);
      }
    }
    groups = std::move(finer);
  }
  if (!by.empty()) all.insert(all.end(), groups.begin(), groups.end());
  return all;
}

std::vector<Group> groups_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const std::optional<std::string>& by) {
  if (!by) return groups_of(plan, row_set, std::vector<std::string>());
  return groups_of(plan, row_set, std::vector{*by});
}

std::vector<Group> groups_of(const StudyPlan& plan, const Analysis& analysis) {
  std::optional<std::string> by;
  if (const auto* rate = std::get_if<RateAnalysis>(&analysis.what)) {
    return groups_of(plan, analysis.row_set, rate->by);
  }
  if (const auto* table = std::get_if<TableOneAnalysis>(&analysis.what)) by = table->by;
  if (const auto* describe = std::get_if<DescribeAnalysis>(&analysis.what)) by = describe->by;
  if (const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what)) {
    by = propensity->model.outcome;
  }
  return groups_of(plan, analysis.row_set, by);
}

std::vector<Group> groups_within(const StudyPlan& plan,
                                 const std::string& row_set,
                                 std::vector<std::string> by) {
  by.pop_back();
  auto groups = groups_of(plan, row_set, by);
  if (!by.empty()) groups.erase(groups.begin());
  return groups;
}

std::vector<CellKey> strata_of(const StudyPlan& plan, const Analysis& survival_analysis) {
  std::vector<CellKey> keys;
  for (auto& group :
       groups_of(plan, survival_analysis.row_set, survival_of(survival_analysis)->strata)) {
    keys.push_back(std::move(group.rows));
  }
  return keys;
}

bool is_event_level(const Level& level) {
  if (const auto* number = std::get_if<double>(&level.value)) return *number == 1;
  const auto& text = std::get<std::string>(level.value);
  return text == "1" || text == "true";
}

const Level* declared_side(const Variable& event, bool happened) {
  if (event.levels.size() != 2) return nullptr;
  const bool first_is_event = is_event_level(event.levels[0]);
  if (first_is_event == is_event_level(event.levels[1])) return nullptr;
  return &event.levels[first_is_event == happened ? 0 : 1];
}

CellKey with_value(const StudyPlan& plan, CellKey key, const std::string& variable) {
  if (!may_be_missing(plan, key.row_set, variable)) return key;
  return with(std::move(key), variable, kPresentLevel);
}

std::vector<CellKey> bins_of(const StudyPlan& plan,
                             const std::string& row_set,
                             const Binning& binning) {
  const auto values = with_value(plan, {row_set, {}}, binning.variable);
  std::vector<CellKey> bins;
  for (const auto& level : plan.variable(binning.bins).levels) {
    bins.push_back(with(values, binning.bins, level.name));
  }
  return bins;
}

std::optional<std::pair<double, double>> interval_of(const std::string& level) {
  if (level.size() < 5 || level.front() != '(') return std::nullopt;
  const auto comma = level.find(',');
  if (comma == std::string::npos) return std::nullopt;
  const char* text = level.data();
  double after = 0;
  const auto first = std::from_chars(text + 1, text + comma, after);
  if (first.ec != std::errc{} || first.ptr != text + comma) return std::nullopt;
  if (level.compare(comma + 1, std::string::npos, "inf)") == 0) return std::pair{after, kNoHorizon};
  double until = 0;
  const char* end = text + level.size() - 1;
  const auto second = std::from_chars(text + comma + 1, end, until);
  if (second.ec != std::errc{} || second.ptr != end || *end != ']') return std::nullopt;
  return std::pair{after, until};
}

std::size_t Outcome::states(const StudyPlan& plan) const {
  return has_causes ? plan.variable(event).levels.size() : 2;
}

Outcome::Side Outcome::side(const StudyPlan& plan, double horizon, std::size_t state) const {
  const auto& variable = plan.variable(event);
  const auto level = has_causes ? variable.levels[state].name : std::to_string(state);
  if (std::isinf(horizon)) {
    if (has_causes || !variable.is_categorical()) return {event, level};
    if (const auto* declared = declared_side(variable, state == kHappened)) {
      return {event, declared->name};
    }
  }
  std::string name = event + "@";
  if (shares_event) name += time + "@";
  name += std::isinf(horizon) ? std::string("inf") : number_text(horizon);
  return {std::move(name), level};
}

CellKey Outcome::events(const StudyPlan& plan,
                        CellKey base,
                        double horizon,
                        std::size_t state) const {
  auto [variable, level] = side(plan, horizon, state);
  return with(std::move(base), std::move(variable), std::move(level));
}

CellKey Outcome::others(const StudyPlan& plan, CellKey base, double horizon) const {
  return events(plan, std::move(base), horizon, kNothing);
}

CellKey Outcome::events_in(const StudyPlan& plan,
                           CellKey base,
                           double after,
                           double until,
                           std::size_t state) const {
  const auto nearest = *std::lower_bound(horizons.begin(), horizons.end(), until);
  auto key = events(plan, std::move(base), nearest, state);
  if (after == 0 && until == nearest) return key;
  return with(std::move(key), time, interval_level(after, until));
}

CellKey Outcome::censored_in(const StudyPlan& plan,
                             CellKey base,
                             double horizon,
                             double after,
                             double until) const {
  if (until < horizon) return lost_in(plan, std::move(base), after, until);
  auto key = others(plan, std::move(base), horizon);
  return after == 0 ? key : with(std::move(key), time, interval_level(after, until));
}

CellKey Outcome::lost_in(const StudyPlan& plan, CellKey base, double after, double until) const {
  const auto next = std::upper_bound(horizons.begin(), horizons.end(), until);
  if (next == horizons.end()) {
    return censored_in(plan, std::move(base), horizons.back(), after, until);
  }
  return with(others(plan, std::move(base), *next), time, interval_level(after, until));
}

Outcomes::Outcomes(const StudyPlan& plan) : plan_(&plan) {
  for (const auto& analysis : plan.analyses) {
    const auto survival = survival_of(analysis);
    if (!survival) continue;
    auto known = std::find_if(outcomes_.begin(), outcomes_.end(), [&](const Outcome& outcome) {
      return outcome.row_set == analysis.row_set && outcome.event == survival->event &&
             outcome.time == survival->time;
    });
    if (known == outcomes_.end()) {
      known = outcomes_.insert(
          known, {analysis.row_set, survival->event, survival->time, survival->has_causes, {}});
    }
    known->horizons.push_back(survival->horizon);
  }
  for (auto& outcome : outcomes_) {
    for (const auto& analysis : plan.analyses) {
      const auto names = tabled(analysis);
      if (analysis.row_set == outcome.row_set &&
          std::find(names.begin(), names.end(), outcome.event) != names.end()) {
        outcome.horizons.push_back(kNoHorizon);
      }
    }
    std::sort(outcome.horizons.begin(), outcome.horizons.end());
    outcome.horizons.erase(std::unique(outcome.horizons.begin(), outcome.horizons.end()),
                           outcome.horizons.end());
    for (const auto& other : outcomes_) {
      outcome.shares_event =
          outcome.shares_event || (other.row_set == outcome.row_set &&
                                   other.event == outcome.event && other.time != outcome.time);
    }
  }
}

const Outcome& Outcomes::of(const Analysis& survival_analysis) const {
  const auto survival = survival_of(survival_analysis);
  return *std::find_if(outcomes_.begin(), outcomes_.end(), [&](const Outcome& outcome) {
    return outcome.row_set == survival_analysis.row_set && outcome.event == survival->event &&
           outcome.time == survival->time;
  });
}

std::optional<OutcomePart> Outcomes::part(const Outcome& outcome, const CellKey& key) const {
  if (key.row_set != outcome.row_set) return std::nullopt;
  OutcomePart part;
  part.base.row_set = key.row_set;
  bool found = false;
  for (const auto& category : key.where) {
    bool is_side = false;
    for (const double horizon : outcome.horizons) {
      for (std::size_t state = 0; state < outcome.states(*plan_); ++state) {
        const auto side = outcome.side(*plan_, horizon, state);
        if (category.variable != side.variable || category.level != side.level) continue;
        part.horizon = horizon;
        part.state = state;
        is_side = true;
      }
    }
    if (is_side) {
      found = true;
    } else if (category.variable == outcome.time && interval_of(category.level)) {
      part.interval = interval_of(category.level);
    } else {
      part.base.where.push_back(category);
    }
  }
  if (!found) return std::nullopt;
  return part;
}

bool Outcomes::is_interval(const std::string& row_set, const Category& category) const {
  return std::any_of(outcomes_.begin(), outcomes_.end(), [&](const Outcome& outcome) {
    return outcome.row_set == row_set && outcome.time == category.variable &&
           interval_of(category.level).has_value();
  });
}

std::optional<std::vector<std::string>> Outcomes::levels(const std::string& row_set,
                                                         const std::string& variable) const {
  for (const auto& outcome : outcomes_) {
    if (outcome.row_set != row_set) continue;
    for (const double horizon : outcome.horizons) {
      if (outcome.side(*plan_, horizon, kNothing).variable != variable) continue;
      std::vector<std::string> levels;
      for (auto state = outcome.states(*plan_); state-- > 0;) {
        levels.push_back(outcome.side(*plan_, horizon, state).level);
      }
      return levels;
    }
  }
  return std::nullopt;
}

}  // namespace passerelle::analysis
