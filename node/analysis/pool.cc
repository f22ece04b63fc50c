#include "node/analysis/pool.h"

#include <cmath>

namespace passerelle::analysis {
namespace {

void add_to(std::vector<double>& sum, const std::vector<double>& part) {
  if (sum.empty()) sum.resize(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) sum[i] += part[i];
}

// Nothing when either has none.
std::optional<NullSums> sum_of(const std::optional<NullSums>& left,
                               const std::optional<NullSums>& right) {
  if (!left || !right) return std::nullopt;
  return NullSums{left->deviance + right->deviance, left->score + right->score,
                  left->information + right->information};
}

}  // namespace

// T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983); third power from
// P. Pébay, SAND2008-6212. The mean is a sum of two doubles.
CountedMoments merge(const CountedMoments& left, const CountedMoments& right) {
  if (left.n == 0) return right;
  if (right.n == 0) return left;
  const auto& a = left.moments;
  const auto& b = right.moments;
  const double na = static_cast<double>(left.n);
  const double nb = static_cast<double>(right.n);
  const double n = na + nb;
  const double delta = (b.mean - a.mean) + (b.mean_rest - a.mean_rest);

  CountedMoments merged;
  merged.n = left.n + right.n;
  auto& m = merged.moments;
  const double rest = a.mean_rest + delta * nb / n;
  m.mean = a.mean + rest;
  m.mean_rest = rest - (m.mean - a.mean);
  m.m2 = a.m2 + b.m2 + delta * delta * na * nb / n;
  m.m3 = a.m3 + b.m3 + delta * delta * delta * na * nb * (na - nb) / (n * n) +
         3 * delta * (na * b.m2 - nb * a.m2) / n;
  return merged;
}

CountedProducts merge(CountedProducts left, const CountedProducts& right) {
  if (left.n == 0) return right;
  if (right.n == 0) return left;
  const double na = static_cast<double>(left.n);
  const double nb = static_cast<double>(right.n);
  const double n = na + nb;
  auto& a = left.products;
  const auto& b = right.products;
  const std::size_t size = a.mean.size();
  std::vector<double> delta(size);
  for (std::size_t j = 0; j < size; ++j) {
    delta[j] = (b.mean[j] - a.mean[j]) + (b.mean_rest[j] - a.mean_rest[j]);
    const double rest = a.mean_rest[j] + delta[j] * nb / n;
    const double mean = a.mean[j] + rest;
    a.mean_rest[j] = rest - (mean - a.mean[j]);
    a.mean[j] = mean;
  }
  const double weight = na * nb / n;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const std::size_t at = i * size + j;
      a.products[at] += b.products[at] + delta[i] * delta[j] * weight;
      a.products[j * size + i] = a.products[at];
    }
  }
  left.n += right.n;
  return left;
}

LikelihoodSums operator+(LikelihoodSums left, const LikelihoodSums& right) {
  left.loglik += right.loglik;
  add_to(left.score, right.score);
  add_to(left.information, right.information);
  return left;
}

ResidualSums operator+(ResidualSums left, const ResidualSums& right) {
  add_to(left.score, right.score);
  add_to(left.squares, right.squares);
  return left;
}

GlmSums operator+(GlmSums left, const GlmSums& right) {
  left.deviance += right.deviance;
  left.pearson += right.pearson;
  left.saturated += right.saturated;
  if (right.shape && !left.shape) {
    left.shape = right.shape;
    left.without_terms = right.without_terms;
  } else if (right.shape) {
    left.shape->score += right.shape->score;
    left.shape->information += right.shape->information;
    left.without_terms = sum_of(left.without_terms, right.without_terms);
  }
  add_to(left.score, right.score);
  add_to(left.information, right.information);
  return left;
}

LogRankSums operator+(LogRankSums left, const LogRankSums& right) {
  add_to(left.expected, right.expected);
  add_to(left.variance, right.variance);
  add_to(left.observed, right.observed);
  return left;
}

ConcordanceSums operator+(ConcordanceSums left, const ConcordanceSums& right) {
  left.pairs += right.pairs;
  left.balance += right.balance;
  left.balance_squared += right.balance_squared;
  left.balance_by_pairs += right.balance_by_pairs;
  left.pairs_squared += right.pairs_squared;
  return left;
}

HazardSums operator+(HazardSums left, const HazardSums& right) {
  add_to(left.score, right.score);
  add_to(left.information, right.information);
  add_to(left.squared, right.squared);
  return left;
}

namespace {

ResponseSums operator+(ResponseSums left, const ResponseSums& right) {
  left.weighted += right.weighted;
  left.squared += right.squared;
  left.of_squares += right.of_squares;
  add_to(left.score, right.score);
  add_to(left.score_response, right.score_response);
  add_to(left.slope, right.slope);
  add_to(left.slope_response, right.slope_response);
  return left;
}

ArmSums operator+(ArmSums left, const ArmSums& right) {
  add_to(left.values, right.values);
  add_to(left.squares, right.squares);
  add_to(left.weighted, right.weighted);
  left.squared_weights += right.squared_weights;
  if (right.response) left.response = left.response.value_or(ResponseSums{}) + *right.response;
  return left;
}

}  // namespace

WeightedSums operator+(WeightedSums left, const WeightedSums& right) {
  left.control = std::move(left.control) + right.control;
  left.treated = std::move(left.treated) + right.treated;
  add_to(left.residuals, right.residuals);
  return left;
}

