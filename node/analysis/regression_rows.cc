#include "node/analysis/regression_rows.h"

#include <cmath>

#include "node/analysis/blocks.h"
#include "node/analysis/cell_counter.h"
#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// Deviations of a block from its own means, column by column, what stands behind the design after
// it.
class BlockSums {
 public:
  BlockSums(const RegressionRows& rows, std::size_t begin, std::size_t end)
      : rows_(rows), behind_{&rows.outcome}, begin_(begin), count_(end - begin) {
    if (!rows.at_risk.empty()) behind_.push_back(&rows.at_risk);
    if (!rows.weights.empty()) behind_.push_back(&rows.weights);
    size_ = rows.columns + behind_.size();
  }

  CountedProducts sums() const {
    CountedProducts result{static_cast<std::int64_t>(count_),
                           {std::vector<double>(size_), std::vector<double>(size_),
                            std::vector<double>(size_ * size_)}};
    if (count_ == 0) return result;
    auto& sums = result.products;
    std::vector<double> centre(size_), rest(size_), deviation(size_);
    for (std::size_t j = 0; j < size_; ++j) {
      const double first = value(0, j);
      centre[j] = first + mean_difference(j, first);
      rest[j] = mean_difference(j, centre[j]);
      sums.mean[j] = centre[j] + rest[j];
      sums.mean_rest[j] = rest[j] - (sums.mean[j] - centre[j]);
    }
    for (std::size_t i = 0; i < count_; ++i) {
      auto* products = sums.products.data();
      for (std::size_t j = 0; j < size_; ++j, products += size_) {
        const double own = (value(i, j) - centre[j]) - rest[j];
        deviation[j] = own;
        const double* others = deviation.data();
        for (std::size_t k = 0; k <= j; ++k) products[k] += own * others[k];
      }
    }
    mirror(sums.products, size_);
    return result;
  }

 private:
  double value(std::size_t row, std::size_t column) const {
    if (column < rows_.columns) return rows_.at(begin_ + row, column);
    return (*behind_[column - rows_.columns])[begin_ + row];
  }

  // Differences keep their digits where the values have a large offset.
  double mean_difference(std::size_t column, double from) const {
    double sum = 0;
    for (std::size_t i = 0; i < count_; ++i) sum += value(i, column) - from;
    return sum / static_cast<double>(count_);
  }

  const RegressionRows& rows_;
  std::vector<const std::vector<double>*> behind_;
  std::size_t begin_, count_, size_ = 0;
};

double residual(const RegressionRows& rows,
                const LinearSolution& solution,
                const std::vector<double>& x,
                std::size_t row) {
  return solution.outcome(rows.outcome[row]) - dot(solution.coefficients, x);
}

// Whether the event happened, as 1 and 0.
Result<std::vector<double>> happened(const std::string& event,
                                     const StudyPlan& plan,
                                     const std::vector<std::uint32_t>& rows,
                                     const Frame& frame) {
  const auto flags = event_flags(plan, frame, event);
  std::vector<double> column;
  for (const auto row : rows) {
    if (flags[row] < 0) {
      return Error{DataError::missing_refused, event + " must be complete on the rows of a model"};
    }
    column.push_back(flags[row]);
  }
  return column;
}

// A number, or whether the event happened.
Result<std::vector<double>> number_or_event(const std::string& name,
                                            const StudyPlan& plan,
                                            const std::vector<std::uint32_t>& rows,
                                            const Frame& frame) {
  return plan.variable(name).is_categorical() ? happened(name, plan, rows, frame)
                                              : column_of({{name, ""}}, plan, rows, frame);
}

Result<void> add_glm(const GlmAnalysis& glm,
                     const StudyPlan& plan,
                     const Frame& frame,
                     RegressionRows& rows) {
  auto outcome = number_or_event(glm.outcome, plan, rows.rows, frame);
  if (!outcome) return outcome.error();
  const GlmFamily family(glm);
  for (const double y : *outcome) {
    if (!family.has(y)) {
      return Error{DataError::outside_levels,
                   glm.outcome + " holds values that no outcome of this family has"};
    }
  }
  rows.outcome = *std::move(outcome);
  if (glm.offset) {
    auto offset = column_of({{*glm.offset, ""}}, plan, rows.rows, frame);
    if (!offset) return offset.error();
    rows.offset = *std::move(offset);
    for (const double x : rows.offset) rows.at_risk.push_back(std::exp(x));
  }
  if (!glm.weights) return {};
  auto weights = column_of({{*glm.weights, ""}}, plan, rows.rows, frame);
  if (!weights) return weights.error();
  for (const double weight : *weights) {
    if (!(weight > 0)) {
      return Error{DataError::outside_levels,
                   *glm.weights + " holds weights that are not above 0; a cohort leaves rows out"};
    }
  }
  rows.weights = *std::move(weights);
  return {};
}

}  // namespace

