// What a worker keeps between the rounds of one study: the rows of its models, made and sorted
// once, and whose rows it has told of. Everything here follows from plan and frame, and from the
// levels of breaks that the nodes agree on, so an answer is the same bits with rows that were kept
// and with rows made anew.
//
// Thread safety: one thread. Requires: every call is about the same plan and frame.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "node/analysis/local_sums.h"
#include "node/analysis/regression_rows.h"

namespace passerelle::analysis {

class KeptRows {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} << 20;

  // What does not fit into `most_bytes` is made anew when it is asked for.
  explicit KeptRows(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  // Shared with the round under way, which goes on with rows that are not kept.
  Result<std::shared_ptr<const RegressionRows>> regression(const Outcomes& outcomes,
                                                           const Analysis& analysis,
                                                           const Frame& frame);
  // `level`: of the breaks of a model that has some; the nodes agree on one.
  Result<std::shared_ptr<const CoxStrata>> strata(const Outcomes& outcomes,
                                                  const Analysis& analysis,
                                                  const Frame& frame,
                                                  int level);

  // Lets go of the rows of all other analyses.
  void keep_only(const std::set<std::string>& analyses);

  // Whether the cohorts told last name those of all these cells.
  bool has_told(const std::vector<CellKey>& cells) const;
  void told(const Cohorts& cohorts);

  std::size_t bytes() const;

 private:
  template <class Rows, class Make>
  Result<std::shared_ptr<const Rows>> kept(std::map<std::string, std::shared_ptr<const Rows>>& rows,
                                           const std::string& analysis,
                                           const Make& make);

  std::size_t most_bytes_;
  std::map<std::string, std::shared_ptr<const RegressionRows>> regressions_;  // by analysis
  std::map<std::string, std::shared_ptr<const CoxStrata>> strata_;
  std::set<CellKey> told_;
};

}  // namespace passerelle::analysis
