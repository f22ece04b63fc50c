#include <algorithm>
#include <cmath>

#include "node/analysis/cox_checks.h"
#include "node/analysis/local_sums.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

constexpr double kBeyondDoubles = -1e300;

// Information below this share of the second moments it is a difference of is rounding, not data.
constexpr double kRounding = 1e-13;

// A column of one value becomes exactly zero: no rounding may look like information.
void centre(std::vector<double>& column) {
  if (column.empty()) return;
  const double first = column.front();
  double sum = 0;
  for (const double x : column) sum += x - first;
  const double mean = sum / static_cast<double>(column.size());
  const bool is_constant =
      std::all_of(column.begin(), column.end(), [&](double x) { return x == first; });
  for (double& x : column) x = is_constant ? 0 : (x - first) - mean;
}

// Sums over rows of w, w x and w x x' (lower triangle).
struct RiskSums {
  double s0 = 0;
  std::vector<double> s1, s2;
  explicit RiskSums(std::size_t size) : s1(size), s2(size * size) {}
  void add(double weight, const double* x) {
    const std::size_t size = s1.size();
    s0 += weight;
    for (std::size_t i = 0; i < size; ++i) {
      const double wx = weight * x[i];
      s1[i] += wx;
      for (std::size_t j = 0; j <= i; ++j) s2[i * size + j] += wx * x[j];
    }
  }
  void take_out(double weight, const double* x) { add(-weight, x); }
  void clear() {
    s0 = 0;
    std::fill(s1.begin(), s1.end(), 0.0);
    std::fill(s2.begin(), s2.end(), 0.0);
  }
};

// Of those who have the event at one time.
struct EventSums {
  RiskSums risk;
  std::vector<double> total;  // of their covariates
  double log_risk = 0;
  std::size_t count = 0;
  explicit EventSums(std::size_t size) : risk(size), total(size) {}
  void add(double weight, double log_weight, const double* x) {
    risk.add(weight, x);
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += x[i];
    log_risk += log_weight;
    ++count;
  }
  void clear() {
    risk.clear();
    std::fill(total.begin(), total.end(), 0.0);
    log_risk = 0;
    count = 0;
  }
};

// Sums over l = 0 … d-1 of powers of f = l/d and phi = 1 / (S0 - f E0) for d tied events; Breslow
// takes f = 0 throughout. With them a set of ties costs one update of the information instead of d:
//   U -= a0 S1 - a1 E1
//   I += a0 S2 - a1 E2 - b0 S1 S1' + b1 (S1 E1' + E1 S1') - b2 E1 E1'
struct TieSums {
  double log_risk = 0, a0 = 0, a1 = 0, b0 = 0, b1 = 0, b2 = 0;
  TieSums(double s0, double e0, std::size_t deaths, CoxAnalysis::Ties ties) {
    for (std::size_t l = 0; l < deaths; ++l) {
      const double f = ties == CoxAnalysis::Ties::efron
                           ? static_cast<double>(l) / static_cast<double>(deaths)
                           : 0;
      const double risk = s0 - f * e0;
      const double phi = 1 / risk;
      log_risk += std::log(risk);
      a0 += phi;
      a1 += f * phi;
      b0 += phi * phi;
      b1 += f * phi * phi;
      b2 += f * f * phi * phi;
    }
  }
};

// Adds the events at one time; `moment` gathers the diagonal of the second moments.
void add_events(const RiskSums& risk,
                const EventSums& happened,
                CoxAnalysis::Ties ties,
                LikelihoodSums& sums,
                std::vector<double>& moment) {
  const std::size_t size = risk.s1.size();
  const auto& events = happened.risk;
  const TieSums t(risk.s0, events.s0, happened.count, ties);
  sums.loglik += happened.log_risk - t.log_risk;
  for (std::size_t i = 0; i < size; ++i) {
    sums.score[i] += happened.total[i] - (t.a0 * risk.s1[i] - t.a1 * events.s1[i]);
    for (std::size_t j = 0; j <= i; ++j) {
      const std::size_t at = i * size + j;
      const double second = t.a0 * risk.s2[at] - t.a1 * events.s2[at];
      if (i == j) moment[i] += second;
      sums.information[at] += second - t.b0 * risk.s1[i] * risk.s1[j] +
                              t.b1 * (risk.s1[i] * events.s1[j] + events.s1[i] * risk.s1[j]) -
                              t.b2 * events.s1[i] * events.s1[j];
    }
  }
}

