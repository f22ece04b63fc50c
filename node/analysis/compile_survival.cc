#include "node/analysis/compile_survival.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_terms.h"
#include "node/analysis/expression_parse.h"

namespace passerelle::analysis {
namespace {

constexpr double kLargestRho = 10;
constexpr std::size_t kMaximumCurveCells = 50'000;  // intervals of all groups of a curve

// Reads the ends of intervals: increasing, above 0.
std::vector<double> read_breaks(Fields& fields, const Json& list, const std::string& path) {
  if (!list.is_array() || list.empty() || list.size() > kMaximumBreaks) {
    fields.fail(refused(
        AnalysisError::malformed, path,
        "a list of 1 to " + std::to_string(kMaximumBreaks) + " increasing numbers is expected"));
    return {};
  }
  std::vector<double> breaks;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool is_number = list[i].is_number() && std::isfinite(list[i].get<double>());
    const double value = is_number ? list[i].get<double>() : 0;
    if (!is_number || !(value > (breaks.empty() ? 0 : breaks.back()))) {
      fields.fail(refused(AnalysisError::malformed, path_to(path, i),
                          "breaks are numbers above 0 that increase strictly"));
      return {};
    }
    breaks.push_back(value);
  }
  return breaks;
}

bool holds_all(const std::vector<double>& larger, const std::vector<double>& smaller) {
  return std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end());
}

std::vector<double> common(const std::vector<double>& left, const std::vector<double>& right) {
  std::vector<double> both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::back_inserter(both));
  return both;
}

void read_coarser(Fields& fields, CurveOnBreaks& curve) {
  const Json* list = fields.find("coarser");
  if (list == nullptr) return;
  const auto path = fields.path_of("coarser");
  if (!list->is_array() || list->size() > kMaximumLevels) {
    fields.fail("coarser", "a list of lists of breaks is expected");
    return;
  }
  for (std::size_t i = 0; i < list->size() && !fields.failed(); ++i) {
    const auto at = path_to(path, i);
    auto breaks = read_breaks(fields, (*list)[i], at);
    if (fields.failed()) return;
    const auto& finer = curve.levels.back();
    if (breaks.size() >= finer.size() || !holds_all(finer, breaks)) {
      fields.fail(refused(AnalysisError::malformed, at,
                          "some of the breaks of the list before, and not all, are expected"));
    } else if (breaks.back() != finer.back()) {
      fields.fail(refused(AnalysisError::malformed, at, "the last break is the horizon"));
    }
    curve.levels.push_back(std::move(breaks));
  }
}

std::vector<double> read_censor_breaks(Fields& fields, const std::vector<double>& breaks) {
  const Json* list = fields.find("censor_breaks");
  if (list == nullptr || fields.failed()) return breaks;
  auto censor = read_breaks(fields, *list, fields.path_of("censor_breaks"));
  if (fields.failed()) return breaks;
  if (!holds_all(breaks, censor) || censor.back() != breaks.back()) {
    fields.fail("censor_breaks", "some of `breaks`, the last one among them, are expected");
  }
  return censor;
}

// Reads `breaks` and what goes with them; the last of them is the horizon.
void read_levels(Fields& fields, WrittenAnalysis& written, CurveOnBreaks& curve) {
  curve.levels.push_back(read_breaks(fields, fields.array("breaks"), fields.path_of("breaks")));
  const auto censor = read_censor_breaks(fields, curve.levels[0]);
  read_coarser(fields, curve);
  if (fields.failed()) return;
  for (const auto& level : curve.levels) curve.censor_levels.push_back(common(censor, level));
  const double last = curve.levels[0].back();
  if (written.analysis.horizon.value_or(last) != last) {
    fields.fail("horizon", "the last of `breaks`, " + number_text(last) + ", is expected");
  }
  written.analysis.horizon = last;
}

// Reads what stands beside the node, in any order.
std::vector<std::string> read_categories(Fields& fields, WrittenAnalysis& written) {
  const auto path = fields.path_of("strata");
  const auto names = fields.texts("strata");
  const auto nodes = std::ranges::count(names, kNodeName);
  if (nodes > 1) {
    fields.fail(refused(AnalysisError::duplicate, path, "`node` stands twice"));
  } else if (nodes == 0) {
    fields.fail(refused(AnalysisError::not_offered, path,
                        "[\"node\"], risk sets of each node on exact times, categories beside it "
                        "([\"node\", \"sex\"]), or [], common risk sets on `breaks`, is expected; "
                        "other strata would be risk sets over several nodes"));
  }
  std::vector<std::string> beside;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == kNodeName) continue;
    written.uses.push_back({names[i], path_to(path, i), Role::stratum});
    beside.push_back(names[i]);
  }
  return beside;
}

// Contracts, section 4: strata are the nodes, and categories within them, on exact times. Without
// strata the risk sets are common to all nodes, and times on breaks.
template <class Survived>
void read_strata(Fields& fields, WrittenAnalysis& written, Survived& what) {
  const Json* strata = fields.find("strata");
  if (strata != nullptr && *strata == Json::array()) {
    read_levels(fields, written, what.breaks.emplace());
    what.breaks->time = what.time;
    return;
  }
  if (strata != nullptr) what.strata = read_categories(fields, written);
  for (const char* field : {"breaks", "coarser", "censor_breaks"}) {
    if (fields.find(field) == nullptr) continue;
    fields.fail(field, "stands with `strata: []`; stratified by node, times are exact");
  }
}

