#include "policies/disclosure/possible_tables.h"

#include <cmath>
#include <map>
#include <utility>

#include "policies/disclosure/tolerances.h"

namespace passerelle::disclosure {
namespace {

constexpr int kMostPrograms = 5'000;  // for one end over whole counts

// Limits that are tried for a cell without an upper end: each so many times the one before.
constexpr double kWider = 16;
constexpr double kWidest = 1e12;

const Error& no_table() {
  static const Error error{BaseError::malformed, "no table fits what is published"};
  return error;
}

const Error& given_up() {
  static const Error error{BaseError::too_large, "the table is too large to be decided"};
  return error;
}

}  // namespace

Result<PossibleTables> PossibleTables::of(const std::vector<std::optional<std::int64_t>>& published,
                                          const std::vector<Relation>& relations) {
  PossibleTables tables;
  tables.published_ = published;
  for (const auto& count : published) {
    tables.place_.push_back(tables.hidden_);
    if (count) tables.scale_ += static_cast<double>(*count);
    else ++tables.hidden_;
  }
  for (const auto& relation : relations) {
    std::map<std::size_t, double> factors;
    for (const auto part : relation.parts) factors[part] += 1;
    factors[relation.total] -= 1;
    std::vector<LinearProgram::Term> row;
    double constant = 0;
    for (const auto& [cell, factor] : factors) {
      if (published[cell]) constant += factor * static_cast<double>(*published[cell]);
      else if (factor != 0) row.push_back({tables.place_[cell], factor});
    }
    if (row.empty() && constant != 0) return no_table();
    if (row.empty()) continue;
    tables.rows_.push_back(std::move(row));
    tables.constants_.push_back(constant);
  }
  return tables;
}

PossibleTables::Bounds PossibleTables::all() const {
  return {std::vector<double>(hidden_, 0), std::vector<double>(hidden_, kInfinite)};
}

// The constants stand on one more variable, which is 1. For the greatest value a cell is counted
// down from its upper bound, since the program only minimises.
std::optional<std::vector<double>> PossibleTables::extreme(std::size_t hidden,
                                                           End end,
                                                           const Bounds& bounds) const {
  LinearProgram program{rows_, bounds.lower, bounds.upper, std::vector<double>(hidden_ + 1, 0)};
  program.lower.push_back(1);
  program.upper.push_back(1);
  program.cost[hidden] = 1;
  const double top = bounds.upper[hidden];
  if (end == End::greatest) {
    program.lower[hidden] = 0;
    program.upper[hidden] = top - bounds.lower[hidden];
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    double constant = constants_[row];
    for (auto& term : program.rows[row]) {
      if (end != End::greatest || term.variable != hidden) continue;
      constant += term.coefficient * top;
      term.coefficient = -term.coefficient;
    }
    if (constant != 0) program.rows[row].push_back({hidden_, constant});
  }
  auto point = minimise(program);
  if (point && end == End::greatest) (*point)[hidden] = top - (*point)[hidden];
  return point;
}

// Whether the hidden cells can grow along a ray with this one.
bool PossibleTables::is_unbounded(std::size_t hidden) const {
  const auto [lower, upper] = all();
  LinearProgram program{rows_, lower, upper, std::vector<double>(hidden_, 0)};
  program.lower[hidden] = program.upper[hidden] = 1;
  return minimise(program).has_value();
}

Result<std::optional<double>> PossibleTables::real_end(std::size_t hidden, End end) const {
  auto bounds = all();
  if (end == End::least) {
    const auto point = extreme(hidden, end, bounds);
    if (!point) return no_table();
    return std::optional((*point)[hidden]);
  }
  if (is_unbounded(hidden)) return std::optional<double>();
  for (double limit = scale_; limit < kWidest; limit *= kWider) {
    bounds.upper[hidden] = limit;
    const auto point = extreme(hidden, end, bounds);
    if (point && (*point)[hidden] < limit - kWhole) return std::optional((*point)[hidden]);
  }
  return given_up();
}

Result<RealInterval> PossibleTables::real_interval(std::size_t cell) const {
  if (published_[cell]) {
    const auto count = static_cast<double>(*published_[cell]);
    return RealInterval{count, count};
  }
  const auto least = real_end(place_[cell], End::least);
  if (!least) return least.error();
  const auto greatest = real_end(place_[cell], End::greatest);
  if (!greatest) return greatest.error();
  return RealInterval{**least, *greatest};
}

// Branch and bound from the end over numbers. `sign` turns the greatest into the least.
Result<std::int64_t> PossibleTables::whole_end(std::size_t hidden, End end, double real) const {
  const double sign = end == End::least ? 1 : -1;
  const auto whole_from = [&](double value) { return std::ceil(sign * value - kWhole); };
  auto root = all();
  if (end == End::greatest) root.upper[hidden] = std::floor(real + kWhole);
  const double goal = whole_from(real);
  std::optional<double> best;
  std::vector<Bounds> open{std::move(root)};
  for (int programs = 0; !open.empty() && best != goal; ++programs) {
    if (programs == kMostPrograms) return given_up();
    auto bounds = std::move(open.back());
    open.pop_back();
    const auto point = extreme(hidden, end, bounds);
    if (!point || (best && whole_from((*point)[hidden]) >= *best)) continue;
    std::size_t broken = 0;
    while (broken < hidden_ && is_whole((*point)[broken])) ++broken;
    if (broken == hidden_) {
      best = whole_from((*point)[hidden]);
      continue;
    }
    auto above = bounds;
    above.lower[broken] = std::ceil((*point)[broken]);
    bounds.upper[broken] = std::floor((*point)[broken]);
    open.push_back(std::move(above));
    open.push_back(std::move(bounds));
  }
  if (!best) return no_table();
  return static_cast<std::int64_t>(sign * *best);
}

Result<Interval> PossibleTables::whole_interval(std::size_t cell, const RealInterval& real) const {
  if (published_[cell]) return Interval{*published_[cell], *published_[cell]};
  const auto least = whole_end(place_[cell], End::least, real.least);
  if (!least) return least.error();
  if (!real.greatest) return Interval{*least, std::nullopt};
  const auto greatest = whole_end(place_[cell], End::greatest, *real.greatest);
  if (!greatest) return greatest.error();
  return Interval{*least, *greatest};
}

}  // namespace passerelle::disclosure
