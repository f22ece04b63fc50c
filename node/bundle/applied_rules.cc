#include "node/bundle/applied_rules.h"

#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

// The names of rules, which are fields of disclosure/1 where they have a value; their words are
// "rule.NAME".
constexpr const char* kMinCell = "min_cell";
constexpr const char* kZeros = "zeros";
constexpr const char* kComplementary = "complementary_suppression";
constexpr const char* kDegrees = "dof_min";
constexpr const char* kDominance = "dominance";
constexpr const char* kPercent = "p_percent";
constexpr const char* kAllEqual = "all_equal";
constexpr const char* kTwoValues = "two_values";
constexpr const char* kLeverage = "leverage";
constexpr const char* kPerfectFit = "perfect_fit";
constexpr const char* kWholeCurve = "whole_curve";
constexpr const char* kWholeGrid = "whole_grid";
constexpr const char* kCommonGrid = "common_grid";
constexpr const char* kCommonBreaks = "common_breaks";

struct RulesOf {
  using List = std::vector<const char*>;

  const analysis::StudyPlan& plan;

  List operator()(const analysis::CountAnalysis&) const { return counts(); }
  List operator()(const analysis::CrosstabAnalysis&) const { return counts(); }
  List operator()(const analysis::DescribeAnalysis& describe) const {
    auto rules = counts_and({kDegrees, kDominance, kPercent, kAllEqual, kTwoValues});
    if (!describe.quantiles.empty()) rules.insert(rules.end(), {kWholeGrid, kCommonGrid});
    return rules;
  }
  List operator()(const analysis::TableOneAnalysis& table) const {
    return (*this)(analysis::DescribeAnalysis{{}, {}, table.quantiles});
  }
  List operator()(const analysis::HistogramAnalysis&) const { return counts(); }
  List operator()(const analysis::CorrelationAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::PcaAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::RankCorrelationAnalysis& ranks) const {
    if (ranks.grids.empty()) return counts();
    auto rules = of_regressions();
    rules.insert(rules.end(), {kWholeGrid, kCommonGrid});
    return rules;
  }
  List operator()(const analysis::MissingnessAnalysis&) const { return counts(); }
  List operator()(const analysis::ConformanceAnalysis&) const { return counts(); }
  List operator()(const analysis::ValidationAnalysis&) const { return counts(); }
  List operator()(const analysis::PropensityAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::MixedAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::DiagnosticAnalysis&) const { return counts(); }
  List operator()(const analysis::KaplanMeierAnalysis&) const {
    return counts_and({kWholeCurve, kCommonBreaks});
  }
  List operator()(const analysis::CompetingRisksAnalysis&) const {
    return (*this)(analysis::KaplanMeierAnalysis{});
  }
  List operator()(const analysis::QuantilesAnalysis&) const {
    return counts_and({kWholeGrid, kCommonGrid});
  }
  List operator()(const analysis::LogRankAnalysis& test) const {
    return test.breaks ? (*this)(analysis::KaplanMeierAnalysis{}) : counts_and({kDegrees});
  }
  List operator()(const analysis::CoxAnalysis& cox) const {
    if (!cox.breaks) return counts_and({kDegrees, kTwoValues});
    auto rules = of_regressions();
    rules.insert(rules.end(), {kWholeCurve, kCommonBreaks});
    return rules;
  }
  List operator()(const analysis::RateAnalysis&) const {
    return (*this)(analysis::DescribeAnalysis{});
  }
  // Those of its model, whose estimates it is made of.
  List operator()(const analysis::MetaAnalysis& meta) const {
    return std::visit(*this, analysis::find_analysis(plan, meta.of).what);
  }
  List operator()(const analysis::DeriveAnalysis& derive) const {
    List rules;
    for (const auto& of : derive.of) {
      for (const auto* rule : std::visit(*this, analysis::find_analysis(plan, of).what)) {
        if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
      }
    }
    return rules;
  }
  List operator()(const analysis::LinearAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::GlmAnalysis&) const { return of_regressions(); }

  static List of_regressions() {
    return counts_and(
        {kDegrees, kDominance, kPercent, kAllEqual, kTwoValues, kLeverage, kPerfectFit});
  }

  static List counts() { return {kMinCell, kZeros, kComplementary}; }
  static List counts_and(const List& others) {
    auto all = counts();
    all.insert(all.end(), others.begin(), others.end());
    return all;
  }
};

}  // namespace

Json applied_rules(const analysis::StudyPlan& plan,
                   const analysis::Analysis& analysis,
                   const std::map<NodeId, disclosure::Rules>& by_node) {
  Json list = Json::array();
  for (const auto& rule : std::visit(RulesOf{plan}, analysis.what)) {
    Json item{{"rule", rule}};
    for (const auto& [node, rules] : by_node) {
      const auto values = disclosure::to_json(rules);
      if (const auto value = values.find(rule); value != values.end()) {
        item["nodes"][node.text()] = *value;
      }
    }
    list.push_back(std::move(item));
  }
  return list;
}

std::string applied_rules_text(const analysis::StudyPlan& plan,
                               const analysis::Analysis& analysis,
                               const Messages& say) {
  std::string text;
  for (const auto* rule : std::visit(RulesOf{plan}, analysis.what)) {
    text += (text.empty() ? "" : ", ") + say.of("rule", rule);
  }
  return text;
}

std::string rules_text(const disclosure::Rules& rules, const Messages& say) {
  const auto percent = [&](double share) {
    return in_numerals(significant(100 * share, 3), say.language()) + " %";
  };
  const auto stop = say("semicolon");
  return say(rules.zeros_are_disclosive ? "rules.counts" : "rules.counts_zeros",
             {std::to_string(rules.min_cell)}) +
         stop + say("rules.degrees", {std::to_string(rules.min_degrees_of_freedom)}) + stop +
         (rules.dominance_n == 1 ? say("rules.largest", {percent(rules.dominance_k)})
                                 : say("rules.largest_n", {std::to_string(rules.dominance_n),
                                                           percent(rules.dominance_k)})) +
         stop + say("rules.others", {percent(rules.p_percent)});
}

}  // namespace passerelle::bundle