// All of a curve but what it is of.
void read_curve(Fields& fields, WrittenAnalysis& written, CurveOnBreaks& curve) {
  curve.by = use_or_none(fields, written, "by", Role::compared_group);
  read_levels(fields, written, curve);
  const auto conf_type = fields.text_or("conf_type", "log");
  if (conf_type == "log-log") {
    curve.interval = CurveOnBreaks::Interval::log_log;
  } else if (conf_type == "plain") {
    curve.interval = CurveOnBreaks::Interval::plain;
  } else if (conf_type != "log") {
    fields.fail("conf_type", "log, log-log or plain is expected");
  }
}

// What belongs to risk sets of each node (cox_breaks.h says why concordance does).
void refuse_with_breaks(Fields& fields, const CoxAnalysis& model) {
  if (model.has_concordance) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("concordance"),
                        "pairs of rows of two nodes could be counted only if the nodes told the "
                        "risk of every row; stratified by node, pairs within nodes are"));
  }
  if (model.entry) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("entry"),
                        "who enters between breaks would be counted by breaks too; this release "
                        "computes late entry stratified by node, without `strata: []`"));
  }
}

}  // namespace

void read_kaplan_meier(Fields& fields, WrittenAnalysis& written) {
  KaplanMeierAnalysis curve;
  curve.time = use(fields, written, "time", Role::time);
  curve.event = use(fields, written, "event", Role::event);
  read_curve(fields, written, curve);
  if (fields.find("tau") != nullptr) curve.tau = fields.number("tau");
  if (fields.failed()) return;
  if (curve.tau && !(*curve.tau > 0 && *curve.tau <= curve.levels[0].back())) {
    fields.fail("tau", "a time above 0 and at most the horizon is expected");
  }
  written.analysis.what = std::move(curve);
}

void read_competing_risks(Fields& fields, WrittenAnalysis& written) {
  CompetingRisksAnalysis risks;
  risks.time = use(fields, written, "time", Role::time);
  risks.cause = use(fields, written, "cause", Role::cause);
  read_curve(fields, written, risks);
  written.analysis.what = std::move(risks);
}

void read_log_rank(Fields& fields, WrittenAnalysis& written) {
  LogRankAnalysis test;
  test.time = use(fields, written, "time", Role::time);
  test.event = use(fields, written, "event", Role::event);
  test.by = use(fields, written, "by", Role::compared_group);
  if (fields.find("rho") != nullptr) test.rho = fields.number("rho");
  if (!(test.rho >= 0 && test.rho <= kLargestRho)) {
    fields.fail("rho", "0 (log-rank) to " + number_text(kLargestRho) + " is expected; 1 is Peto's");
  }
  read_strata(fields, written, test);
  if (test.breaks) test.breaks->by = test.by;
  written.analysis.what = std::move(test);
}

void read_cox(Fields& fields, WrittenAnalysis& written) {
  CoxAnalysis model;
  model.time = use(fields, written, "time", Role::time);
  model.event = use(fields, written, "event", Role::event);
  model.entry = use_or_none(fields, written, "entry", Role::time);
  model.terms = read_terms(fields, written);
  const auto ties = fields.text_or("ties", "efron");
  if (ties == "breslow") {
    model.ties = CoxAnalysis::Ties::breslow;
  } else if (ties != "efron") {
    fields.fail("ties", "efron or breslow is expected");
  }
  model.has_concordance = fields.boolean_or("concordance", false);
  model.tests_hazards = fields.boolean_or("proportional_hazards", false);
  read_strata(fields, written, model);
  model.gives_baseline = fields.boolean_or("baseline_hazard", false);
  if (model.breaks) {
    refuse_with_breaks(fields, model);
  } else if (model.gives_baseline) {
    fields.fail(refused(AnalysisError::not_offered, fields.path_of("baseline_hazard"),
                        "stands with `strata: []` and `breaks`; on exact times its steps would be "
                        "the times of single events"));
  }
  written.analysis.what = std::move(model);
}

Result<void> check_curve(const StudyPlan& plan, const WrittenAnalysis& written) {
  const auto* curve = curve_on_breaks(written.analysis);
  if (curve == nullptr) return {};
  auto cells = curve->levels.front().size();
  if (curve->by) cells *= plan.variable(*curve->by).levels.size();
  if (const auto* risks = std::get_if<CompetingRisksAnalysis>(&written.analysis.what)) {
    cells *= plan.variable(risks->cause).levels.size();
  }
  if (cells <= kMaximumCurveCells) return {};
  return refused(AnalysisError::too_large, path_to(written.path, "breaks"),
                 "at most " + std::to_string(kMaximumCurveCells) +
                     " intervals of all groups together; fewer `breaks`, or fewer levels, are "
                     "expected");
}

Result<void> check_strata(const StudyPlan& plan, const WrittenAnalysis& written) {
  std::size_t strata = 1;
  for (const auto& use : written.uses) {
    if (use.role != Role::stratum) continue;
    strata *= plan.variable(use.name).levels.size();
    if (strata <= kMaximumLevels) continue;
    return refused(AnalysisError::too_large, use.path,
                   "at most " + std::to_string(kMaximumLevels) + " strata within a node");
  }
  return {};
}

}  // namespace passerelle::analysis
