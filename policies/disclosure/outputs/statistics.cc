#include "policies/disclosure/outputs/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "policies/disclosure/outputs/contributions.h"
#include "policies/disclosure/outputs/reading.h"

namespace passerelle::disclosure::outputs {
namespace {

using namespace std::string_view_literals;

constexpr std::array kSummaries{"mean"sv, "sum"sv,      "variance"sv,
                                "sd"sv,   "skewness"sv, "kurtosis"sv};
constexpr std::array kEndpoints{"min"sv, "max"sv};

std::int64_t size_of(const std::vector<double>& values) {
  return static_cast<std::int64_t>(values.size());
}

// Over nobody nothing is told by a cell, but a statistic does not exist.
Reasons of_too_few(const std::vector<double>& values, const Settings& settings) {
  return size_of(values) < settings.threshold ? Reasons{Reason::low_count} : Reasons{};
}

bool is_shared_by_few(double extreme, const std::vector<double>& values, const Settings& settings) {
  return std::count(values.begin(), values.end(), extreme) < settings.threshold;
}

double type_7(const std::vector<double>& sorted, double q) {
  const double h = static_cast<double>(sorted.size() - 1) * q;
  const auto below = static_cast<std::size_t>(h);
  if (below + 1 == sorted.size()) return sorted[below];
  return sorted[below] + (h - std::floor(h)) * (sorted[below + 1] - sorted[below]);
}

}  // namespace

Summary Summary::read(Fields& fields) {
  return {word<Statistic>(fields, "statistic", kSummaries), outputs::values(fields, "values")};
}

Quantile Quantile::read(Fields& fields) {
  Quantile read{fields.number("q"), outputs::values(fields, "values")};
  if (!(read.q >= 0 && read.q <= 1)) fields.fail("q", "a share from 0 to 1 is expected");
  return read;
}

Endpoint Endpoint::read(Fields& fields) {
  return {word<Statistic>(fields, "statistic", kEndpoints), outputs::values(fields, "values")};
}

Histogram Histogram::read(Fields& fields) {
  Histogram read{outputs::values(fields, "edges"), outputs::values(fields, "values")};
  const auto falls = std::adjacent_find(read.edges.begin(), read.edges.end(), std::greater_equal());
  if (read.edges.size() < 2 || falls != read.edges.end()) {
    fields.fail("edges", "two or more ascending numbers are expected");
  }
  return read;
}

Concentration Concentration::read(Fields& fields) {
  static_cast<void>(fields.text_or("measure", ""));
  return {outputs::values(fields, "values")};
}

Verdict decide(const Summary& summary, const Settings& settings) {
  using Statistic = Summary::Statistic;
  auto reasons = of_too_few(summary.values, settings);
  if (all_equal(summary.values)) reasons.insert(Reason::all_equal);
  if (summary.statistic == Statistic::mean || summary.statistic == Statistic::sum) {
    reasons.merge(dominance_of(summary.values, settings));
  } else if (size_of(summary.values) - 1 < settings.min_degrees_of_freedom) {
    reasons.insert(Reason::low_degrees_of_freedom);
  }
  return refused_for(std::move(reasons));
}

Verdict decide(const Quantile& quantile, const Settings& settings) {
  auto reasons = of_too_few(quantile.values, settings);
  auto sorted = quantile.values;
  std::sort(sorted.begin(), sorted.end());
  Json value;
  std::int64_t at_or_below = 0, at_or_above = 0;
  if (!sorted.empty()) {
    const double found = type_7(sorted, quantile.q);
    value = found;
    at_or_below = std::upper_bound(sorted.begin(), sorted.end(), found) - sorted.begin();
    at_or_above = sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), found);
  }
  if (std::min(at_or_below, at_or_above) < settings.threshold) {
    reasons.insert(Reason::quantile_tail);
  }
  auto verdict = refused_for(std::move(reasons));
  verdict.evidence = {{"value", value}, {"at_or_below", at_or_below}, {"at_or_above", at_or_above}};
  return verdict;
}

Verdict decide(const Endpoint& endpoint, const Settings& settings) {
  auto reasons = of_too_few(endpoint.values, settings);
  const auto [least, greatest] =
      std::minmax_element(endpoint.values.begin(), endpoint.values.end());
  const auto extreme = endpoint.statistic == Endpoint::Statistic::min ? least : greatest;
  if (extreme == endpoint.values.end() || is_shared_by_few(*extreme, endpoint.values, settings)) {
    reasons.insert(Reason::endpoint);
  }
  return refused_for(std::move(reasons));
}

Verdict decide(const Histogram& histogram, const Settings& settings) {
  const auto& edges = histogram.edges;
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  for (const double value : histogram.values) {
    if (value < edges.front() || value > edges.back()) continue;
    const auto above = std::upper_bound(edges.begin(), edges.end() - 1, value);
    ++counts[static_cast<std::size_t>(above - edges.begin()) - 1];
  }
  Flagged flagged;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    auto& reasons = flagged[std::to_string(bin)];
    if (is_low(counts[bin], settings.threshold)) reasons = {Reason::low_count};
    if (counts[bin] == 0 && settings.zeros_are_disclosive) reasons = {Reason::zero};
  }
  std::erase_if(flagged, [](const auto& bin) { return bin.second.empty(); });
  auto verdict = of_cells(std::move(flagged), settings);
  verdict.evidence["counts"] = counts;
  if (histogram.values.empty()) return verdict;

  // Edges that are taken from the data tell its extremes.
  const auto [least, greatest] =
      std::minmax_element(histogram.values.begin(), histogram.values.end());
  for (const auto& [edge, extreme] :
       {std::pair(edges.front(), *least), std::pair(edges.back(), *greatest)}) {
    if (edge != extreme || !is_shared_by_few(extreme, histogram.values, settings)) continue;
    verdict.reasons.insert(Reason::endpoint);
    verdict.choice = Choice::refuse;
  }
  return verdict;
}

Verdict decide(const Concentration& concentration, const Settings& settings) {
  auto reasons = of_too_few(concentration.values, settings);
  reasons.merge(dominance_of(concentration.values, settings));
  return refused_for(std::move(reasons));
}

}  // namespace passerelle::disclosure::outputs
