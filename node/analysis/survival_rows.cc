#include "node/analysis/survival_rows.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "node/analysis/cell_counter.h"
#include "node/analysis/frame_order.h"

namespace passerelle::analysis {

SurvivalRows survival_rows(const Outcomes& outcomes, const Analysis& analysis, const Frame& frame) {
  const auto survival = *survival_of(analysis);
  const auto flags = event_flags(outcomes.plan(), frame, survival.event);
  const auto& times = frame.numbers.at(survival.time);
  SurvivalRows sorted;
  sorted.rows = frame.rows_of(analysis.row_set);
  const auto* model = std::get_if<CoxAnalysis>(&analysis.what);
  const auto* entries =
      model != nullptr && model->entry ? &frame.numbers.at(*model->entry) : nullptr;
  if (entries != nullptr) {
    std::erase_if(sorted.rows,
                  [&](std::uint32_t row) { return (*entries)[row] >= survival.horizon; });
  }
  const auto cut = [&](std::uint32_t row) { return std::min(times[row], survival.horizon); };
  const auto from_latest = [&, rows = sorted.rows.data()](std::uint32_t place) {
    return ~sortable(cut(rows[place]) + 0.0);
  };
  const auto as_they_stand = [](std::uint32_t place) { return std::uint64_t{place}; };
  auto order = ordered_rows(sorted.rows.size(), {sort_key(from_latest), sort_key(as_they_stand)},
                            std::less<>());
  for (auto& place : order) place = sorted.rows[place];
  sorted.rows = std::move(order);
  for (const auto row : sorted.rows) {
    sorted.times.push_back(cut(row));
    sorted.happened.push_back(flags[row] == 1 && times[row] <= survival.horizon ? 1 : 0);
    if (entries != nullptr) sorted.entries.push_back((*entries)[row]);
  }
  return sorted;
}

}  // namespace passerelle::analysis
