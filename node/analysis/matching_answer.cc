#include "node/analysis/matching_answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/effect_answer.h"
#include "node/analysis/matching_layout.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

class MatchedSample {
 public:
  MatchedSample(const Answering& from, const PropensityAnalysis& propensity)
      : from_(from),
        propensity_(propensity),
        plan_(from.outcomes.plan()),
        pool_(pool_of(from, from.state.matched.at(from.analysis.id))) {}

  void put_sizes(Answer& out) const {
    const auto& matching = *propensity_.matching;
    out.put_json("/matching/ratio", matching.ratio);
    if (matching.caliper) {
      out.put_json("/matching/caliper", *matching.caliper);
      out.put_number("/matching/width",
                     *matching.caliper * predictor_deviation(plan_, from_.analysis, from_.state));
    }
    const auto put = [&](const char* name, Arm arm, MatchedAs how) {
      out.put_count(std::string("/matching/") + name, rows(arm, how));
    };
    put("treated", Arm::treated, MatchedAs::matched);
    put("control", Arm::control, MatchedAs::matched);
    put("unmatched", Arm::treated, MatchedAs::unmatched);
    if (matching.ratio > 1) put("incomplete", Arm::treated, MatchedAs::incomplete);
  }

  void put_balance(const std::vector<std::size_t>& empty, Answer& out) const {
    const auto coefficients = coefficients_of(plan_, from_.analysis);
    const auto sets = rows(Arm::treated, MatchedAs::matched);
    for (const auto& [term, columns] : columns_by_term(plan_, from_.analysis)) {
      const auto sums = pool_.matched({from_.analysis.id, kMatching, term});
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& coefficient = coefficients[columns[i]];
        if (std::binary_search(empty.begin(), empty.end(), columns[i] + 1)) {
          put_no_balance(coefficient, out);
        } else if (sums && sets) {
          analysis::put_balance(coefficient, means(Arm::control, sums->control, i, *sets),
                                means(Arm::treated, sums->treated, i, *sets), out);
        } else {
          out.withhold("/balance/" + pointer_step(coefficient.name));
        }
      }
    }
  }

  void put_effect(Answer& out) const {
    const auto& outcome = plan_.variable(*propensity_.outcome);
    if (rows(Arm::treated, MatchedAs::matched) == 0) {
      out.put_json("/effect", nullptr);  // on nobody
    } else if (const auto means = means_of_sets()) {
      analysis::put_effect(outcome, 0, *means, out);
      out.put_json("/effect/variance", "matched_sets");
    } else if (const auto risks = risks_of_arms()) {
      analysis::put_effect(outcome, 0, *risks, out);
      out.put_json("/effect/variance", "independent_arms");
    } else {
      out.withhold("/effect");
    }
  }

 private:
  std::optional<std::int64_t> rows(Arm arm, MatchedAs how) const {
    return pool_.rows(matched_cell(plan_, from_.analysis, arm, how));
  }

  ColumnMeans means(Arm arm, const MatchedArm& sums, std::size_t column, std::int64_t sets) const {
    ColumnMeans means;
    means.rows = static_cast<double>(*from_.pool.rows(arm_cell(plan_, from_.analysis, arm)));
    means.mean = sums.values[column] / means.rows;
    means.squares = sums.squares[column] - means.mean * sums.values[column];
    means.weighted = sums.matched[column] / static_cast<double>(sets);
    return means;
  }

  std::optional<WeightedMeans> means_of_sets() const {
    const auto pooled =
        pool_.products({from_.analysis.id, kMatching, ""},
                       matched_cell(plan_, from_.analysis, Arm::treated, MatchedAs::matched));
    if (!pooled) return std::nullopt;
    const auto& [mean, rest, products] = pooled->products;
    const auto n = static_cast<double>(pooled->n);
    const double unit = n * (n - 1);
    return WeightedMeans{mean[1] + rest[1], mean[0] + rest[0], products[3] / unit,
                         products[0] / unit, products[1] / unit};
  }

  // Of an event, when all sets are of one size.
  std::optional<WeightedMeans> risks_of_arms() const {
    const auto& outcome = plan_.variable(*propensity_.outcome);
    if (!outcome.is_categorical()) return std::nullopt;
    if (propensity_.matching->ratio > 1 &&
        rows(Arm::treated, MatchedAs::incomplete).value_or(1) > 0) {
      return std::nullopt;
    }
    const auto* happened = declared_side(outcome, true);
    WeightedMeans risks;
    const auto take = [&](Arm arm, double& risk, double& variance) {
      const auto cell = matched_cell(plan_, from_.analysis, arm, MatchedAs::matched);
      const auto all = pool_.rows(cell);
      const auto events = pool_.rows(with(cell, outcome.name, happened->name));
      if (!all || !events) return false;
      const auto n = static_cast<double>(*all);
      risk = static_cast<double>(*events) / n;
      variance = risk * (1 - risk) / (n - 1);
      return true;
    };
    const bool are_known = take(Arm::treated, risks.treated, risks.treated_variance) &&
                           take(Arm::control, risks.control, risks.control_variance);
    return are_known ? std::optional(risks) : std::nullopt;
  }

  const Answering& from_;
  const PropensityAnalysis& propensity_;
  const StudyPlan& plan_;
  Pool pool_;
};

}  // namespace

bool releases_sample(const Answering& from) {
  const auto found = from.state.matched.find(from.analysis.id);
  if (found == from.state.matched.end()) return false;
  const auto pool = pool_of(from, found->second);
  const auto sizes = sizes_of_sample(from.outcomes.plan(), from.analysis);
  return std::all_of(sizes.begin(), sizes.end(),
                     [&](const CellKey& key) { return pool.rows(key).has_value(); });
}

void put_matching(const Answering& from,
                  const PropensityAnalysis& propensity,
                  const std::vector<std::size_t>& empty,
                  Answer& out) {
  const MatchedSample sample(from, propensity);
  sample.put_sizes(out);
  sample.put_balance(empty, out);
  if (propensity.outcome) sample.put_effect(out);
}

}  // namespace passerelle::analysis
