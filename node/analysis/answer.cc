#include "node/analysis/answer.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/curves.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/analysis/glm_family.h"
#include "node/analysis/grid.h"
#include "node/analysis/layout.h"

namespace passerelle::analysis {
namespace {

// "node" and, where there are some, the categories that strata are of.
std::string strata_text(const std::vector<std::string>& beside) {
  std::string text = "node";
  for (std::size_t i = 0; i < beside.size(); ++i) {
    text += (i + 1 < beside.size() ? ", " : " and ") + beside[i];
  }
  return text;
}

struct MethodText {
  // All of them are of one definition.
  std::string of_quantiles(const std::vector<QuantilesAnalysis>& quantiles) const {
    return quantiles.empty() ? "" : " " + (*this)(quantiles.front());
  }
  std::string operator()(const CountAnalysis&) const {
    return "Counts of rows and distinct persons, added over the nodes.";
  }
  std::string operator()(const CrosstabAnalysis&) const {
    return "Cells added over the nodes; Pearson's chi-square without continuity correction; Wald "
           "intervals; Mantel-Haenszel with the variance of Robins, Breslow and Greenland.";
  }
  std::string operator()(const DescribeAnalysis& describe) const {
    return "Means and centred sums of each node, merged by Chan's formula; variance with n - 1; "
           "skewness m3 / m2^1.5." +
           of_quantiles(describe.quantiles);
  }
  std::string operator()(const TableOneAnalysis& table) const {
    return "Counts, means and standard deviations by group, added and merged over the nodes; "
           "standardised differences from the first group over the root of the mean variance, of "
           "several levels the Mahalanobis distance of their shares (Yang and Dalton)." +
           of_quantiles(table.quantiles);
  }
  std::string operator()(const HistogramAnalysis&) const {
    return "Counts between declared breaks, closed on the right and the first on both sides, added "
           "over the nodes.";
  }
  std::string operator()(const CorrelationAnalysis&) const {
    return "Covariances (n - 1) and Pearson's correlations from centred cross products of each "
           "node, merged by Chan's formula.";
  }
  std::string operator()(const PcaAnalysis& pca) const {
    return std::string("Eigenvectors of the ") +
           (pca.of == PcaAnalysis::Of::correlation ? "correlations" : "covariances") +
           " from centred cross products of each node, merged by Chan's formula; loadings of "
           "length one, the largest positive.";
  }
  std::string operator()(const KaplanMeierAnalysis&) const {
    return "Product-limit estimate on declared breaks: event times rounded up to breaks, censoring "
           "times up to censor_breaks, events first; Greenwood's standard error.";
  }
  std::string operator()(const LogRankAnalysis& test) const {
    const std::string name =
        test.rho == 0 ? "Log-rank test" : "Test with weights S(t-)^" + number_text(test.rho);
    if (test.breaks) {
      return name +
             " with risk sets common to all nodes, on declared breaks: event times rounded up to "
             "breaks, censoring times up to censor_breaks, events first.";
    }
    return name + " on exact times, stratified by " + strata_text(test.strata) +
           ": expected events and their covariance added over the nodes.";
  }
  std::string operator()(const CoxAnalysis& cox) const {
    return std::string("Proportional hazards ") +
           (cox.breaks ? "with risk sets common to all nodes, on declared breaks: event times "
                         "rounded up to breaks, censoring times up to censor_breaks"
                       : "on exact times, stratified by " + strata_text(cox.strata)) +
           ", ties by " + (cox.ties == CoxAnalysis::Ties::efron ? "Efron" : "Breslow") +
           (cox.entry ? "; rows are at risk after their entry" : "") +
           (cox.gives_baseline
                ? "; baseline hazard of numbers at zero and categories at their first "
                  "level, with the same ties"
                : "") +
           "; Newton's method on score and information added over the nodes.";
  }
  std::string operator()(const LinearAnalysis& linear) const {
    return std::string(
               "Least squares with an intercept, from centred cross products of each node, "
               "merged by Chan's formula; ") +
           (linear.errors == LinearAnalysis::Errors::hc1
                ? "standard errors HC1 of MacKinnon and White"
                : "classical standard errors") +
           "; intervals by Student's t.";
  }
  std::string operator()(const GlmAnalysis& glm) const {
    std::string family(family_name(glm));
    std::replace(family.begin(), family.end(), '_', ' ');
    return "Generalised linear model (" + family + ", " + std::string(link_name(glm)) +
           " link) by Fisher scoring on score and information added over the nodes; intervals by "
           "the normal quantile" +
           (glm.family == GlmAnalysis::Family::negative_binomial
                ? "; theta by Newton's method beside the coefficients"
                : "") +
           (glm.family == GlmAnalysis::Family::gamma
                ? "; dispersion by Pearson's chi-square over the degrees of freedom, p values by "
                  "Student's t."
                : ".") +
           (glm.weights ? " Rows count as often as " + *glm.weights + " says." : std::string());
  }
  std::string operator()(const RateAnalysis&) const {
    return "Events and person-time added over the nodes; exact Poisson intervals; directly "
           "standardised rates with the interval of Fay and Feuer.";
  }
  std::string operator()(const MetaAnalysis& meta) const {
    const std::string of = meta.is_logarithm ? "the logarithm of " : "";
    return "Inverse-variance weighting of each node's own estimate of " + of + meta.quantity +
           " in " + meta.of +
           "; normal intervals, beside them those of Hartung and Knapp, and prediction intervals.";
  }
  std::string operator()(const QuantilesAnalysis& quantiles) const {
    return "Order statistics of values rounded up to the ends of the grid's intervals, from counts "
           "added over the nodes; definition " +
           std::to_string(quantiles.definition) + " of Hyndman and Fan.";
  }
  std::string operator()(const CompetingRisksAnalysis&) const {
    return "Aalen-Johansen estimate of each cause's cumulative incidence on declared breaks: event "
           "times rounded up to breaks, censoring times up to censor_breaks, events first; "
           "standard error of the infinitesimal jackknife.";
  }
  std::string operator()(const DiagnosticAnalysis& diagnostic) const {
    std::string text =
        "Counts added over the nodes; Wilson's and exact (Clopper-Pearson) intervals of "
        "proportions, intervals of likelihood ratios on the log scale.";
    if (diagnostic.score) text += " A score is positive from its threshold on.";
    if (diagnostic.has_curve) {
      text +=
          " Area under the curve by the trapezoidal rule over the thresholds, its standard error "
          "DeLong's, both of the score between thresholds, ties counting one half.";
    }
    if (diagnostic.has_calibration) {
      text +=
          " Calibration: the share of those with the condition in each interval of the score, "
          "which is taken for its probability.";
    }
    return text;
  }
  std::string operator()(const PropensityAnalysis& propensity) const {
    if (propensity.matching) return matching(propensity);
    const bool is_ate = propensity.estimand == PropensityAnalysis::Estimand::ate;
    std::string text =
        "Logistic model of the exposure by Fisher scoring on sums added over the nodes; inverse "
        "probability weights of the average effect " +
        std::string(is_ate ? "on everybody" : "on the exposed");
    if (propensity.truncate > 0) {
      const auto bound = number_text(propensity.truncate);
      text += ", of probabilities kept between " + bound + " and 1 - " + bound;
    }
    text +=
        "; standardised differences over the root of the mean variance of the groups before "
        "weighting";
    if (propensity.outcome) {
      text +=
          "; Hajek's weighted means, their errors by the estimating equations of model and means "
          "(Lunceford and Davidian), normal intervals";
    }
    return text + ".";
  }
  static std::string matching(const PropensityAnalysis& propensity) {
    const auto& how = *propensity.matching;
    std::string text =
        "Logistic model of the exposure by Fisher scoring on sums added over the nodes; average "
        "effect on the exposed by matching within each node, without replacement: up to " +
        std::to_string(how.ratio) +
        " for each exposed row, greedily, the nearest by linear predictor, the highest first";
    if (how.caliper) {
      text += ", at most " + number_text(*how.caliper) + " standard deviations apart";
    }
    for (std::size_t i = 0; i < how.exact.size(); ++i) {
      text += (i == 0 ? ", alike in " : ", ") + how.exact[i];
    }
    text +=
        "; standardised differences over the root of the mean variance of the groups before "
        "matching";
    if (propensity.outcome) {
      text +=
          "; means of the differences within matched sets, errors from their variance over the "
          "sets (Abadie and Spiess), normal intervals";
    }
    return text + ".";
  }
  std::string operator()(const MixedAnalysis& mixed) const {
    return "Linear model with a random intercept by " + mixed.group +
           ", from centred cross products of each node, merged by Chan's formula; variances by " +
           std::string(mixed.method == MixedAnalysis::Method::likelihood
                           ? "maximum likelihood"
                           : "restricted maximum likelihood") +
           "; normal intervals.";
  }
  std::string operator()(const RankCorrelationAnalysis& ranks) const {
    if (!ranks.grids.empty()) {
      return "Spearman's correlations: Pearson's of ranks among the rows of all nodes, ties at "
             "their mean; ranks from counts on a grid added over the nodes, then products of "
             "ranks, centred, of each node.";
    }
    return "Spearman's correlations: Pearson's of the ranks of levels, ties at their mean, from "
           "cells added over the nodes.";
  }
  std::string operator()(const MissingnessAnalysis&) const {
    return "Rows of the cohort without a value, added over the nodes.";
  }
  std::string operator()(const ConformanceAnalysis&) const {
    return "Rows of the cohort whose value is none of the declared levels or breaks, and those "
           "without a value, added over the nodes; elsewhere in the study the former have none.";
  }
  std::string operator()(const ValidationAnalysis&) const {
    return "Rows of the cohort that break a rule, and those of which it cannot be told, added over "
           "the nodes.";
  }
  std::string operator()(const DeriveAnalysis& derive) const {
    if (!derive.is_of_one_model) {
      return "A function of numbers of " + listed(derive.of) +
             "; no standard error, as nobody knows how these go together.";
    }
    return "A function of coefficients of " + derive.of.front() +
           "; standard error by the delta method, normal interval.";
  }
};

// Of estimates that other analyses made.
bool is_of_answers(const Analysis& analysis) {
  return std::holds_alternative<MetaAnalysis>(analysis.what) ||
         std::holds_alternative<DeriveAnalysis>(analysis.what);
}

Json rounding_json(const CurveOnBreaks& curve, int level) {
  const auto index = static_cast<std::size_t>(level);
  return {{"breaks", curve.levels[index]},
          {"censor_breaks", curve.censor_levels[index]},
          {"level", level}};
}

// {"grids": by variable}; nothing of categories, and where a grid is withheld.
std::optional<Json> rounding_of_ranks(const State& state,
                                      const Analysis& analysis,
                                      const RankCorrelationAnalysis& ranks) {
  std::optional<Json> all;
  for (const auto& grid : ranks.grids) {
    auto rounding = grid_rounding(state, analysis, grid);
    if (!rounding) return std::nullopt;
    if (!all) all = Json{{"grids", Json::object()}};
    (*all)["grids"][grid.variable] = *std::move(rounding);
  }
  return all;
}

// What of an analysis is about rounded values, and how they were rounded.
std::optional<Json> rounding_of(const State& state, const Analysis& analysis) {
  if (const auto* curve = curve_on_breaks(analysis)) {
    const int level = agreed_level(state, analysis);
    return level < 0 ? std::nullopt : std::optional(rounding_json(*curve, level));
  }
  if (const auto* quantiles = std::get_if<QuantilesAnalysis>(&analysis.what)) {
    return grid_rounding(state, analysis, *quantiles);
  }
  if (const auto* ranks = std::get_if<RankCorrelationAnalysis>(&analysis.what)) {
    return rounding_of_ranks(state, analysis, *ranks);
  }
  if (const auto* diagnostic = std::get_if<DiagnosticAnalysis>(&analysis.what)) {
    if (diagnostic->has_curve) return Json{{"thresholds", diagnostic->thresholds}};
  }
  return std::nullopt;
}

// What a model says of a coefficient that answers the analysis: a copy of its numbers.
void put_effects(const StudyPlan& plan, const Analysis& analysis, const Json& pooled, Answer& out) {
  if (analysis.effects.empty() || out.failure()) return;
  const auto coefficients = coefficients_of(plan, analysis);
  for (const auto& effect : analysis.effects) {
    const auto pointer = "/" + effect.name;
    const auto name = std::ranges::find(coefficients, effect.term, &Coefficient::term)->name;
    if (!pooled.contains("coefficients") || pooled["coefficients"].is_null()) {
      out.withhold(pointer);
      continue;
    }
    Json json{{"coefficient", name}};
    for (const auto& [field, of] : {std::pair{"estimate", "coefficients"},
                                    {"standard_error", "standard_errors"},
                                    {"conf_low", "conf_low"},
                                    {"conf_high", "conf_high"},
                                    {"p_value", "p_values"},
                                    {"rate_ratio", "rate_ratios"},
                                    {"rate_ratio_conf_low", "rate_ratio_conf_low"},
                                    {"rate_ratio_conf_high", "rate_ratio_conf_high"}}) {
      if (pooled.contains(of)) json[field] = pooled[of][name];
    }
    out.put_json(pointer, std::move(json));
  }
}

Json answer_json(const Outcomes& outcomes,
                 const State& state,
                 const Analysis& analysis,
                 const Json& before) {
  const bool is_ended = !state.failed_check.empty() && !is_required(analysis);
  const auto write = [&](const Pool& pool, const NodeId* node, Json& into) {
    Answer out(into);
    if (is_ended) {
      out.fail("data_check", {});
      return out;
    }
    std::visit(
        [&](const auto& what) {
          answer({outcomes, state, analysis, pool, before, node}, what, out);
        },
        analysis.what);
    put_effects(outcomes.plan(), analysis, into, out);
    return out;
  };
  Json json{{"id", analysis.id}, {"type", analysis.type}, {"pooled", Json::object()}};
  const auto out = write(Pool(state.first), nullptr, json["pooled"]);
  const bool is_empty = out.failure() || out.is_withheld();
  json["status"] = out.failure()            ? "failed"
                   : out.is_withheld()      ? "withheld"
                   : out.withheld().empty() ? "released"
                                            : "partly_withheld";
  if (out.failure()) json["reason"] = *out.failure();
  if (is_ended) json["data_check"] = state.failed_check;
  if (!out.aliased().empty()) json["aliased"] = out.aliased();
  json["withheld"] = out.withheld();
  json["method"] = std::visit(MethodText{}, analysis.what);
  json["exact_to"] = nullptr;
  if (!is_empty && !is_of_answers(analysis)) json["exact_to"] = "pooled_rows";
  if (auto rounding = rounding_of(state, analysis)) {
    json["rounding"] = *std::move(rounding);
    if (!is_empty) json["exact_to"] = "pooled_rows_rounded";
  }
  if (analysis.per_node && !is_ended) {
    for (const auto& [node, partial] : state.first) {
      auto& own = json["nodes"][node.text()] = Json::object();
      json["nodes_withheld"][node.text()] = write(Pool(partial), &node, own).withheld();
    }
  }
  return json;
}

}  // namespace

Pool pool_of(const Answering& from, const std::map<NodeId, Partial>& round) {
  return from.node == nullptr ? Pool(round) : Pool(round.at(*from.node));
}

const Json& answer_to(const Json& answers, const std::string& id) {
  return *std::find_if(answers.begin(), answers.end(),
                       [&](const Json& answer) { return answer.at("id") == id; });
}

Json number_or_null(double number) {
  Json json;
  if (std::isfinite(number)) json = number;
  return json;
}

Json list_json(const std::vector<double>& numbers) {
  Json list = Json::array();
  for (const double number : numbers) list.push_back(number_or_null(number));
  return list;
}

Json estimate_json(double estimate, double low, double high) {
  return {{"estimate", number_or_null(estimate)},
          {"conf_low", number_or_null(low)},
          {"conf_high", number_or_null(high)}};
}

Json chi_square_test_json(double statistic, double df) {
  return {{"statistic", number_or_null(statistic)},
          {"df", static_cast<std::int64_t>(df)},
          {"p_value", number_or_null(chi_square_upper(statistic, df))}};
}

// A step into a list is its index, into anything else a name: level "0" of `observed` is a name.
Json& Answer::at(const std::string& pointer) {
  Json* place = pooled_;
  for (std::size_t begin = 1; begin <= pointer.size();) {
    const auto end = std::min(pointer.find('/', begin), pointer.size());
    const auto step = Json::json_pointer("/" + pointer.substr(begin, end - begin)).back();
    place = place->is_array() ? &(*place)[std::stoul(step)] : &(*place)[step];
    begin = end + 1;
  }
  return *place;
}

void Answer::put_count(const std::string& pointer, std::optional<std::int64_t> count) {
  if (!count) return withhold(pointer);
  at(pointer) = *count;
  ++released_;
}

void Answer::put_number(const std::string& pointer, double number) {
  at(pointer) = number_or_null(number);
  ++released_;
}

void Answer::put_json(const std::string& pointer, Json value) { at(pointer) = std::move(value); }

void Answer::withhold(const std::string& pointer) {
  at(pointer) = nullptr;
  withheld_.push_back(pointer);
}

Json pooled_answer(const StudyPlan& study, const State& state) {
  const auto& plan = at_agreed_groupings(study, state);
  const Outcomes outcomes(plan);
  Json result{{"analyses", Json::array()}};
  for (const auto& analysis : plan.analyses) {
    auto next = answer_json(outcomes, state, analysis, result["analyses"]);
    result["analyses"].push_back(std::move(next));
  }
  for (const auto& [name, number] : state.groupings) {
    result["groupings"][name] = {{"grouping", number},
                                 {"levels", names_of(plan.variable(name).levels)}};
  }
  const auto left_out =
      std::ranges::find_if(plan.row_sets, [](const auto& set) { return set.second.is_left_out; });
  const bool has_left_out = left_out != plan.row_sets.end();
  if (!plan.named_set && !has_left_out) return result;
  const Pool pool(state.first);
  Json block = Json::object();
  Answer out(block);
  if (plan.named_set) out.put_json("/name", plan.named_set->name);
  out.put_count("/rows", pool.rows({kAnalysisSet, {}}));
  if (has_left_out) out.put_count("/left_out", pool.rows({left_out->first, {}}));
  const auto opted_out = pool.cell({kOptedOut, {}});
  out.put_count("/opted_out", opted_out ? std::optional(opted_out->persons) : std::nullopt);
  if (!out.withheld().empty()) block["withheld"] = out.withheld();
  result["analysis_set"] = std::move(block);
  return result;
}

}  // namespace passerelle::analysis
