#include "node/analysis/matching_step.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "node/analysis/blocks.h"
#include "node/analysis/few_values.h"
#include "node/analysis/linear_model.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// Beyond it every probability is 0 or 1 to the last digit.
constexpr double kLargestPredictor = 1e8;

MatchedSums no_columns(std::size_t size) {
  const std::vector<double> nothing(size);
  return {{nothing, nothing, nothing}, {nothing, nothing, nothing}};
}

std::vector<double> at(const std::vector<double>& all, const std::vector<std::size_t>& places) {
  std::vector<double> chosen;
  for (const auto place : places) chosen.push_back(all[place]);
  return chosen;
}

MatchedArm at(const MatchedArm& all, const std::vector<std::size_t>& places) {
  return {at(all.values, places), at(all.squares, places), at(all.matched, places)};
}

}  // namespace

MatchingStep::MatchingStep(const Outcomes& outcomes,
                           const State& state,
                           const Analysis& analysis,
                           const Frame& frame,
                           CellCounter& counter,
                           StepOutput& output)
    : outcomes_(outcomes),
      state_(state),
      analysis_(analysis),
      propensity_(std::get<PropensityAnalysis>(analysis.what)),
      frame_(frame),
      counter_(counter),
      output_(output) {}

Result<void> MatchingStep::add(KeptRows& kept) {
  auto rows = kept.regression(outcomes_, analysis_, frame_);
  if (!rows) return rows.error();
  rows_ = *std::move(rows);
  centring_ = pooled_centring(outcomes_.plan(), analysis_, Pool(state_.first));
  if (!centring_) return Error{BaseError::internal, analysis_.id + " has no model"};
  if (auto matched = match(); !matched) return matched;
  group();
  count();
  if (auto added = add_terms(); !added || !propensity_.outcome) return added;
  return add_response();
}

Result<void> MatchingStep::match() {
  const auto rows = rows_to_match();
  if (!rows) return rows.error();
  MatchingRule rule;
  rule.ratio = propensity_.matching->ratio;
  if (const auto& caliper = propensity_.matching->caliper) {
    const double deviation = predictor_deviation(outcomes_.plan(), analysis_, state_);
    rule.caliper = *caliper * deviation / kScoreStep;
  }
  sets_ = matched_sets(*rows, rule);
  return {};
}

Result<std::vector<RowToMatch>> MatchingStep::rows_to_match() const {
  const auto& beta = state_.glm_fits.at(analysis_.id).newton.best_beta;
  std::vector<const LevelColumn*> exact;
  for (const auto& name : propensity_.matching->exact) {
    exact.push_back(&frame_.categories.at(name));
  }
  std::map<std::vector<std::int32_t>, std::size_t> strata;
  std::vector<RowToMatch> rows;
  std::vector<double> x(beta.size());
  std::vector<std::int32_t> levels(exact.size());
  for (std::size_t row = 0; row < rows_->size(); ++row) {
    rows_->measure(*centring_, row, x);
    const double predictor = dot(beta, x);
    if (!(std::abs(predictor) < kLargestPredictor)) return exceeds_doubles();
    for (std::size_t i = 0; i < exact.size(); ++i) levels[i] = (*exact[i])[rows_->rows[row]];
    rows.push_back({rows_->outcome[row] == 1,
                    strata.try_emplace(levels, strata.size()).first->second,
                    std::llround(predictor / kScoreStep)});
  }
  return rows;
}

// Others weigh by how many their set has, exposed rows all the same.
void MatchingStep::group() {
  std::vector<MatchedAs> how(rows_->size(), MatchedAs::unmatched);
  for (const auto& set : sets_) {
    how[set.exposed] = MatchedAs::matched;
    for (const auto other : set.others) how[other] = kind_of(set);
  }
  const auto add = [&](Arm arm, MatchedAs wanted) {
    Group group{arm, wanted, {}};
    for (std::size_t row = 0; row < rows_->size(); ++row) {
      const bool is_of_arm = (rows_->outcome[row] == 1) == (arm == Arm::treated);
      if (is_of_arm && how[row] == wanted) group.rows.push_back(row);
    }
    groups_.push_back(std::move(group));
  };
  add(Arm::treated, MatchedAs::matched);
  add(Arm::treated, MatchedAs::unmatched);
  add(Arm::control, MatchedAs::complete);
  add(Arm::control, MatchedAs::incomplete);
  add(Arm::control, MatchedAs::unmatched);
}

