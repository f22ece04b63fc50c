#include "node/bundle/applied_rules.h"

#include <nlohmann/json.hpp>
#include <variant>
#include <vector>

#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

struct NamedRule {
  const char* name;   // of a field of disclosure/1, when it has a value
  const char* words;  // as in "the smallest cell, …"
};

constexpr NamedRule kMinCell{"min_cell", "the smallest count of persons"};
constexpr NamedRule kZeros{"zeros", "counts of nobody"};
constexpr NamedRule kComplementary{"complementary_suppression", "no count that others would tell"};
constexpr NamedRule kDegrees{"dof_min", "degrees of freedom"};
constexpr NamedRule kDominance{"dominance", "the share of the largest contributions"};
constexpr NamedRule kPercent{"p_percent", "how well the largest contribution can be estimated"};
constexpr NamedRule kAllEqual{"all_equal", "no value that everybody has"};
constexpr NamedRule kTwoValues{"two_values", "the rarer of two values as a count"};
constexpr NamedRule kLeverage{"leverage", "no row that bears a model by itself"};
constexpr NamedRule kPerfectFit{"perfect_fit", "no terms that determine the outcome"};
constexpr NamedRule kWholeCurve{"whole_curve", "a curve as a whole or not at all"};
constexpr NamedRule kWholeGrid{"whole_grid", "the counts of a grid as a whole or not at all"};
constexpr NamedRule kCommonGrid{"common_grid", "one grid for all nodes"};
constexpr NamedRule kCommonBreaks{"common_breaks", "one level of breaks for all nodes"};

struct RulesOf {
  using List = std::vector<NamedRule>;

  const analysis::StudyPlan& plan;

  List operator()(const analysis::CountAnalysis&) const { return counts(); }
  List operator()(const analysis::CrosstabAnalysis&) const { return counts(); }
  List operator()(const analysis::DescribeAnalysis&) const {
    return counts_and({kDegrees, kDominance, kPercent, kAllEqual, kTwoValues});
  }
  List operator()(const analysis::TableOneAnalysis&) const {
    return (*this)(analysis::DescribeAnalysis{});
  }
  List operator()(const analysis::HistogramAnalysis&) const { return counts(); }
  List operator()(const analysis::CorrelationAnalysis&) const { return of_regressions(); }
  List operator()(const analysis::PcaAnalysis&) const { return of_regressions(); }
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
    return std::visit(*this, analysis::find_analysis(plan, derive.of).what);
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
    Json item{{"rule", rule.name}};
    for (const auto& [node, rules] : by_node) {
      const auto values = disclosure::to_json(rules);
      if (const auto value = values.find(rule.name); value != values.end()) {
        item["nodes"][node.text()] = *value;
      }
    }
    list.push_back(std::move(item));
  }
  return list;
}

std::string applied_rules_text(const analysis::StudyPlan& plan,
                               const analysis::Analysis& analysis) {
  std::string text;
  for (const auto& rule : std::visit(RulesOf{plan}, analysis.what)) {
    text += (text.empty() ? "" : ", ") + std::string(rule.words);
  }
  return text;
}

std::string rules_text(const disclosure::Rules& rules) {
  const auto percent = [](double share) { return significant(100 * share, 3) + " %"; };
  return "counts of " + std::to_string(rules.min_cell) + " persons or more" +
         (rules.zeros_are_disclosive ? "" : " and of nobody") + "; at least " +
         std::to_string(rules.min_degrees_of_freedom) + " degrees of freedom; the " +
         (rules.dominance_n == 1 ? std::string("largest contribution")
                                 : std::to_string(rules.dominance_n) + " largest contributions") +
         " at most " + percent(rules.dominance_k) + "; others at least " +
         percent(rules.p_percent) + " of the largest";
}

}  // namespace passerelle::bundle
