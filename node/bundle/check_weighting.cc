// Weighting by the probability of an exposure, random intercepts and rank correlations in check.R.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/propensity_estimate.h"
#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

using analysis::ArmSums;
using analysis::CellKey;
using analysis::WeightedSums;

// What every node sent of the arms, in the one round that asks for it.
std::vector<const WeightedSums*> weighted_parts(const CheckWriter& to) {
  std::vector<const WeightedSums*> parts;
  for (const auto& round : to.run().rounds) {
    for (const auto& [node, answer] : round) {
      const auto found = answer.partial.sums.find({to.what().id, "", ""});
      if (found == answer.partial.sums.end() || !found->second) continue;
      if (const auto* part = std::get_if<WeightedSums>(&*found->second)) parts.push_back(part);
    }
  }
  return parts;
}

std::string r_arm(const ArmSums& arm) {
  std::vector<std::pair<std::string, std::string>> fields{
      {"values", r_vector(arm.values)},
      {"squares", r_vector(arm.squares)},
      {"weighted", r_vector(arm.weighted)},
      {"squared_weights", number_text(arm.squared_weights)}};
  if (const auto& response = arm.response) {
    fields.emplace_back("y", number_text(response->weighted));
    fields.emplace_back("wy", number_text(response->squared));
    fields.emplace_back("yy", number_text(response->of_squares));
    fields.emplace_back("score", r_vector(response->score));
    fields.emplace_back("score_y", r_vector(response->score_response));
    fields.emplace_back("slope", r_vector(response->slope));
    fields.emplace_back("slope_y", r_vector(response->slope_response));
  }
  return r_list(fields);
}

std::string r_arms(const std::vector<const WeightedSums*>& parts,
                   const ArmSums WeightedSums::* arm) {
  std::vector<std::string> arms;
  for (const auto* part : parts) arms.push_back(r_arm(part->*arm));
  return "add_fields(list(" + r_joined(arms) + "))";
}

std::string r_residuals(const std::vector<const WeightedSums*>& parts) {
  std::vector<std::string> matrices;
  for (const auto* part : parts) {
    matrices.push_back(r_matrix(r_vector(part->residuals), part->control.values.size()));
  }
  return r_sum(matrices);
}

void check_balance(const CheckWriter& to) {
  std::vector<std::string> before, after, is_category;
  for (const auto& coefficient : coefficients_of(to.run().plan, to.what())) {
    const auto pointer = "/balance/" + pointer_step(coefficient.name);
    before.push_back(pointer + "/before");
    after.push_back(pointer + "/after");
    is_category.emplace_back(coefficient.is_of_category() ? "TRUE" : "FALSE");
  }
  to.line("check_balance(" + to.id() + ", control, treated, " + r_vector(is_category) + ",\n  " +
          reported(to, before) + ",\n  " + reported(to, after) + ")");
}

void check_effect(const CheckWriter& to, const std::string& outcome) {
  const auto& run = to.run();
  const bool is_event = run.plan.variable(outcome).is_categorical();
  const double centre =
      analysis::response_centre(run.plan, to.what(), analysis::Pool(run.state.first));
  to.line("check_effect(" + to.id() + ", control, treated, residuals, best$information, " +
          number_text(centre) + ",\n  " + reported_effect(to, is_event) + ")");
}

}  // namespace

void write_checks(const CheckWriter& to, const analysis::PropensityAnalysis& propensity) {
  to.check_count("/n", analysis::rows_of(to.what()));
  if (!to.at("/model").is_object()) return;
  write_model_checks(to.within("/model"), propensity.model);
  if (propensity.matching) return write_matching_checks(to, propensity);
  const auto parts = weighted_parts(to);
  if (!to.at("/balance").is_object() || parts.empty()) return;
  to.line("control <- " + r_arms(parts, &WeightedSums::control));
  to.line("treated <- " + r_arms(parts, &WeightedSums::treated));
  to.line("residuals <- " + r_residuals(parts));
  for (const std::string arm : {"control", "treated"}) {
    to.check("sum of weights, " + arm, arm + "$weighted[1]", "/weights/" + arm + "/sum");
    to.check("effective rows, " + arm, arm + "$weighted[1]^2 / " + arm + "$squared_weights",
             "/weights/" + arm + "/effective_sample_size");
  }
  check_balance(to);
  if (propensity.outcome) check_effect(to, *propensity.outcome);
}

void write_checks(const CheckWriter& to, const analysis::MixedAnalysis& mixed) {
  to.check_count("/n", analysis::rows_of(to.what()));
  if (!to.at("/coefficients").is_object()) return;
  std::vector<CellKey> groups;
  std::vector<std::string> intercepts;
  for (const auto& level : levels_in(to.run().plan, to.what().row_set, mixed.group)) {
    groups.push_back(with(analysis::rows_of(to.what()), mixed.group, level));
    intercepts.push_back("/intercepts/" + pointer_step(level));
  }
  const bool is_restricted = mixed.method == analysis::MixedAnalysis::Method::restricted_likelihood;
  to.line("products <- merge_products(" + r_products(to) + ")");
  to.line("groups <- pooled_rows(" + r_cells(groups) + ")");
  write_reported(to, "z", {"sd_intercept", "sd_residual", "intraclass_correlation", "loglik"});
  to.line("reported$intercepts <- " + reported(to, intercepts));
  to.line("check_mixed(" + to.id() + ", products, groups, " + (is_restricted ? "TRUE" : "FALSE") +
          ", reported)");
}

void write_checks(const CheckWriter& to, const analysis::RankCorrelationAnalysis& ranks) {
  const auto all = analysis::rows_of(to.what());
  to.check_count("/n", all);
  if (!ranks.grids.empty()) return write_rank_checks(to, ranks.variables);
  const auto levels = [&](std::size_t variable) {
    return levels_in(to.run().plan, all.row_set, ranks.variables[variable]);
  };
  for (std::size_t i = 0; i < ranks.variables.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto pointer = "/correlation/" + std::to_string(i) + "/" + std::to_string(j);
      if (!to.at(pointer).is_number()) continue;
      std::vector<CellKey> cells;
      for (const auto& row : levels(i)) {
        for (const auto& column : levels(j)) {
          cells.push_back(with(with(all, ranks.variables[i], row), ranks.variables[j], column));
        }
      }
      to.line("m <- " + r_matrix("pooled_rows(" + r_cells(cells) + ")", levels(i).size()));
      to.check(ranks.variables[i] + " with " + ranks.variables[j],
               "cor(rep(row(m), m), rep(col(m), m), method = \"spearman\")", pointer, "1");
    }
  }
}

}  // namespace passerelle::bundle
