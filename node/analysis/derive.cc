// derive: a function of coefficients of a model, with its standard error by the delta method. It
// asks for nothing that its model does not ask for.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/analysis/distributions.h"

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

}  // namespace

void want(const Outcomes&, const State&, const Analysis&, const DeriveAnalysis&, Wants&) {}

void answer(const Answering& from, const DeriveAnalysis& derive, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const auto& model = find_analysis(plan, derive.of);
  const auto& pooled = answer_to(from.before, derive.of).at("pooled");
  const bool is_released = pooled.contains("coefficients") && pooled["coefficients"].is_object();
  if (!is_released) {
    for (const char* pointer : {"/estimate", "/standard_error", "/conf_low", "/conf_high"}) {
      out.withhold(pointer);
    }
    return;
  }
  const auto prefix = derive.of + ".";
  std::map<std::string, double> numbers;
  for (const auto& name : names_in(derive.formula)) {
    const auto& value = pooled["coefficients"].at(name.substr(prefix.size()));
    numbers[name] = value.is_number() ? value.get<double>() : std::nan("");
  }
  const auto found = evaluate(derive.formula, numbers);
  const double variance = variance_of(found, estimates_of(plan, model), prefix, pooled.at("vcov"));
  const double error = std::isfinite(found.value) ? std::sqrt(variance) : std::nan("");
  out.put_number("/estimate", found.value);
  out.put_number("/standard_error", error);
  out.put_number("/conf_low", found.value - kNormal975 * error);
  out.put_number("/conf_high", found.value + kNormal975 * error);
  out.put_json("/conf_level", kConfidenceLevel);
}

}  // namespace passerelle::analysis