std::size_t RegressionRows::bytes() const {
  std::size_t numbers = design.size();
  for (const auto* column : {&outcome, &offset, &at_risk, &weights, &response}) {
    numbers += column->size();
  }
  return rows.size() * sizeof(rows[0]) + numbers * sizeof(double);
}

void RegressionRows::measure(const Centring& centring,
                             std::size_t row,
                             std::vector<double>& x) const {
  x[0] = 1;
  for (std::size_t j = 0; j < columns; ++j) x[j + 1] = centring.measured(j, at(row, j));
}

Result<RegressionRows> regression_rows(const Outcomes& outcomes,
                                       const Analysis& analysis,
                                       const Frame& frame) {
  const auto coefficients = coefficients_of(outcomes.plan(), analysis);
  RegressionRows rows;
  rows.rows = frame.rows_of(analysis.row_set);
  rows.columns = coefficients.size();
  rows.design.resize(rows.size() * rows.columns);
  for (std::size_t j = 0; j < rows.columns; ++j) {
    const auto column = column_of(coefficients[j].factors, outcomes.plan(), rows.rows, frame);
    if (!column) return column.error();
    for (std::size_t i = 0; i < rows.size(); ++i) rows.design[i * rows.columns + j] = (*column)[i];
  }
  if (const auto* glm = glm_of(analysis)) {
    if (auto added = add_glm(*glm, outcomes.plan(), frame, rows); !added) return added.error();
    const auto* propensity = std::get_if<PropensityAnalysis>(&analysis.what);
    if (propensity == nullptr || !propensity->outcome) return rows;
    auto response = number_or_event(*propensity->outcome, outcomes.plan(), rows.rows, frame);
    if (!response) return response.error();
    rows.response = *std::move(response);
    return rows;
  }
  if (const auto* cox = std::get_if<CoxAnalysis>(&analysis.what)) {
    const auto flags = event_flags(outcomes.plan(), frame, cox->event);
    const auto& times = frame.numbers.at(cox->time);
    const double horizon = survival_of(analysis)->horizon;
    for (const auto row : rows.rows) {
      rows.outcome.push_back(flags[row] == 1 && times[row] <= horizon ? 1 : 0);
    }
    return rows;
  }
  const auto outcome = outcome_of(analysis);
  auto column = column_of({{outcome, ""}}, outcomes.plan(), rows.rows, frame);
  if (!column) return column.error();
  rows.outcome = *std::move(column);
  return rows;
}

CrossProducts cross_products(const RegressionRows& rows) {
  return in_blocks(
             0, rows.size(),
             [&](std::size_t begin, std::size_t end) { return BlockSums(rows, begin, end).sums(); },
             [](CountedProducts left, const CountedProducts& right) {
               return merge(std::move(left), right);
             })
      .products;
}

ResidualSums residual_sums(const RegressionRows& rows, const LinearSolution& solution) {
  const std::size_t size = rows.columns + 1;
  const auto block = [&](std::size_t begin, std::size_t end) {
    ResidualSums sums{std::vector<double>(size), std::vector<double>(size * size)};
    std::vector<double> x(size);
    for (std::size_t row = begin; row < end; ++row) {
      rows.measure(solution.centring, row, x);
      const double e = residual(rows, solution, x, row);
      for (std::size_t i = 0; i < size; ++i) {
        sums.score[i] += e * x[i];
        for (std::size_t j = 0; j <= i; ++j) {
          sums.squares[i * size + j] += (e * x[i]) * (e * x[j]);
        }
      }
    }
    mirror(sums.squares, size);
    return sums;
  };
  return in_blocks(0, rows.size(), block, [](ResidualSums left, const ResidualSums& right) {
    return std::move(left) + right;
  });
}

// The weights of the rows are their squared residuals.
ModelEvidence residuals_evidence(const RegressionRows& rows, const LinearSolution& solution) {
  ModelEvidence evidence;
  evidence.rows = static_cast<std::int64_t>(rows.size());
  evidence.parameters = static_cast<std::int64_t>(rows.columns + 1);
  std::vector<double> x(rows.columns + 1);
  EffectiveRows effective;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows.measure(solution.centring, row, x);
    const double e = residual(rows, solution, x, row);
    effective.add(e * e);
  }
  evidence.regression.emplace().effective_rows = effective.rows();
  return evidence;
}

}  // namespace passerelle::analysis