MatchedAs MatchingStep::kind_of(const MatchedSet& set) const {
  const auto ratio = static_cast<std::size_t>(propensity_.matching->ratio);
  return set.others.size() == ratio ? MatchedAs::complete : MatchedAs::incomplete;
}

void MatchingStep::count() {
  std::map<MatchedAs, std::vector<std::uint32_t>> rows;  // of the frame
  for (const auto& set : sets_) {
    for (const auto how : {MatchedAs::matched, kind_of(set)}) {
      rows[how].push_back(rows_->rows[set.exposed]);
      for (const auto other : set.others) rows[how].push_back(rows_->rows[other]);
    }
  }
  for (const auto& group : groups_) {
    if (group.how != MatchedAs::unmatched) continue;
    for (const auto row : group.rows) rows[group.how].push_back(rows_->rows[row]);
  }
  for (const auto how :
       {MatchedAs::matched, MatchedAs::unmatched, MatchedAs::complete, MatchedAs::incomplete}) {
    counter_.know(category_of(analysis_, how), rows[how]);
  }
  for (const auto& [slot, needs] : matching_layout(outcomes_.plan(), state_).slots) {
    if (slot.analysis != analysis_.id) continue;
    for (const auto& key : needs.cells) output_.partial.cells[key] = counter_.count(key);
  }
}

// Sums over all rows, and over the matched sets in the order of their exposed rows.
MatchedSums MatchingStep::sums_of_columns() const {
  const std::size_t size = rows_->columns;
  const auto add = [](MatchedSums left, const MatchedSums& right) {
    return std::move(left) + right;
  };
  const auto arms = [&](std::size_t begin, std::size_t end) {
    auto sums = no_columns(size);
    std::vector<double> x(size + 1);
    for (std::size_t row = begin; row < end; ++row) {
      rows_->measure(*centring_, row, x);
      auto& arm = rows_->outcome[row] == 1 ? sums.treated : sums.control;
      for (std::size_t j = 0; j < size; ++j) {
        arm.values[j] += x[j + 1];
        arm.squares[j] += x[j + 1] * x[j + 1];
      }
    }
    return sums;
  };
  const auto sample = [&](std::size_t begin, std::size_t end) {
    auto sums = no_columns(size);
    std::vector<double> x(size + 1);
    for (std::size_t i = begin; i < end; ++i) {
      rows_->measure(*centring_, sets_[i].exposed, x);
      for (std::size_t j = 0; j < size; ++j) sums.treated.matched[j] += x[j + 1];
      const auto others = static_cast<double>(sets_[i].others.size());
      for (const auto other : sets_[i].others) {
        rows_->measure(*centring_, other, x);
        for (std::size_t j = 0; j < size; ++j) sums.control.matched[j] += x[j + 1] / others;
      }
    }
    return sums;
  };
  return in_blocks(0, rows_->size(), arms, add) + in_blocks(0, sets_.size(), sample, add);
}

Result<void> MatchingStep::add_terms() {
  const auto sums = sums_of_columns();
  if (!are_finite(sums.control.squares) || !are_finite(sums.treated.squares)) {
    return exceeds_doubles();
  }
  const auto coefficients = coefficients_of(outcomes_.plan(), analysis_);
  for (const auto& [term, columns] : columns_by_term(outcomes_.plan(), analysis_)) {
    std::vector<MagnitudeEvidence> told;
    for (const auto column : columns) {
      if (coefficients[column].is_of_category()) continue;  // its sums are cells
      std::vector<double> values(rows_->size());
      for (std::size_t row = 0; row < values.size(); ++row) values[row] = rows_->at(row, column);
      // A product with a level tells of the rows that have it.
      const bool is_of_level = !coefficients[column].level().empty();
      for (auto& group :
           told_of(values, few_of(coefficients[column], outcomes_.plan(), kEquationsOfGroups),
                   [&](double x) { return !is_of_level || x != 0; })) {
        told.push_back(std::move(group));
      }
    }
    auto evidence = evidence_of(columns.size(), std::move(told));
    // Where all exposed rows are unmatched the sums over all rows are those of the unmatched ones.
    if (sets_.empty()) evidence.rows = exposed_rows();
    const MatchedSums of_term{at(sums.control, columns), at(sums.treated, columns)};
    if (auto added = put(term, of_term, std::move(evidence)); !added) return added;
  }
  return {};
}

