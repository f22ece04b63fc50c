#include "node/analysis/newton.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/matrix.h"

namespace passerelle::analysis {
namespace {

// Both must hold: the step is small in units of one event's information, and the score in standard
// errors of itself. Never the log-likelihood alone, which is flat at its top.
constexpr double kSmallStep = 1e-12;
constexpr double kSmallScore = 1e-10;

// A step that is this short (squared, in standard errors) and no longer shrinks is rounding: the
// design is so ill-conditioned that doubles hold no better answer.
constexpr double kRoundingOfStep = 1e-16;

// A log-likelihood that falls by less than this share has not fallen.
constexpr double kRoundingOfLoglik = 1e-12;

// Where the data separate, Newton's steps keep their length while the information along them
// vanishes by a factor e in every round.
constexpr int kSeparationRounds = 8;
constexpr double kSeparationInformation = 1e-3;

void fail(NewtonFit& fit, std::string reason) {
  fit.status = NewtonFit::Status::failed;
  fit.reason = std::move(reason);
}

double curvature(const LikelihoodSums& sums, const std::vector<double>& direction) {
  return dot(direction, times(sums.information, direction));
}

bool has_converged(const ModelColumns& model,
                   const LikelihoodSums& sums,
                   const std::vector<double>& step) {
  const std::size_t size = step.size();
  for (std::size_t j = 0; j < size; ++j) {
    const double information = sums.information[j * size + j];
    if (std::binary_search(model.empty.begin(), model.empty.end(), j)) continue;
    if (!(std::abs(step[j]) * std::sqrt(information / static_cast<double>(model.events)) <
          kSmallStep)) {
      return false;
    }
    if (!(std::abs(sums.score[j]) < kSmallScore * std::sqrt(information))) return false;
  }
  return true;
}

// Plans the next step from the best point, or ends the fit.
void plan_step(const ModelColumns& model, NewtonFit& fit) {
  const Factor factor(fit.best.information, model.names.size());
  // Where the fit began the columns were independent, so information has vanished along the way.
  if (!collinear(model, factor.aliased()).empty()) return fail(fit, "separation");
  auto step = factor.solve(fit.best.score);
  const double length = curvature(fit.at_start, step);
  const double length_before = fit.step.empty() ? 0 : curvature(fit.at_start, fit.step);
  const bool keeps_length = length_before > 0 && length > length_before / 4;
  const double remaining = curvature(fit.best, step);

  if (has_converged(model, fit.best, step) || (keeps_length && remaining < kRoundingOfStep)) {
    fit.status = NewtonFit::Status::converged;
    fit.beta = fit.best_beta;
    return;
  }
  const double information_left = remaining / length;
  fit.rounds_without_progress =
      keeps_length && information_left < 0.5 ? fit.rounds_without_progress + 1 : 0;
  if (fit.rounds_without_progress >= kSeparationRounds &&
      information_left < kSeparationInformation) {
    return fail(fit, "separation");
  }
  fit.step = std::move(step);
  for (std::size_t j = 0; j < fit.step.size(); ++j) fit.beta[j] = fit.best_beta[j] + fit.step[j];
}

}  // namespace

std::vector<std::string> collinear(const ModelColumns& model,
                                   const std::vector<std::size_t>& aliased) {
  std::vector<std::string> names;
  for (const auto column : aliased) {
    const bool is_empty = std::binary_search(model.empty.begin(), model.empty.end(), column);
    if (!is_empty) names.push_back(model.names[column]);
  }
  return names;
}

NewtonFit start_fit(const ModelColumns& model, LikelihoodSums at_start, std::vector<double> beta) {
  NewtonFit fit;
  fit.beta = std::move(beta);
  fit.best_beta = fit.beta;
  fit.at_start = std::move(at_start);
  fit.best = fit.at_start;
  const auto parameters = static_cast<std::int64_t>(model.names.size() - model.empty.size());
  if (model.events == 0 || model.events < parameters) {
    fail(fit, "too_few_events");
    return fit;
  }
  const Factor factor(fit.at_start.information, model.names.size());
  fit.aliased = collinear(model, factor.aliased());
  if (!fit.aliased.empty()) {
    fail(fit, "collinearity");
    return fit;
  }
  plan_step(model, fit);
  return fit;
}

void continue_fit(const ModelColumns& model, LikelihoodSums sums, NewtonFit& fit) {
  ++fit.iterations;
  const double slack = kRoundingOfLoglik * (1 + std::abs(fit.best.loglik));
  if (sums.loglik >= fit.best.loglik - slack) {
    fit.best = std::move(sums);
    fit.best_beta = fit.beta;
    plan_step(model, fit);
  } else {
    ++fit.halvings;
    for (std::size_t j = 0; j < fit.step.size(); ++j) {
      fit.step[j] /= 2;
      fit.beta[j] = fit.best_beta[j] + fit.step[j];
    }
  }
  if (fit.status == NewtonFit::Status::running && fit.iterations >= kMaximumIterations) {
    fail(fit, "not_converged");
  }
}

}  // namespace passerelle::analysis