MatchedSums operator+(MatchedSums left, const MatchedSums& right) {
  for (const auto arm : {&MatchedSums::control, &MatchedSums::treated}) {
    for (const auto sums : {&MatchedArm::values, &MatchedArm::squares, &MatchedArm::matched}) {
      add_to(left.*arm.*sums, right.*arm.*sums);
    }
  }
  return left;
}

Pool::Pool(const std::map<NodeId, Partial>& partials) {
  for (const auto& [node, partial] : partials) partials_.push_back(&partial);
}

Pool::Pool(const Partial& one) : partials_{&one} {}

std::optional<Count> Pool::cell(const CellKey& key) const {
  Count sum;
  for (const auto* partial : partials_) {
    const auto found = partial->cells.find(key);
    if (found == partial->cells.end() || !found->second) return std::nullopt;
    sum.rows += found->second->rows;
    sum.persons += found->second->persons;
  }
  return sum;
}

std::optional<std::int64_t> Pool::rows(const CellKey& key) const {
  const auto count = cell(key);
  return count ? std::optional(count->rows) : std::nullopt;
}

template <class T>
std::optional<std::vector<const T*>> Pool::parts(const Slot& slot) const {
  std::vector<const T*> parts;
  for (const auto* partial : partials_) {
    const auto found = partial->sums.find(slot);
    if (found == partial->sums.end() || !found->second) return std::nullopt;
    const auto* part = std::get_if<T>(&*found->second);
    if (part == nullptr) return std::nullopt;
    parts.push_back(part);
  }
  return parts;
}

std::optional<CountedMoments> Pool::moments(const Slot& slot, const CellKey& counted) const {
  const auto released = parts<Moments>(slot);
  if (!released) return std::nullopt;
  CountedMoments sum;
  for (std::size_t i = 0; i < released->size(); ++i) {
    const auto found = partials_[i]->cells.find(counted);
    if (found == partials_[i]->cells.end() || !found->second) return std::nullopt;
    sum = merge(sum, {found->second->rows, *(*released)[i]});
  }
  return sum;
}

std::vector<double> correlations(const CrossProducts& sums) {
  const auto size = sums.mean.size();
  const auto& products = sums.products;
  std::vector<double> matrix;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      const double scale = std::sqrt(products[i * size + i]) * std::sqrt(products[j * size + j]);
      matrix.push_back(i == j && scale > 0 ? 1 : products[i * size + j] / scale);
    }
  }
  return matrix;
}

std::optional<CountedProducts> Pool::products(const Slot& slot, const CellKey& counted) const {
  return products(slot, counted, *this);
}

std::optional<CountedProducts> Pool::products(const Slot& slot,
                                              const CellKey& counted,
                                              const Pool& first) const {
  const auto released = parts<CrossProducts>(slot);
  if (!released) return std::nullopt;
  CountedProducts sum;
  for (std::size_t i = 0; i < released->size(); ++i) {
    const auto& cells = first.partials_[i]->cells;
    const auto found = cells.find(counted);
    if (found == cells.end() || !found->second) return std::nullopt;
    sum = merge(std::move(sum), {found->second->rows, *(*released)[i]});
  }
  // Where nobody has any row.
  if (sum.n == 0 && !released->empty()) sum.products = *released->front();
  return sum;
}

template <class T>
std::optional<T> Pool::sum(const Slot& slot) const {
  const auto released = parts<T>(slot);
  if (!released) return std::nullopt;
  T sum;
  for (const auto* part : *released) sum = std::move(sum) + *part;
  return sum;
}

std::optional<ResidualSums> Pool::residuals(const Slot& slot) const {
  return sum<ResidualSums>(slot);
}

std::optional<GlmSums> Pool::glm(const Slot& slot) const { return sum<GlmSums>(slot); }

std::optional<WeightedSums> Pool::weighted(const Slot& slot) const {
  return sum<WeightedSums>(slot);
}

std::optional<MatchedSums> Pool::matched(const Slot& slot) const { return sum<MatchedSums>(slot); }

std::optional<LogRankSums> Pool::log_rank(const Slot& slot) const { return sum<LogRankSums>(slot); }

// Without lists as soon as one node has none.
std::optional<BreakSums> Pool::breaks(const Slot& slot) const {
  const auto released = parts<BreakSums>(slot);
  if (!released) return std::nullopt;
  BreakSums sum;
  for (const auto* part : *released) {
    if (part->leaving.empty()) return BreakSums{};
    sum.leaving.resize(part->leaving.size());
    sum.events.resize(part->events.size());
    for (std::size_t j = 0; j < part->leaving.size(); ++j) add_to(sum.leaving[j], part->leaving[j]);
    for (std::size_t j = 0; j < part->events.size(); ++j) add_to(sum.events[j], part->events[j]);
  }
  return sum;
}

std::optional<ConcordanceSums> Pool::concordance(const Slot& slot) const {
  return sum<ConcordanceSums>(slot);
}

std::optional<HazardSums> Pool::hazards(const Slot& slot) const { return sum<HazardSums>(slot); }

std::optional<LikelihoodSums> Pool::cox(const Slot& slot) const {
  return sum<LikelihoodSums>(slot);
}

}  // namespace passerelle::analysis