std::int64_t MatchingStep::exposed_rows() const {
  return std::count(rows_->outcome.begin(), rows_->outcome.end(), 1.0);
}

// Of exposed rows and, behind it, of those matched with each: the mean of the response.
Result<void> MatchingStep::add_response() {
  RegressionRows pairs;
  pairs.columns = 1;
  for (const auto& set : sets_) {
    double sum = 0;
    const double from = rows_->response[set.others.front()];
    for (const auto other : set.others) sum += rows_->response[other] - from;
    pairs.rows.push_back(rows_->rows[set.exposed]);
    pairs.design.push_back(rows_->response[set.exposed]);
    pairs.outcome.push_back(from + sum / static_cast<double>(set.others.size()));
  }
  auto products = cross_products(pairs);
  if (!are_finite(products.products)) return exceeds_doubles();
  const bool is_event = outcomes_.plan().variable(*propensity_.outcome).is_categorical();
  auto told =
      is_event
          ? std::vector<MagnitudeEvidence>{}  // cells tell
          : told_of(rows_->response,
                    few_of(outcomes_.plan().variable(*propensity_.outcome), kEquationsOfGroups),
                    [](double) { return true; });
  auto evidence = evidence_of(2, std::move(told));
  evidence.rarest_of_few = smaller(rarest_kind_of_set(), rarest_on_the_way_to_response());
  return put("", std::move(products), std::move(evidence));
}

// Of every group, also of those left out, since the first round tells of all.
std::vector<MagnitudeEvidence> MatchingStep::told_of(const std::vector<double>& values,
                                                     std::size_t few,
                                                     const Tells& tells) const {
  std::vector<MagnitudeEvidence> told;
  for (const auto& group : groups_) {
    Values of_group;
    for (const auto row : group.rows) {
      if (!tells(values[row])) continue;
      of_group.values.push_back(values[row]);
      of_group.persons.push_back(frame_.person[rows_->rows[row]]);
    }
    if (!of_group.values.empty()) told.push_back(magnitude_of(of_group, few));
  }
  return told;
}

ModelEvidence MatchingStep::evidence_of(std::size_t parameters,
                                        std::vector<MagnitudeEvidence> told) const {
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(sets_.size());
  evidence.parameters = static_cast<std::int64_t>(parameters);
  if (told.empty()) return evidence;
  auto& regression = evidence.regression.emplace();
  regression.told = std::move(told);
  regression.effective_rows = static_cast<double>(sets_.size());
  return evidence;
}

std::optional<std::int64_t> MatchingStep::rarest_on_the_way_to_response() const {
  std::optional<std::int64_t> rarest;
  for (const auto& group : groups_) {
    std::vector<std::uint32_t> rows;
    for (const auto row : group.rows) rows.push_back(rows_->rows[row]);
    rarest =
        smaller(rarest, rarest_on_the_way(outcomes_.plan(), {*propensity_.outcome}, rows, frame_));
  }
  return rarest;
}

// How a response of two values goes together in the sets follows from their variances, so every
// kind of set (what the exposed row has, how many of the others have it) is a count of persons.
std::optional<std::int64_t> MatchingStep::rarest_kind_of_set() const {
  std::set<double> values;
  std::map<std::tuple<double, std::size_t, std::size_t>, std::set<std::uint32_t>> kinds;
  for (const auto& set : sets_) {
    values.insert(rows_->response[set.exposed]);
    std::size_t alike = 0;
    for (const auto other : set.others) {
      values.insert(rows_->response[other]);
      if (rows_->response[other] == rows_->response[set.exposed]) ++alike;
    }
    if (values.size() > 2) return std::nullopt;
    kinds[{rows_->response[set.exposed], alike, set.others.size()}].insert(
        frame_.person[rows_->rows[set.exposed]]);
  }
  if (values.size() != 2) return std::nullopt;
  std::size_t fewest = sets_.size();
  for (const auto& [kind, persons] : kinds) fewest = std::min(fewest, persons.size());
  return static_cast<std::int64_t>(fewest);
}

Result<void> MatchingStep::put(const std::string& term, Sums sums, ModelEvidence evidence) {
  const Slot slot{analysis_.id, kMatching, term};
  output_.partial.sums[slot] = std::move(sums);
  output_.evidence.models[slot] = std::move(evidence);
  return {};
}

Error MatchingStep::exceeds_doubles() const {
  return {DataError::not_a_number, analysis_.id + ": the sums exceed what doubles hold"};
}

}  // namespace passerelle::analysis
