#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "node/analysis/cox_checks.h"
#include "node/analysis/few_values.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"
#include "node/analysis/risk_sums.h"

namespace passerelle::analysis {
namespace {

bool is_constant(const std::vector<double>& column) {
  return std::adjacent_find(column.begin(), column.end(), std::not_equal_to<>()) == column.end();
}

// A column of one value becomes exactly zero: no rounding may look like information.
void centre(std::vector<double>& column) {
  if (column.empty()) return;
  const double first = column.front();
  double sum = 0;
  for (const double x : column) sum += x - first;
  const double mean = sum / static_cast<double>(column.size());
  const bool has_one_value = is_constant(column);
  for (double& x : column) x = has_one_value ? 0 : (x - first) - mean;
}

}  // namespace

Result<CoxStratum> CoxStratum::make(SurvivalRows rows,
                                    const StudyPlan& plan,
                                    const Analysis& analysis,
                                    const Frame& frame) {
  const auto coefficients = coefficients_of(plan, analysis);
  CoxStratum stratum;
  stratum.rows_ = std::move(rows);
  stratum.size_ = coefficients.size();
  stratum.ties_ = std::get<CoxAnalysis>(analysis.what).ties;
  stratum.has_event_ = has_event(stratum.rows_);
  const std::size_t n = stratum.rows();
  stratum.design_.resize(n * stratum.size_);
  std::vector<std::uint32_t> persons(n);
  for (std::size_t i = 0; i < n; ++i) persons[i] = frame.person[stratum.rows_.rows[i]];
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    auto made = column_of(coefficients[j].factors, plan, stratum.rows_.rows, frame);
    if (!made) return made.error();
    auto column = *std::move(made);
    if (!coefficients[j].is_of_category()) {
      const auto few = few_of(coefficients[j], plan, kEquationsOfProducts);
      stratum.rarest_of_few_ =
          smaller(stratum.rarest_of_few_, analysis::rarest_of_few({column, persons}, few));
    }
    stratum.varies_.push_back(!is_constant(column));
    centre(column);
    for (std::size_t i = 0; i < n; ++i) stratum.design_[i * stratum.size_ + j] = column[i];
  }
  stratum.rarest_of_few_ =
      smaller(stratum.rarest_of_few_,
              rarest_on_the_way(plan, numbers_in(coefficients, plan), stratum.rows_.rows, frame));
  const auto& entries = stratum.rows_.entries;
  for (std::size_t i = 0; i < entries.size(); ++i) stratum.by_entry_.push_back(i);
  std::stable_sort(stratum.by_entry_.begin(), stratum.by_entry_.end(),
                   [&](std::size_t a, std::size_t b) { return entries[a] > entries[b]; });
  return stratum;
}

std::size_t CoxStratum::bytes() const {
  return rows_.rows.size() * (sizeof(std::uint32_t) + sizeof(double) + sizeof(std::uint8_t)) +
         by_entry_.size() * (sizeof(double) + sizeof(std::size_t)) +
         design_.size() * sizeof(double);
}

std::vector<double> CoxStratum::risks_at(const std::vector<double>& beta) const {
  std::vector<double> risks(rows_.rows.size());
  for (std::size_t i = 0; i < risks.size(); ++i) {
    for (std::size_t j = 0; j < size_; ++j) risks[i] += beta[j] * design_[i * size_ + j];
  }
  return risks;
}

template <class AtTime>
void CoxStratum::sweep(const std::vector<double>& risks, AtTime at_time) const {
  const std::size_t n = risks.size();
  // A shift cancels within the stratum.
  const double largest = n == 0 ? 0 : *std::max_element(risks.begin(), risks.end());
  const auto weight = [&](std::size_t row) { return std::exp(risks[row] - largest); };
  RiskSums risk(size_);
  EventSums events(size_);
  std::size_t gone = 0;  // of by_entry_
  for (std::size_t i = 0; i < n;) {
    const double time = rows_.times[i];
    events.clear();
    for (; gone < by_entry_.size() && rows_.entries[by_entry_[gone]] >= time; ++gone) {
      const auto row = by_entry_[gone];
      risk.take_out(weight(row), &design_[row * size_]);
    }
    // Nobody is left: not even the rounding of those who were.
    if (gone == i) risk.clear();
    for (; i < n && rows_.times[i] == time; ++i) {
      const double* x = &design_[i * size_];
      const double w = weight(i);
      risk.add(w, x);
      if (rows_.happened[i] != 0) events.add(w, risks[i] - largest, x);
    }
    if (events.count > 0) at_time(time, risk, events);
  }
}

LikelihoodSums CoxStratum::at(const std::vector<double>& beta) const {
  PartialLikelihood likelihood(size_, ties_);
  sweep(risks_at(beta), [&](double, const RiskSums& risk, const EventSums& events) {
    likelihood.add(risk, events);
  });
  return likelihood.take();
}

ConcordanceSums CoxStratum::concordance_at(const std::vector<double>& beta) const {
  return concordance_sums(rows_, risks_at(beta));
}

HazardSums CoxStratum::hazards_at(const std::vector<double>& beta) const {
  const auto square = size_ * size_;
  HazardSums sums{std::vector<double>(size_), std::vector<double>(square),
                  std::vector<double>(square)};
  sweep(risks_at(beta), [&](double time, const RiskSums& risk, const EventSums& events) {
    PartialLikelihood likelihood(size_, ties_);
    likelihood.add(risk, events);
    sums.add(time, likelihood.sums());
  });
  mirror(sums.information, size_);
  mirror(sums.squared, size_);
  return sums;
}

}  // namespace passerelle::analysis
