// count: rows and persons, by level.
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

void put_both(Answer& out, const std::string& pointer, const std::optional<Count>& count) {
  out.put_count(pointer + "/rows", count ? std::optional(count->rows) : std::nullopt);
  out.put_count(pointer + "/persons", count ? std::optional(count->persons) : std::nullopt);
}

}  // namespace

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const CountAnalysis& count,
          Wants& wants) {
  const CellKey all{analysis.row_set, {}};
  wants.cells.insert(all);
  if (!count.by) return;
  for (const auto& level : levels_in(outcomes.plan(), analysis.row_set, *count.by)) {
    wants.cells.insert(with(all, *count.by, level));
  }
}

void answer(const Answering& from, const CountAnalysis& count, Answer& out) {
  const CellKey all{from.analysis.row_set, {}};
  put_both(out, "", from.pool.cell(all));
  if (!count.by) return;
  for (const auto& level : levels_in(from.outcomes.plan(), from.analysis.row_set, *count.by)) {
    put_both(out, "/by/" + pointer_step(level), from.pool.cell(with(all, *count.by, level)));
  }
}

}  // namespace passerelle::analysis
