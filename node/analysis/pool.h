// Partials of some nodes as one: a pooled number exists only when every node released its part.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "node/analysis/partial.h"
#include "node/base/strong_id.h"

namespace passerelle::analysis {

// Chan's merge of two sets of values.
struct CountedMoments {
  std::int64_t n = 0;
  Moments moments;
};
CountedMoments merge(const CountedMoments& left, const CountedMoments& right);

// The same of several columns.
struct CountedProducts {
  std::int64_t n = 0;
  CrossProducts products;
};
CountedProducts merge(CountedProducts left, const CountedProducts& right);

// Returns Pearson's correlations, row by row; NaN where a column takes one value.
std::vector<double> correlations(const CrossProducts& products);

// Lifetime: the partials outlive the pool.
class Pool {
 public:
  explicit Pool(const std::map<NodeId, Partial>& partials);
  explicit Pool(const Partial& one);

  // Returns the sum over the nodes; nothing when a node withholds the cell.
  std::optional<Count> cell(const CellKey& key) const;
  std::optional<std::int64_t> rows(const CellKey& key) const;

  // Returns the pooled values, in the order of node ids; nothing when a node withholds its part.
  std::optional<CountedMoments> moments(const Slot& slot, const CellKey& counted) const;
  std::optional<CountedProducts> products(const Slot& slot, const CellKey& counted) const;
  // Of a round that does not count: `first` has the counts of the same nodes.
  std::optional<CountedProducts> products(const Slot& slot,
                                          const CellKey& counted,
                                          const Pool& first) const;
  std::optional<ResidualSums> residuals(const Slot& slot) const;
  std::optional<GlmSums> glm(const Slot& slot) const;
  std::optional<WeightedSums> weighted(const Slot& slot) const;
  std::optional<MatchedSums> matched(const Slot& slot) const;
  std::optional<LogRankSums> log_rank(const Slot& slot) const;
  std::optional<LikelihoodSums> cox(const Slot& slot) const;
  std::optional<BreakSums> breaks(const Slot& slot) const;
  std::optional<ConcordanceSums> concordance(const Slot& slot) const;
  std::optional<HazardSums> hazards(const Slot& slot) const;

 private:
  template <class T>
  std::optional<std::vector<const T*>> parts(const Slot& slot) const;
  template <class T>
  std::optional<T> sum(const Slot& slot) const;

  std::vector<const Partial*> partials_;  // by node id
};

// Add element by element.
LogRankSums operator+(LogRankSums left, const LogRankSums& right);
ConcordanceSums operator+(ConcordanceSums left, const ConcordanceSums& right);
HazardSums operator+(HazardSums left, const HazardSums& right);
LikelihoodSums operator+(LikelihoodSums left, const LikelihoodSums& right);
ResidualSums operator+(ResidualSums left, const ResidualSums& right);
GlmSums operator+(GlmSums left, const GlmSums& right);
WeightedSums operator+(WeightedSums left, const WeightedSums& right);
MatchedSums operator+(MatchedSums left, const MatchedSums& right);

}  // namespace passerelle::analysis
