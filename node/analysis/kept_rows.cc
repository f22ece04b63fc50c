#include "node/analysis/kept_rows.h"

#include <algorithm>
#include <utility>

namespace passerelle::analysis {

template <class Rows, class Make>
Result<std::shared_ptr<const Rows>> KeptRows::kept(
    std::map<std::string, std::shared_ptr<const Rows>>& rows,
    const std::string& analysis,
    const Make& make) {
  const auto found = rows.find(analysis);
  if (found != rows.end()) return found->second;
  auto made = make();
  if (!made) return made.error();
  auto shared = std::make_shared<const Rows>(*std::move(made));
  if (bytes() + shared->bytes() <= most_bytes_) rows.emplace(analysis, shared);
  return shared;
}

Result<std::shared_ptr<const RegressionRows>> KeptRows::regression(const Outcomes& outcomes,
                                                                   const Analysis& analysis,
                                                                   const Frame& frame) {
  return kept(regressions_, analysis.id,
              [&] { return regression_rows(outcomes, analysis, frame); });
}

Result<std::shared_ptr<const CoxStrata>> KeptRows::strata(const Outcomes& outcomes,
                                                          const Analysis& analysis,
                                                          const Frame& frame,
                                                          int level) {
  return kept(strata_, analysis.id,
              [&] { return CoxStrata::make(outcomes, analysis, frame, level); });
}

void KeptRows::keep_only(const std::set<std::string>& analyses) {
  const auto is_other = [&](const auto& entry) { return !analyses.contains(entry.first); };
  std::erase_if(regressions_, is_other);
  std::erase_if(strata_, is_other);
}

bool KeptRows::has_told(const std::vector<CellKey>& cells) const {
  return std::all_of(cells.begin(), cells.end(),
                     [&](const CellKey& key) { return told_.contains(key); });
}

void KeptRows::told(const Cohorts& cohorts) {
  told_.clear();
  for (const auto& [key, atoms] : cohorts.of) told_.insert(key);
}

std::size_t KeptRows::bytes() const {
  std::size_t sum = 0;
  for (const auto& [analysis, rows] : regressions_) sum += rows->bytes();
  for (const auto& [analysis, rows] : strata_) sum += rows->bytes();
  return sum;
}

}  // namespace passerelle::analysis
