#include "node/analysis/own_estimates.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr const char* kRiskDifference = "risk_difference";
constexpr const char* kRate = "rate";
constexpr const char* kArea = "auc";

// Not a number where there is none.
double number_at(const Json& answer, const std::string& pointer) {
  const auto found = answer.value(Json::json_pointer(pointer), Json());
  return found.is_number() ? found.get<double>() : std::nan("");
}

OwnEstimate coefficient(const Json& answer, const std::string& name) {
  const auto step = "/" + pointer_step(name);
  return {number_at(answer, "/coefficients" + step), number_at(answer, "/standard_errors" + step)};
}

// From Wald's interval, of a ratio on the logarithmic scale.
OwnEstimate of_table(const Json& answer, const std::string& measure) {
  const auto number = [&](const char* field) {
    const double found = number_at(answer, "/" + measure + field);
    return measure == kRiskDifference ? found : std::log(found);
  };
  return {number("/estimate"), (number("/conf_high") - number("/conf_low")) / (2 * kNormal975)};
}

OwnEstimate mean_of(const Json& answer, const std::string& variable) {
  const auto at = "/" + pointer_step(variable);
  return {number_at(answer, at + "/mean"),
          std::sqrt(number_at(answer, at + "/variance") / number_at(answer, at + "/n"))};
}

// Events as a Poisson variable.
OwnEstimate log_rate(const Json& answer) {
  return {std::log(number_at(answer, "/rate")), 1 / std::sqrt(number_at(answer, "/events"))};
}

// With DeLong's error.
OwnEstimate area(const Json& answer) {
  return {number_at(answer, "/auc"), number_at(answer, "/auc_se")};
}

}  // namespace

std::vector<std::string> own_quantities(const StudyPlan& plan, const Analysis& analysis) {
  if (is_model(analysis)) return estimates_of(plan, analysis);
  if (const auto* table = std::get_if<CrosstabAnalysis>(&analysis.what)) {
    const bool is_two_by_two = table->columns && plan.variable(table->rows).levels.size() == 2 &&
                               plan.variable(*table->columns).levels.size() == 2;
    if (is_two_by_two) return {"odds_ratio", "risk_ratio", kRiskDifference};
  }
  if (const auto* means = std::get_if<DescribeAnalysis>(&analysis.what)) return means->variables;
  if (std::holds_alternative<RateAnalysis>(analysis.what)) return {kRate};
  const auto* diagnostic = std::get_if<DiagnosticAnalysis>(&analysis.what);
  if (diagnostic != nullptr && diagnostic->has_curve) return {kArea};
  return {};
}

bool is_ratio(const Analysis& analysis, const std::string& quantity) {
  if (std::holds_alternative<CrosstabAnalysis>(analysis.what)) return quantity != kRiskDifference;
  return std::holds_alternative<RateAnalysis>(analysis.what);
}

std::optional<OwnEstimate> own_estimate(const Analysis& analysis,
                                        const std::string& quantity,
                                        const Json& answer) {
  const bool is_table = std::holds_alternative<CrosstabAnalysis>(analysis.what);
  const bool are_means = std::holds_alternative<DescribeAnalysis>(analysis.what);
  const bool is_rate = std::holds_alternative<RateAnalysis>(analysis.what);
  const bool is_area = std::holds_alternative<DiagnosticAnalysis>(analysis.what);
  const auto found = is_table    ? of_table(answer, quantity)
                     : are_means ? mean_of(answer, quantity)
                     : is_rate   ? log_rate(answer)
                     : is_area   ? area(answer)
                                 : coefficient(answer, quantity);
  const bool exists = std::isfinite(found.estimate) && std::isfinite(found.standard_error) &&
                      found.standard_error > 0;
  return exists ? std::optional(found) : std::nullopt;
}

}  // namespace passerelle::analysis
