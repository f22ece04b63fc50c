// derive: a function of numbers of other analyses; of coefficients of one model with its standard
// error by the delta method. It asks for nothing that these do not ask for.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"
#include "node/analysis/released_numbers.h"

namespace passerelle::analysis {
namespace {

// g' V g; not a number when a covariance is missing.
double variance_of(const ValueAndGradient& found,
                   const std::vector<std::string>& names,
                   const std::string& prefix,
                   const Json& vcov) {
  double variance = 0;
  const auto slope = [&](const std::string& name) {
    const auto known = found.gradient.find(prefix + name);
    return known == found.gradient.end() ? 0.0 : known->second;
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < names.size(); ++j) {
      const double both = slope(names[i]) * slope(names[j]);
      if (both == 0) continue;
      variance += vcov[i][j].is_number() ? both * vcov[i][j].get<double>() : std::nan("");
    }
  }
  return variance;
}

// Nothing when one of them is withheld. A coefficient that does not exist is not a number.
std::optional<std::map<std::string, double>> numbers_of(const Json& before,
                                                        const DeriveAnalysis& derive) {
  std::map<std::string, double> numbers;
  for (const auto& name : names_in(derive.formula)) {
    const auto number = *number_named(derive.of, name);
    const auto& pooled = answer_to(before, number.of).at("pooled");
    if (number.pointer.empty()) {
      const auto coefficients = pooled.value("coefficients", Json());
      if (!coefficients.is_object()) return std::nullopt;
      const auto& value = coefficients.at(number.quantity);
      numbers[name] = value.is_number() ? value.get<double>() : std::nan("");
    } else {
      const auto value = pooled.value(Json::json_pointer(number.pointer), Json());
      if (!value.is_number()) return std::nullopt;
      numbers[name] = value.get<double>();
    }
  }
  return numbers;
}

// Of coefficients of one model; how numbers of several analyses go together nobody knows.
double error_of(const Answering& from,
                const DeriveAnalysis& derive,
                const ValueAndGradient& found) {
  if (!derive.is_of_one_model || !std::isfinite(found.value)) return std::nan("");
  const auto& of = derive.of.front();
  const auto names = estimates_of(from.outcomes.plan(), find_analysis(from.outcomes.plan(), of));
  const auto& vcov = answer_to(from.before, of).at("pooled").at("vcov");
  return std::sqrt(variance_of(found, names, of + ".", vcov));
}

}  // namespace

void want(const Outcomes&, const State&, const Analysis&, const DeriveAnalysis&, Wants&) {}

void answer(const Answering& from, const DeriveAnalysis& derive, Answer& out) {
  const auto numbers = numbers_of(from.before, derive);
  if (!numbers) {
    for (const char* pointer : {"/estimate", "/standard_error", "/conf_low", "/conf_high"}) {
      out.withhold(pointer);
    }
    return;
  }
  const auto found = evaluate(derive.formula, *numbers);
  const double error = error_of(from, derive, found);
  out.put_number("/estimate", found.value);
  out.put_number("/standard_error", error);
  out.put_number("/conf_low", found.value - kNormal975 * error);
  out.put_number("/conf_high", found.value + kNormal975 * error);
  out.put_json("/conf_level", kConfidenceLevel);
}

}  // namespace passerelle::analysis
