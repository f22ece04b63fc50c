#include "node/analysis/compile_overlaps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "node/analysis/compile_names.h"
#include "node/analysis/expression.h"
#include "node/analysis/outcomes.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

std::set<std::string> columns_of(const Variable& variable) {
  std::set<std::string> columns;
  collect_columns(*variable.expression, columns);
  return columns;
}

std::set<std::string> variables_cut(const StudyPlan& plan) {
  std::set<std::string> cut;
  for (const auto& [name, variable] : plan.variables) {
    if (!variable.bins_of.empty()) cut.insert(variable.bins_of);
  }
  for (const auto& analysis : plan.analyses) {
    for (const auto& quantiles : quantiles_in(analysis)) cut.insert(quantiles.variable);
  }
  return cut;
}

// Of one variable the same grid, and no bins beside it.
Result<void> check_grids(const StudyPlan& plan) {
  std::map<std::string, double> resolutions;
  for (std::size_t i = 0; i < plan.analyses.size(); ++i) {
    for (const auto& quantiles : quantiles_in(plan.analyses[i])) {
      const auto [known, is_new] =
          resolutions.try_emplace(quantiles.variable, quantiles.resolution);
      const bool has_bins =
          std::any_of(plan.variables.begin(), plan.variables.end(),
                      [&](const auto& item) { return item.second.bins_of == quantiles.variable; });
      if (!has_bins && (is_new || known->second == quantiles.resolution)) continue;
      return refused(AnalysisError::not_offered, path_to("/analyses", i),
                     "another analysis cuts `" + quantiles.variable +
                         "` at other breaks; the two could be subtracted from each other");
    }
  }
  return {};
}

bool is_on_the_same_breaks(const Analysis& other, const Analysis& risks) {
  const auto survival = *survival_of(other);
  const auto& curve = *curve_on_breaks(risks);
  if (survival.time != curve.time) return false;
  if (const auto* others = curve_on_breaks(other)) {
    return others->levels == curve.levels && others->censor_levels == curve.censor_levels;
  }
  return std::isinf(survival.horizon) || survival.horizon == curve.levels.front().back();
}

// Events told by the columns that tell of causes are sums of these, at the same times; no
// relation of the study's counts says so. On the same breaks, up to the same horizon, nothing can
// be subtracted.
Result<void> check_causes(const StudyPlan& plan, const std::vector<PlacedUse>& uses) {
  for (const auto& risks : plan.analyses) {
    const auto* what = std::get_if<CompetingRisksAnalysis>(&risks.what);
    if (what == nullptr) continue;
    auto columns = columns_of(plan.variable(what->cause));
    for (const auto& column : columns_of(plan.variable(what->time))) columns.erase(column);
    for (const auto& [use, place] : uses) {
      if (use.role != Role::event && use.role != Role::cause) continue;
      const auto& other = plan.analyses[place];
      if (!survival_of(other)) continue;
      if (use.name == what->cause) {
        if (use.role == Role::cause) continue;
        return refused(AnalysisError::not_offered, use.path,
                       "`" + use.name + "` tells causes in `" + risks.id +
                           "`; an event of its own, 1 where it happened, is expected");
      }
      const auto read = columns_of(plan.variable(use.name));
      const bool is_apart = std::none_of(
          read.begin(), read.end(), [&](const auto& column) { return columns.contains(column); });
      if (is_apart || is_on_the_same_breaks(other, risks)) continue;
      return refused(AnalysisError::not_offered, use.path,
                     "`" + use.name + "` reads a column of `" + what->cause + "`, the causes in `" +
                         risks.id +
                         "`; the same `time`, `breaks`, `censor_breaks`, `coarser` and `horizon` "
                         "are expected, or the two could be subtracted from each other");
    }
  }
  return {};
}

// Sums over the same events with many weights could be solved for the times. On breaks they follow
// from counts.
Result<void> check_weights(const StudyPlan& plan) {
  double known = 0;
  for (std::size_t i = 0; i < plan.analyses.size(); ++i) {
    const auto* test = std::get_if<LogRankAnalysis>(&plan.analyses[i].what);
    if (test == nullptr || test->breaks || test->rho == 0) continue;
    if (known != 0 && known != test->rho) {
      return refused(AnalysisError::not_offered, path_to(path_to("/analyses", i), "rho"),
                     "one `rho` above 0 per study is expected where times are exact; two could be "
                     "solved for them");
    }
    known = test->rho;
  }
  return {};
}

// Counts of one quantity between two sets of breaks could be subtracted from each other, down to
// one value; no relation of the study's counts says so, so they do not stand in one study.
Result<void> check_bins(const StudyPlan& plan, const std::vector<PlacedUse>& uses) {
  if (auto apart = check_grids(plan); !apart) return apart;
  for (const auto& cut : variables_cut(plan)) {
    const auto columns = columns_of(plan.variables.at(cut));
    for (const auto& [use, analysis] : uses) {
      const auto& other = plan.variables.at(use.name);
      const bool is_time = use.role == Role::time && survival_of(plan.analyses[analysis]);
      const bool counts = other.is_categorical() || is_time || use.role == Role::event ||
                          use.role == Role::binned || use.role == Role::ranked_number;
      const bool is_curve = is_time && curve_on_breaks(plan.analyses[analysis]) != nullptr;
      if (!counts || (use.name == cut && !is_curve)) continue;
      for (const auto& column : columns_of(other)) {
        if (!columns.contains(column)) continue;
        return refused(AnalysisError::not_offered, use.path,
                       "`" + use.name + "` counts the column `" + column +
                           "`, which the study counts between breaks too; the two could be "
                           "subtracted from each other");
      }
    }
  }
  return {};
}

}  // namespace

Result<void> check_overlaps(const StudyPlan& plan, const std::vector<PlacedUse>& uses) {
  if (auto apart = check_bins(plan, uses); !apart) return apart;
  if (auto apart = check_weights(plan); !apart) return apart;
  return check_causes(plan, uses);
}

}  // namespace passerelle::analysis
