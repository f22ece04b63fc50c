// table_one: the groups of a study beside each other, with standardised differences.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/standardised_difference.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

// What of the table other analyses show alone: numbers by group, and groups crossed with a
// category.
struct Parts {
  DescribeAnalysis numbers;
  std::vector<CrosstabAnalysis> categories;
};

Parts parts_of(const StudyPlan& plan, const TableOneAnalysis& table) {
  Parts parts{{{}, table.by, table.quantiles}, {}};
  for (const auto& variable : table.variables) {
    if (plan.variable(variable).is_categorical()) {
      parts.categories.push_back({variable, table.by, {}});
    } else {
      parts.numbers.variables.push_back(variable);
    }
  }
  return parts;
}

// Counts and shares of the levels on the rows of `base`; those without a value are no share.
void put_levels(const Answering& from,
                const std::string& variable,
                const CellKey& base,
                const std::string& pointer,
                Answer& out) {
  const auto levels = levels_in(from.outcomes.plan(), base.row_set, variable);
  std::optional<std::int64_t> known = 0;
  for (const auto& level : levels) {
    const auto count = from.pool.rows(with(base, variable, level));
    out.put_count(pointer + "/counts/" + pointer_step(level), count);
    if (level == kMissingLevel) continue;
    known = known && count ? std::optional(*known + *count) : std::nullopt;
  }
  for (const auto& level : levels) {
    if (level == kMissingLevel) continue;
    const auto place = pointer + "/percent/" + pointer_step(level);
    const auto count = from.pool.rows(with(base, variable, level));
    if (!count || !known) out.withhold(place);
    else out.put_number(place, 100 * static_cast<double>(*count) / static_cast<double>(*known));
  }
}

// The shares of the levels among the rows with a value; nothing when one is withheld.
std::optional<std::vector<double>> shares_of(const Answering& from,
                                             const std::string& variable,
                                             const CellKey& base) {
  std::vector<double> shares;
  double known = 0;
  for (const auto& level : levels_in(from.outcomes.plan(), base.row_set, variable)) {
    if (level == kMissingLevel) continue;
    const auto count = from.pool.rows(with(base, variable, level));
    if (!count) return std::nullopt;
    shares.push_back(static_cast<double>(*count));
    known += shares.back();
  }
  for (auto& share : shares) share /= known;
  return shares;
}

std::optional<MeanAndVariance> spread_of(const Answering& from,
                                         const std::string& variable,
                                         const CellKey& base,
                                         const std::string& level) {
  const auto counted = with_value(from.outcomes.plan(), base, variable);
  const auto moments = from.pool.moments({from.analysis.id, variable, level}, counted);
  if (!moments || moments->n < 2) return std::nullopt;
  return MeanAndVariance{moments->moments.mean,
                         moments->moments.m2 / static_cast<double>(moments->n - 1)};
}

// Nothing when a number that it stands on is withheld.
std::optional<double> difference(const Answering& from,
                                 const TableOneAnalysis& table,
                                 const std::string& variable,
                                 const std::string& first,
                                 const std::string& other) {
  const CellKey all{from.analysis.row_set, {}};
  const auto one = with(all, table.by, first), two = with(all, table.by, other);
  if (from.outcomes.plan().variable(variable).is_categorical()) {
    const auto p = shares_of(from, variable, one), q = shares_of(from, variable, two);
    if (!p || !q) return std::nullopt;
    return standardised_difference(*p, *q);
  }
  const auto p = spread_of(from, variable, one, first), q = spread_of(from, variable, two, other);
  if (!p || !q) return std::nullopt;
  return standardised_difference(*p, *q);
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const TableOneAnalysis& table,
          Wants& wants) {
  const auto parts = parts_of(outcomes.plan(), table);
  want(outcomes, state, analysis, CountAnalysis{table.by}, wants);
  want(outcomes, state, analysis, parts.numbers, wants);
  for (const auto& category : parts.categories) want(outcomes, state, analysis, category, wants);
}

void answer(const Answering& from, const TableOneAnalysis& table, Answer& out) {
  const auto& plan = from.outcomes.plan();
  const CellKey all{from.analysis.row_set, {}};
  const auto groups = levels_in(plan, all.row_set, table.by);
  out.put_json("/groups", groups);
  out.put_count("/n", from.pool.rows(all));
  for (const auto& group : groups) {
    out.put_count("/by/" + pointer_step(group), from.pool.rows(with(all, table.by, group)));
  }
  answer(from, parts_of(plan, table).numbers, out);
  for (const auto& variable : table.variables) {
    const auto pointer = "/" + pointer_step(variable);
    if (plan.variable(variable).is_categorical()) {
      put_levels(from, variable, all, pointer, out);
      for (const auto& group : groups) {
        put_levels(from, variable, with(all, table.by, group),
                   pointer + "/by/" + pointer_step(group), out);
      }
    }
    for (std::size_t i = 1; i < groups.size(); ++i) {
      const auto place = pointer + "/standardised_differences/" + pointer_step(groups[i]);
      const auto found = difference(from, table, variable, groups.front(), groups[i]);
      if (found) out.put_number(place, *found);
      else out.withhold(place);
    }
  }
}

}  // namespace passerelle::analysis
