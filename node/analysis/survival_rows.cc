#include "node/analysis/survival_rows.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "node/analysis/cell_counter.h"
#include "node/analysis/frame_order.h"

namespace passerelle::analysis {

namespace {

// The place of the level in each stratum variable; "(missing)" stands behind the others.
using Stratum = std::vector<std::uint32_t>;

// Of each row of the frame the combination of its levels.
class StrataOfRows {
 public:
  StrataOfRows(const StudyPlan& plan, const std::vector<std::string>& strata, const Frame& frame) {
    for (const auto& name : strata) levels_.emplace_back(plan.variable(name), frame);
  }
  Stratum operator[](std::uint32_t row) const {
    Stratum stratum;
    for (const auto& levels : levels_) {
      stratum.push_back(static_cast<std::uint32_t>(levels[row]));
    }
    return stratum;
  }

 private:
  std::vector<RowLevels> levels_;
};

}  // namespace

std::vector<SurvivalRows> survival_rows(const Outcomes& outcomes,
                                        const Analysis& analysis,
                                        const Frame& frame) {
  const auto survival = *survival_of(analysis);
  const auto flags = event_flags(outcomes.plan(), frame, survival.event);
  const auto& times = frame.numbers.at(survival.time);
  auto rows = frame.rows_of(analysis.row_set);
  const auto* model = std::get_if<CoxAnalysis>(&analysis.what);
  const auto* entries =
      model != nullptr && model->entry ? &frame.numbers.at(*model->entry) : nullptr;
  if (entries != nullptr) {
    std::erase_if(rows, [&](std::uint32_t row) { return (*entries)[row] >= survival.horizon; });
  }
  const auto cut = [&](std::uint32_t row) { return std::min(times[row], survival.horizon); };
  const auto from_latest = [&](std::uint32_t place) { return ~sortable(cut(rows[place]) + 0.0); };
  const auto as_they_stand = [](std::uint32_t place) { return std::uint64_t{place}; };
  const auto order =
      ordered_rows(rows.size(), {sort_key(from_latest), sort_key(as_they_stand)}, std::less<>());
  const StrataOfRows strata_of_rows(outcomes.plan(), survival.strata, frame);
  std::map<Stratum, SurvivalRows> strata;
  for (const auto place : order) {
    const auto row = rows[place];
    auto& stratum = strata[strata_of_rows[row]];
    stratum.rows.push_back(row);
    stratum.times.push_back(cut(row));
    stratum.happened.push_back(flags[row] == 1 && times[row] <= survival.horizon ? 1 : 0);
    if (entries != nullptr) stratum.entries.push_back((*entries)[row]);
  }
  if (strata.empty()) return std::vector<SurvivalRows>(1);
  std::vector<SurvivalRows> list;
  for (auto& [levels, stratum] : strata) list.push_back(std::move(stratum));
  return list;
}

bool has_event(const SurvivalRows& stratum) {
  return std::ranges::find(stratum.happened, 1) != stratum.happened.end();
}

}  // namespace passerelle::analysis
