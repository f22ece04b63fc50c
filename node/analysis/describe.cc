// describe: n, missing, mean, spread and skewness of numbers, by level.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The empty level stands for all rows.
std::vector<std::string> levels_of(const Outcomes& outcomes,
                                   const Analysis& analysis,
                                   const DescribeAnalysis& describe) {
  std::vector<std::string> levels{""};
  if (!describe.by) return levels;
  for (auto& level : levels_in(outcomes.plan(), analysis.row_set, *describe.by)) {
    levels.push_back(std::move(level));
  }
  return levels;
}

CellKey base_of(const Analysis& analysis,
                const DescribeAnalysis& describe,
                const std::string& level) {
  const CellKey all{analysis.row_set, {}};
  return level.empty() ? all : with(all, *describe.by, level);
}

void put_spread(Answer& out, const std::string& pointer, const CountedMoments& moments) {
  const double n = static_cast<double>(moments.n);
  const auto& m = moments.moments;
  const double variance = n > 1 ? m.m2 / (n - 1) : kNone;
  const double second = m.m2 / n;
  out.put_number(pointer + "/mean", n > 0 ? m.mean : kNone);
  out.put_number(pointer + "/sd", std::sqrt(variance));
  out.put_number(pointer + "/variance", variance);
  out.put_number(pointer + "/skewness", m.m2 > 0 ? m.m3 / n / (second * std::sqrt(second)) : kNone);
}

void put_variable(const Answering& from,
                  const std::string& pointer,
                  const Slot& slot,
                  const CellKey& base,
                  Answer& out) {
  const auto values = with_value(from.outcomes.plan(), base, slot.variable);
  out.put_count(pointer + "/n", from.pool.rows(values));
  out.put_count(pointer + "/missing",
                values == base ? std::optional(std::int64_t{0})
                               : from.pool.rows(with(base, slot.variable, kMissingLevel)));
  if (const auto moments = from.pool.moments(slot, values)) {
    put_spread(out, pointer, *moments);
  } else {
    for (const char* name : {"/mean", "/sd", "/variance", "/skewness"}) {
      out.withhold(pointer + name);
    }
  }
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const DescribeAnalysis& describe,
          Wants& wants) {
  for (const auto& variable : describe.variables) {
    for (const auto& level : levels_of(outcomes, analysis, describe)) {
      const auto base = base_of(analysis, describe, level);
      const auto values = with_value(outcomes.plan(), base, variable);
      wants.cells.insert(values);
      if (values != base) wants.cells.insert(with(base, variable, kMissingLevel));
      wants.slots[{analysis.id, variable, level}] = {SlotNeeds::Kind::moments, 0, {values}};
    }
  }
}

void answer(const Answering& from, const DescribeAnalysis& describe, Answer& out) {
  for (const auto& variable : describe.variables) {
    for (const auto& level : levels_of(from.outcomes, from.analysis, describe)) {
      auto pointer = "/" + pointer_step(variable);
      if (!level.empty()) pointer += "/by/" + pointer_step(level);
      put_variable(from, pointer, {from.analysis.id, variable, level},
                   base_of(from.analysis, describe, level), out);
    }
  }
}

}  // namespace passerelle::analysis
