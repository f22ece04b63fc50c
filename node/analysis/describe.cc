// describe: n, missing, mean, spread, skewness and quantiles of numbers, by level.
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/grid.h"
#include "node/analysis/undefined.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

void put_spread(Answer& out, const std::string& pointer, const CountedMoments& moments) {
  const double n = static_cast<double>(moments.n);
  const auto& m = moments.moments;
  const double variance = n > 1 ? m.m2 / (n - 1) : kUndefined;
  const double second = m.m2 / n;
  out.put_number(pointer + "/mean", n > 0 ? m.mean : kUndefined);
  out.put_number(pointer + "/sd", std::sqrt(variance));
  out.put_number(pointer + "/variance", variance);
  out.put_number(pointer + "/skewness",
                 m.m2 > 0 ? m.m3 / n / (second * std::sqrt(second)) : kUndefined);
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
          const State& state,
          const Analysis& analysis,
          const DescribeAnalysis& describe,
          Wants& wants) {
  const auto& plan = outcomes.plan();
  for (const auto& variable : describe.variables) {
    for (const auto& group : groups_of(plan, analysis.row_set, describe.by)) {
      const auto values = with_value(plan, group.rows, variable);
      wants.cells.insert(values);
      if (values != group.rows) wants.cells.insert(with(group.rows, variable, kMissingLevel));
      wants.slots[{analysis.id, variable, group.level()}] = {SlotNeeds::Kind::moments, 0, {values}};
    }
  }
  for (const auto& quantiles : describe.quantiles) {
    want(outcomes, state, analysis, quantiles, wants);
  }
}

void answer(const Answering& from, const DescribeAnalysis& describe, Answer& out) {
  const auto groups = groups_of(from.outcomes.plan(), from.analysis.row_set, describe.by);
  for (const auto& variable : describe.variables) {
    for (const auto& group : groups) {
      put_variable(from, "/" + pointer_step(variable) + group.pointer(),
                   {from.analysis.id, variable, group.level()}, group.rows, out);
    }
  }
  for (const auto& quantiles : describe.quantiles) {
    for (const auto& group : groups) {
      const auto place = "/" + pointer_step(quantiles.variable) + group.pointer() + "/quantiles";
      put_quantiles(from, quantiles, group.rows, place, out);
      if (auto rounding = grid_rounding(from.state, from.analysis, quantiles)) {
        out.put_json(place + "/rounding", *std::move(rounding));
      }
    }
  }
}

}  // namespace passerelle::analysis
