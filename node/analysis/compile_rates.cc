#include "node/analysis/compile_rates.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/expression.h"
#include "node/analysis/outcomes.h"
#include "node/analysis/rate_estimate.h"

namespace passerelle::analysis {
namespace {

bool is_european(const Json& standard) { return standard == "ESP2013" || standard == "esp2013"; }

// One category, or several whose levels are combined.
std::vector<std::string> read_by(Fields& fields, WrittenAnalysis& written) {
  const Json* by = fields.find("by");
  if (by == nullptr) return {};
  if (by->is_array()) return use_all(fields, written, "by", Role::group);
  return {use(fields, written, "by", Role::group)};
}

std::vector<double> read_numbers(Fields& fields, std::string_view field) {
  std::vector<double> numbers;
  const auto& list = fields.array(field);
  for (std::size_t i = 0; i < list.size() && !fields.failed(); ++i) {
    const bool is_number = list[i].is_number() && std::isfinite(list[i].get<double>());
    if (!is_number || list[i].get<double>() < 0) {
      fields.fail(refused(AnalysisError::malformed, path_to(fields.path_of(field), i),
                          "a number of 0 or more is expected"));
    } else {
      numbers.push_back(list[i].get<double>());
    }
  }
  return numbers;
}

void read_standard(Fields& fields, RateAnalysis& rate) {
  const Json* standard = fields.find("standard");
  if (standard == nullptr || is_european(*standard)) return;
  if (!standard->is_object()) {
    return fields.fail("standard", "`ESP2013`, or an object with `weights`, is expected");
  }
  Fields inside(*standard, fields.path_of("standard"));
  rate.weights = read_numbers(inside, "weights");
  if (auto read = inside.done(); !read) fields.fail(read.error());
}

Result<void> check_one_each(const std::vector<double>& given,
                            std::size_t levels,
                            const std::string& path) {
  if (given.size() == levels) return {};
  return refused(
      AnalysisError::malformed, path,
      "one number for each of the " + std::to_string(levels) + " levels of `by` is expected");
}

// The bands of five years that make up the intervals of a `cut` of age in years.
Result<std::vector<double>> european_weights(const Variable& by, const std::string& path) {
  const auto unfit = [&] {
    return refused(AnalysisError::wrong_kind, path,
                   "`ESP2013` needs the last of `by` to be a `cut` of age in years at multiples of "
                   "5 up to 95");
  };
  const auto& cut = *by.expression;
  if (cut.op != Operator::cut) return unfit();
  for (const double age : cut.breaks) {
    if (std::isfinite(age) && (age < 0 || age > 95 || std::fmod(age, 5) != 0)) return unfit();
  }
  std::vector<double> weights;
  for (const auto& level : by.levels) {
    const auto at = std::find(cut.intervals.begin(), cut.intervals.end(), level.name);
    if (at == cut.intervals.end()) return unfit();
    const auto i = static_cast<std::size_t>(at - cut.intervals.begin());
    weights.push_back(european_standard_population(cut.breaks[i], cut.breaks[i + 1]));
  }
  return weights;
}

Result<void> settle_standard(const Json& standard,
                             const Variable& by,
                             std::size_t levels,
                             const std::string& path,
                             RateAnalysis& rate) {
  if (is_european(standard)) {
    auto weights = european_weights(by, path);
    if (!weights) return weights.error();
    rate.weights = *std::move(weights);
  }
  if (auto fits = check_one_each(rate.weights, levels, path_to(path, "weights")); !fits) {
    return fits;
  }
  const bool has_weight = std::any_of(rate.weights.begin(), rate.weights.end(),
                                      [](double weight) { return weight > 0; });
  if (has_weight) return {};
  return refused(AnalysisError::malformed, path, "at least one weight above 0 is expected");
}

Result<void> check_combinations(const StudyPlan& plan,
                                const std::string& path,
                                const std::string& row_set,
                                const RateAnalysis& rate) {
  if (rate.by.size() < 2) return {};
  std::size_t combinations = 1;
  for (const auto& by : rate.by) {
    combinations *= levels_in(plan, row_set, by).size();
    if (combinations > kMaximumLevels) {
      return refused(AnalysisError::too_large, path_to(path, "by"),
                     "at most " + std::to_string(kMaximumLevels) + " combinations of levels");
    }
  }
  return {};
}

Result<void> settle(const StudyPlan& plan,
                    const Json& written,
                    const std::string& path,
                    const std::string& row_set,
                    RateAnalysis& rate) {
  if (auto fits = check_combinations(plan, path, row_set, rate); !fits) return fits;
  const auto standard = written.find("standard");
  const bool has_standard = standard != written.end();
  if (!has_standard && rate.reference_rates.empty()) return {};
  const auto& by = rate.by.back();
  if (!plan.variable(by).collapse.empty()) {
    return refused(AnalysisError::not_offered, path_to(path, "by"),
                   "standards are numbers by level, and `" + by + "` declares `collapse`");
  }
  const auto levels = levels_in(plan, row_set, by);
  if (std::find(levels.begin(), levels.end(), kMissingLevel) != levels.end()) {
    return refused(
        AnalysisError::incomplete, path_to(path, "by"),
        "a standard has no weight for `(missing)`; add `" + by + "` to /analysis_set/complete_on");
  }
  if (!rate.reference_rates.empty()) {
    const auto at = path_to(path, "reference_rates");
    if (auto fits = check_one_each(rate.reference_rates, levels.size(), at); !fits) return fits;
  }
  if (!has_standard) return {};
  return settle_standard(*standard, plan.variable(by), levels.size(), path_to(path, "standard"),
                         rate);
}

}  // namespace

void read_rate(Fields& fields, WrittenAnalysis& written) {
  RateAnalysis rate;
  rate.event = use(fields, written, "event", Role::events);
  rate.person_time = use(fields, written, "person_time", Role::time);
  rate.by = read_by(fields, written);
  read_standard(fields, rate);
  if (fields.find("reference_rates") != nullptr) {
    rate.reference_rates = read_numbers(fields, "reference_rates");
    if (rate.reference_rates.empty()) fields.fail("reference_rates", "rates are expected");
  }
  for (const char* field : {"standard", "reference_rates"}) {
    if (rate.by.empty() && fields.find(field) != nullptr)
      fields.fail(field, "stands only with `by`");
  }
  written.analysis.what = std::move(rate);
}

Result<void> settle_rates(StudyPlan& plan, const Json& analyses) {
  for (std::size_t i = 0; i < plan.analyses.size(); ++i) {
    auto& analysis = plan.analyses[i];
    auto* rate = std::get_if<RateAnalysis>(&analysis.what);
    if (rate == nullptr) continue;
    auto fits = settle(plan, analyses[i], path_to("/analyses", i), analysis.row_set, *rate);
    if (!fits) return fits;
  }
  return {};
}

}  // namespace passerelle::analysis
