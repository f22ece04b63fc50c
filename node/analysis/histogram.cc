// histogram: counts between declared breaks. Every bin is a cell.
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {

void want(const Outcomes& outcomes,
          const State&,
          const Analysis& analysis,
          const HistogramAnalysis& histogram,
          Wants& wants) {
  for (auto& bin : bins_of(outcomes.plan(), analysis.row_set, histogram)) {
    wants.cells.insert(std::move(bin));
  }
}

void answer(const Answering& from, const HistogramAnalysis& histogram, Answer& out) {
  Json breaks = Json::array();
  for (const double end : histogram.cut->breaks) breaks.push_back(number_or_null(end));
  out.put_json("/breaks", std::move(breaks));
  const auto bins = bins_of(from.outcomes.plan(), from.analysis.row_set, histogram);
  out.put_json("/counts", Json(std::vector<Json>(bins.size())));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    out.put_count("/counts/" + std::to_string(i), from.pool.rows(bins[i]));
  }
}

}  // namespace passerelle::analysis
