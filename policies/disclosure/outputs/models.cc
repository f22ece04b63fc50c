#include "policies/disclosure/outputs/models.h"

#include <algorithm>
#include <cmath>

#include "policies/disclosure/outputs/reading.h"

namespace passerelle::disclosure::outputs {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFamilies{"gaussian"sv, "binomial"sv, "poisson"sv, "cox"sv};

// How near to a fit without any residual is one.
constexpr double kPerfect = 1 - 1e-12;

bool any_low(const std::vector<std::int64_t>& counts, const Settings& settings) {
  return std::any_of(counts.begin(), counts.end(),
                     [&](std::int64_t persons) { return is_low(persons, settings.threshold); });
}

// A model with a parameter for every pattern is the table of the patterns' means.
bool is_table_with_small_cell(const Regression& model, const Settings& settings) {
  const auto patterns = static_cast<std::int64_t>(model.patterns.size());
  return patterns > 0 && model.parameters >= patterns &&
         *std::min_element(model.patterns.begin(), model.patterns.end()) < settings.threshold;
}

bool has_few_events(const Regression& model, const Settings& settings) {
  if (model.family == Regression::Family::gaussian) return false;
  const bool has_few_others = model.family == Regression::Family::binomial &&
                              model.persons - model.events < settings.threshold;
  return model.events < settings.threshold || has_few_others;
}

}  // namespace

Correlation Correlation::read(Fields& fields) {
  return {count(fields, "n"), fields.number("r"), count_or(fields, "controls", 0)};
}

Regression Regression::read(Fields& fields) {
  Regression read;
  read.family = word<Family>(fields, "family", kFamilies);
  read.persons = count(fields, "n");
  read.parameters = count(fields, "parameters");
  if (read.family != Family::gaussian) read.events = count(fields, "events");
  else static_cast<void>(count_if_there(fields, "events"));
  if (read.family == Family::binomial && read.events > read.persons) {
    fields.fail("events", "a count of at most n is expected");
  }
  if (fields.find("levels") != nullptr) {
    Fields levels(fields.object("levels"), fields.path_of("levels"));
    for (const auto& [variable, counted] : fields.object("levels").items()) {
      for (const auto& [level, persons] : named_counts(levels, variable)) {
        read.levels.push_back(persons);
      }
    }
    if (auto done = levels.done(); !done) fields.fail(done.error());
  }
  if (fields.find("patterns") != nullptr) read.patterns = counts(fields, "patterns");
  if (fields.find("r2") != nullptr) read.r_squared = fields.number("r2");
  read.is_separated = fields.boolean_or("separated", false);
  return read;
}

GlmAggregates GlmAggregates::read(Fields& fields) {
  GlmAggregates read{count(fields, "n"), count(fields, "parameters"), {}, {}};
  for (const auto& [column, ones] : named_counts(fields, "binary_columns")) {
    if (ones > read.persons) fields.fail("binary_columns", "counts of at most n are expected");
    read.ones.push_back(ones);
  }
  if (fields.find("pairs") == nullptr) return read;
  read.both = listed(fields, "pairs", [&](Fields& pair) {
    static_cast<void>(pair.text("a"));
    static_cast<void>(pair.text("b"));
    const auto both = count(pair, "both");
    if (both > read.persons) pair.fail("both", "a count of at most n is expected");
    return both;
  });
  return read;
}

TreeModel TreeModel::read(Fields& fields) { return {counts(fields, "leaf_counts")}; }

Verdict decide(const Correlation& correlation, const Settings& settings) {
  Reasons reasons;
  if (correlation.persons < settings.threshold) reasons.insert(Reason::low_count);
  if (correlation.persons - 2 - correlation.controls < settings.min_degrees_of_freedom) {
    reasons.insert(Reason::low_degrees_of_freedom);
  }
  if (std::abs(correlation.r) >= kPerfect) reasons.insert(Reason::perfect_fit);
  return refused_for(std::move(reasons));
}

Verdict decide(const Regression& regression, const Settings& settings) {
  Reasons reasons;
  if (regression.persons < settings.threshold) reasons.insert(Reason::low_count);
  if (regression.persons - regression.parameters < settings.min_degrees_of_freedom) {
    reasons.insert(Reason::low_degrees_of_freedom);
  }
  if (is_table_with_small_cell(regression, settings)) reasons.insert(Reason::saturated);
  if (any_low(regression.levels, settings)) reasons.insert(Reason::small_level);
  const bool leaves_nothing = regression.family == Regression::Family::gaussian &&
                              regression.r_squared && *regression.r_squared >= kPerfect;
  if (leaves_nothing || regression.is_separated) reasons.insert(Reason::perfect_fit);
  if (has_few_events(regression, settings)) reasons.insert(Reason::low_events);
  return refused_for(std::move(reasons));
}

Verdict decide(const GlmAggregates& aggregates, const Settings& settings) {
  Reasons reasons;
  if (aggregates.persons < settings.threshold || any_low(aggregates.both, settings)) {
    reasons.insert(Reason::low_count);
  }
  if (aggregates.persons - aggregates.parameters < settings.min_degrees_of_freedom) {
    reasons.insert(Reason::low_degrees_of_freedom);
  }
  auto levels = aggregates.ones;
  for (const auto ones : aggregates.ones) levels.push_back(aggregates.persons - ones);
  if (any_low(levels, settings)) reasons.insert(Reason::small_level);
  return refused_for(std::move(reasons));
}

Verdict decide(const TreeModel& tree, const Settings& settings) {
  Flagged flagged;
  for (std::size_t leaf = 0; leaf < tree.leaves.size(); ++leaf) {
    if (is_low(tree.leaves[leaf], settings.threshold)) {
      flagged[std::to_string(leaf)] = {Reason::low_count};
    }
  }
  auto verdict = refused_for(reasons_of(flagged));
  verdict.primary = std::move(flagged);
  return verdict;
}

}  // namespace passerelle::disclosure::outputs
