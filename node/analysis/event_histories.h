// What happened to persons in the linked sources of a study: read before its own rows, and asked
// for each of them. Persons are told apart by the pseudonyms of the ledger of releases, which are
// the same in every dataset of one space of persons. Exists only in the worker.
//
// Thread safety: one thread. Lifetime: the plan outlives it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/analysis/events.h"
#include "node/analysis/expression_values.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

class EventHistories {
 public:
  explicit EventHistories(const StudyPlan& plan);
  ~EventHistories();
  EventHistories(EventHistories&&) noexcept;
  EventHistories& operator=(EventHistories&&) noexcept;

  // Takes rows of a linked source (columns in the order of Source::columns) and the pseudonyms of
  // their persons; a row that is nobody's (0) is linked with nothing.
  // Errors: columns of kinds that the study does not compute with.
  Result<void> add(const Source& source,
                   const query::RowBatch& batch,
                   const std::vector<std::uint64_t>& persons);

  // Puts the events in order. Requires: called once, after all rows and before the functions below.
  void finish();

  // By the key of the events.
  std::map<std::string, EventKinds> kinds() const;

  // Answers a question for rows of these persons; `of` are the values of its operands. Missing
  // where the day of a window is missing, and where there is no such event to take a value from.
  ValuesPtr answer(const Expression& expression,
                   const std::vector<ValuesPtr>& of,
                   std::span<const std::uint64_t> persons) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace passerelle::analysis
