// Matched samples in check.R.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/matching_layout.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

using analysis::Arm;
using analysis::MatchedArm;
using analysis::MatchedAs;
using analysis::MatchedSums;

class MatchingChecks {
 public:
  MatchingChecks(const CheckWriter& to, const analysis::PropensityAnalysis& propensity)
      : to_(to),
        propensity_(propensity),
        plan_(to.run().plan),
        matched_(to.run().state.matched.at(to.what().id)) {}

  void write() const {
    check_size("matched exposed", Arm::treated, MatchedAs::matched, "/matching/treated");
    check_size("matched others", Arm::control, MatchedAs::matched, "/matching/control");
    check_size("unmatched exposed", Arm::treated, MatchedAs::unmatched, "/matching/unmatched");
    if (propensity_.matching->ratio > 1) {
      check_size("incomplete sets", Arm::treated, MatchedAs::incomplete, "/matching/incomplete");
    }
    for (const auto& [term, columns] : columns_by_term(plan_, to_.what())) {
      check_balance(term, columns);
    }
    if (propensity_.outcome && to_.at("/effect").is_object()) check_effect(*propensity_.outcome);
  }

 private:
  // What every node counted of the sample.
  std::string counts(const analysis::CellKey& key) const {
    std::vector<std::string> nodes;
    for (const auto& [node, partial] : matched_) {
      nodes.push_back(std::to_string(partial.cells.at(key)->rows));
    }
    return r_vector(nodes);
  }
  std::string counts(Arm arm, MatchedAs how) const {
    return counts(matched_cell(plan_, to_.what(), arm, how));
  }

  void check_size(const std::string& quantity,
                  Arm arm,
                  MatchedAs how,
                  const std::string& pointer) const {
    if (!to_.at(pointer).is_number()) return;
    to_.check(quantity, "sum(" + counts(arm, how) + ")", pointer);
  }

  // As the sums of an arm that is weighted: a one before the columns.
  std::string r_arm(const std::string& term, Arm arm) const {
    std::vector<std::string> nodes;
    for (const auto& [node, partial] : matched_) {
      const auto& sums =
          std::get<MatchedSums>(*partial.sums.at({to_.what().id, analysis::kMatching, term}));
      const auto& own = arm == Arm::treated ? sums.treated : sums.control;
      const auto rows =
          to_.run().state.first.at(node).cells.at(arm_cell(plan_, to_.what(), arm))->rows;
      const auto sets =
          partial.cells.at(matched_cell(plan_, to_.what(), Arm::treated, MatchedAs::matched))->rows;
      const auto with_one = [](std::int64_t one, const std::vector<double>& numbers) {
        return "c(" + std::to_string(one) + ", " + r_vector(numbers) + ")";
      };
      nodes.push_back(r_list({{"values", with_one(rows, own.values)},
                              {"squares", with_one(rows, own.squares)},
                              {"weighted", with_one(sets, own.matched)}}));
    }
    return "add_fields(list(" + r_joined(nodes) + "))";
  }

  void check_balance(const std::string& term, const std::vector<std::size_t>& columns) const {
    const auto coefficients = coefficients_of(plan_, to_.what());
    std::vector<std::string> before, after, is_category;
    for (const auto column : columns) {
      const auto pointer = "/balance/" + pointer_step(coefficients[column].name);
      if (!to_.at(pointer).is_object()) return;  // withheld
      before.push_back(pointer + "/before");
      after.push_back(pointer + "/after");
      is_category.emplace_back(coefficients[column].is_of_category() ? "TRUE" : "FALSE");
    }
    to_.line("control <- " + r_arm(term, Arm::control));
    to_.line("treated <- " + r_arm(term, Arm::treated));
    to_.line("check_balance(" + to_.id() + ", control, treated, " + r_vector(is_category) +
             ",\n  " + reported(to_, before) + ",\n  " + reported(to_, after) + ")");
  }

  void check_effect(const std::string& outcome) const {
    const auto& variable = plan_.variable(outcome);
    const auto effect = reported_effect(to_, variable.is_categorical());
    if (to_.at("/effect/variance") == "independent_arms") {
      const auto of_arms = [&](const auto& count) {
        return "c(sum(" + count(Arm::treated) + "), sum(" + count(Arm::control) + "))";
      };
      const auto rows = of_arms([&](Arm arm) { return counts(arm, MatchedAs::matched); });
      const auto events = of_arms([&](Arm arm) {
        return counts(with(matched_cell(plan_, to_.what(), arm, MatchedAs::matched), outcome,
                           declared_side(variable, true)->name));
      });
      return to_.line("check_arms(" + to_.id() + ", " + rows + ", " + events + ",\n  " + effect +
                      ")");
    }
    std::vector<std::string> nodes;
    for (const auto& [node, partial] : matched_) {
      const auto& own = std::get<analysis::CrossProducts>(
          *partial.sums.at({to_.what().id, analysis::kMatching, ""}));
      const auto sets =
          partial.cells.at(matched_cell(plan_, to_.what(), Arm::treated, MatchedAs::matched))->rows;
      nodes.push_back(r_list({{"n", std::to_string(sets)},
                              {"mean", r_vector(own.mean)},
                              {"rest", r_vector(own.mean_rest)},
                              {"products", r_matrix(r_vector(own.products), 2)}}));
    }
    to_.line("sets <- merge_products(list(" + r_joined(nodes) + "))");
    to_.line("check_sets(" + to_.id() + ", sets,\n  " + effect + ")");
  }

  const CheckWriter& to_;
  const analysis::PropensityAnalysis& propensity_;
  const analysis::StudyPlan& plan_;
  const std::map<NodeId, analysis::Partial>& matched_;
};

}  // namespace

void write_matching_checks(const CheckWriter& to, const analysis::PropensityAnalysis& propensity) {
  if (to.run().state.matched.contains(to.what().id)) MatchingChecks(to, propensity).write();
}

}  // namespace passerelle::bundle
