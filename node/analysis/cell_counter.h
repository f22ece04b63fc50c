// Counts the cells of a frame. Every category becomes one bit per row, a cell is their conjunction.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "node/analysis/frame.h"
#include "node/analysis/grid.h"
#include "node/analysis/outcomes.h"

namespace passerelle::analysis {

// Returns for every row whether the event happened; -1 where that is missing.
// Requires: the frame holds the event.
std::vector<std::int8_t> event_flags(const StudyPlan& plan,
                                     const Frame& frame,
                                     const std::string& event);

// Returns for every row what happened, as an outcome numbers it; -1 where that is missing.
// Requires: check_outcomes has passed.
std::vector<std::int32_t> states_of(const StudyPlan& plan,
                                    const Frame& frame,
                                    const Outcome& outcome);

// Refuses a frame that lacks what the study's survival analyses need on their rows: a time and an
// event that are there, and an entry before the time.
Result<void> check_outcomes(const Outcomes& outcomes, const Frame& frame);

// Lifetime: outcomes and frame outlive the counter. Thread safety: one thread.
class CellCounter {
 public:
  CellCounter(const Outcomes& outcomes, const Frame& frame);

  // Requires: check_outcomes has passed, and the key is of a layout of the same study.
  Count count(const CellKey& key);
  std::vector<Count> count(const std::vector<CellKey>& keys);

  using Bits = std::vector<std::uint64_t>;

  // Says which rows are of a category that is no level of a variable of the study.
  void know(const Category& category, const std::vector<std::uint32_t>& rows);

  // Returns the rows of the cell, one bit a row, the lowest first; none of those who opted out, of
  // whom the frame has no rows. Requires: as for `count`.
  Bits rows(const CellKey& key);

 private:
  static std::string name_of(const Category& category);
  const Bits& members(const std::string& row_set);
  const Bits& category(const Category& category);
  const Bits& grid_bits(const GridInterval& interval);
  const Bits& outcome_bits(const Outcome& outcome, const OutcomePart& part);
  template <class Predicate>
  Bits bits_of(Predicate holds) const;
  // Does not look at the rows of words for which `may_hold` says no.
  template <class OfWord, class Predicate>
  Bits bits_of(OfWord may_hold, Predicate holds) const;
  // Those with a value, by their finest place, ascending.
  struct PlacedRows {
    std::vector<std::int64_t> places;
    std::vector<std::uint32_t> rows;
  };
  const PlacedRows& placed(const GridInterval& interval);
  struct Range {
    double least, most;
  };
  const std::vector<Range>& ranges_of(const std::string& variable);
  std::int64_t persons_in(const Bits& bits);

  const Outcomes& outcomes_;
  const Frame& frame_;
  std::map<std::string, Bits> cache_;
  std::map<std::string, std::vector<std::int32_t>> states_;  // by event
  std::map<std::string, std::vector<Range>> ranges_;         // by time variable, of 64 rows each
  std::map<std::string, PlacedRows> placed_;                 // by variable with a grid
  Bits of_interval_;                      // of a grid the last one asked for: there are thousands
  std::vector<std::uint32_t> last_seen_;  // by person
  std::uint32_t visit_ = 0;
};

}  // namespace passerelle::analysis
