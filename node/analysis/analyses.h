// What each analysis wants of a node and what it answers from pooled cells and sums: one file per
// analysis. Counts are always derived from cells.
#pragma once

#include "node/analysis/answer.h"
#include "node/analysis/layout.h"
#include "node/analysis/pool.h"

namespace passerelle::analysis {

// Adds the cells and sums of the analysis.
void want(const Outcomes&, const State&, const Analysis&, const CountAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const CrosstabAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const DescribeAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const TableOneAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const HistogramAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const CorrelationAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const PcaAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const KaplanMeierAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const LogRankAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const CoxAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const LinearAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const GlmAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const RateAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const MetaAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const DeriveAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const DiagnosticAnalysis&, Wants& wants);
void want(const Outcomes&,
          const State&,
          const Analysis&,
          const CompetingRisksAnalysis&,
          Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const QuantilesAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const PropensityAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const MixedAnalysis&, Wants& wants);
void want(const Outcomes&,
          const State&,
          const Analysis&,
          const RankCorrelationAnalysis&,
          Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const MissingnessAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const ConformanceAnalysis&, Wants& wants);
void want(const Outcomes&, const State&, const Analysis&, const ValidationAnalysis&, Wants& wants);

// What an answer is made from.
struct Answering {
  const Outcomes& outcomes;
  const State& state;
  const Analysis& analysis;
  const Pool& pool;
  const Json& before;            // the answers to the analyses before this one
  const NodeId* node = nullptr;  // whose own answer it is; null: the pooled one
};

// Returns the partials of a round that the answer is made from: of all nodes, or of the one.
Pool pool_of(const Answering& from, const std::map<NodeId, Partial>& round);

// Writes `pooled` (contracts, section 4) into the answer.
void answer(const Answering&, const CountAnalysis&, Answer& out);
void answer(const Answering&, const CrosstabAnalysis&, Answer& out);
void answer(const Answering&, const DescribeAnalysis&, Answer& out);
void answer(const Answering&, const TableOneAnalysis&, Answer& out);
void answer(const Answering&, const HistogramAnalysis&, Answer& out);
void answer(const Answering&, const CorrelationAnalysis&, Answer& out);
void answer(const Answering&, const PcaAnalysis&, Answer& out);
void answer(const Answering&, const KaplanMeierAnalysis&, Answer& out);
void answer(const Answering&, const LogRankAnalysis&, Answer& out);
void answer(const Answering&, const CoxAnalysis&, Answer& out);
void answer(const Answering&, const LinearAnalysis&, Answer& out);
void answer(const Answering&, const GlmAnalysis&, Answer& out);
void answer(const Answering&, const RateAnalysis&, Answer& out);
void answer(const Answering&, const MetaAnalysis&, Answer& out);
void answer(const Answering&, const DeriveAnalysis&, Answer& out);
void answer(const Answering&, const DiagnosticAnalysis&, Answer& out);
void answer(const Answering&, const CompetingRisksAnalysis&, Answer& out);
void answer(const Answering&, const QuantilesAnalysis&, Answer& out);
void answer(const Answering&, const PropensityAnalysis&, Answer& out);
void answer(const Answering&, const MixedAnalysis&, Answer& out);
void answer(const Answering&, const RankCorrelationAnalysis&, Answer& out);
void answer(const Answering&, const MissingnessAnalysis&, Answer& out);
void answer(const Answering&, const ConformanceAnalysis&, Answer& out);
void answer(const Answering&, const ValidationAnalysis&, Answer& out);

// Writes `probs`, `values` and `after` of some rows below a JSON Pointer.
void put_quantiles(const Answering& from,
                   const QuantilesAnalysis& what,
                   const CellKey& rows,
                   const std::string& pointer,
                   Answer& out);

}  // namespace passerelle::analysis