// Mirrors the lower triangle, and clears columns that hold rounding alone.
void finish(LikelihoodSums& sums, const std::vector<double>& moment) {
  const std::size_t size = sums.score.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (sums.information[i * size + i] > kRounding * moment[i]) continue;
    sums.score[i] = 0;
    for (std::size_t j = 0; j < size; ++j) {
      sums.information[i * size + j] = sums.information[j * size + i] = 0;
    }
  }
  mirror(sums.information, size);
}

LikelihoodSums beyond_doubles(std::size_t size) {
  return {kBeyondDoubles, std::vector<double>(size), std::vector<double>(size * size)};
}

bool is_finite(const LikelihoodSums& sums) {
  const auto finite = [](double x) { return std::isfinite(x); };
  return finite(sums.loglik) && std::all_of(sums.score.begin(), sums.score.end(), finite) &&
         std::all_of(sums.information.begin(), sums.information.end(), finite);
}

}  // namespace

Result<CoxStratum> CoxStratum::make(const Outcomes& outcomes,
                                    const Analysis& analysis,
                                    const Frame& frame) {
  const auto coefficients = coefficients_of(outcomes.plan(), analysis);
  CoxStratum stratum;
  stratum.rows_ = survival_rows(outcomes, analysis, frame);
  stratum.size_ = coefficients.size();
  stratum.ties_ = std::get<CoxAnalysis>(analysis.what).ties;
  const std::size_t n = stratum.rows_.rows.size();
  stratum.evidence_.rows = static_cast<std::int64_t>(n);
  stratum.evidence_.parameters = static_cast<std::int64_t>(stratum.size_);
  stratum.design_.resize(n * stratum.size_);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    auto made = column_of(coefficients[j].factors, outcomes.plan(), stratum.rows_.rows, frame);
    if (!made) return made.error();
    auto column = *std::move(made);
    if (!coefficients[j].is_of_category()) {
      Values values{column, {}};
      for (const auto row : stratum.rows_.rows) values.persons.push_back(frame.person[row]);
      if (const auto rarer = rarer_of_two(values)) {
        auto& smallest = stratum.evidence_.rarer_of_two;
        smallest = smallest ? std::min(*smallest, *rarer) : *rarer;
      }
    }
    centre(column);
    for (std::size_t i = 0; i < n; ++i) stratum.design_[i * stratum.size_ + j] = column[i];
  }
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
  LikelihoodSums sums{0, std::vector<double>(size_), std::vector<double>(size_ * size_)};
  std::vector<double> moment(size_);
  sweep(risks_at(beta), [&](double, const RiskSums& risk, const EventSums& events) {
    add_events(risk, events, ties_, sums, moment);
  });
  if (!is_finite(sums)) return beyond_doubles(size_);
  finish(sums, moment);
  return sums;
}

ConcordanceSums CoxStratum::concordance_at(const std::vector<double>& beta) const {
  return concordance_sums(rows_, risks_at(beta));
}

HazardSums CoxStratum::hazards_at(const std::vector<double>& beta) const {
  const auto square = size_ * size_;
  HazardSums sums{std::vector<double>(size_), std::vector<double>(square),
                  std::vector<double>(square)};
  sweep(risks_at(beta), [&](double time, const RiskSums& risk, const EventSums& events) {
    LikelihoodSums own{0, std::vector<double>(size_), std::vector<double>(square)};
    std::vector<double> moment(size_);
    add_events(risk, events, ties_, own, moment);
    for (std::size_t i = 0; i < size_; ++i) sums.score[i] += time * own.score[i];
    for (std::size_t i = 0; i < square; ++i) {
      sums.information[i] += time * own.information[i];
      sums.squared[i] += time * time * own.information[i];
    }
  });
  mirror(sums.information, size_);
  mirror(sums.squared, size_);
  return sums;
}

}  // namespace passerelle::analysis
