// The rows of a study in memory: its variables evaluated, persons numbered, rows in canonical
// order. Exists only in the worker.
//
// Canonical order: rows sorted by all columns of the frame, so that no sum depends on the order in
// which an engine, a thread or a file delivered them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/analysis/cells.h"
#include "node/analysis/ledger_persons.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

class EventHistories;  // event_histories.h

// A numeric variable: NaN where missing.
using NumberColumn = std::vector<double>;
// A categorical variable: index into Variable::levels, -1 where missing.
using LevelColumn = std::vector<std::int32_t>;

// Returns the index that a LevelColumn of the variable holds for a level: -1 for "(missing)", as
// for every level that is not declared.
std::int32_t level_index(const Variable& variable, const std::string& level);

struct Frame;

// The level of every row as the plan has it: that of the frame, or its group where the nodes agreed
// to take levels together; -1 where it is missing. Lifetime: plan and frame outlive it.
class RowLevels {
 public:
  // Requires: the variable is a category of the frame.
  RowLevels(const Variable& variable, const Frame& frame);

  std::int32_t operator[](std::size_t row) const {
    const auto level = (*levels_)[row];
    return level < 0 || group_of_->empty() ? level : (*group_of_)[static_cast<std::size_t>(level)];
  }

 private:
  const LevelColumn* levels_;
  const std::vector<std::int32_t>* group_of_;
};

struct Frame {
  std::size_t rows = 0;
  std::vector<std::uint32_t> person;  // dense numbers from 0, one per distinct person
  std::uint32_t persons = 0;
  // Whose rows they are in the ledger of releases, and the pseudonyms of those of whom the source
  // has rows but the frame has none, ascending.
  LedgerPersons ledger;
  std::vector<std::uint64_t> outside;
  std::map<std::string, NumberColumn> numbers;       // by variable
  std::map<std::string, LevelColumn> categories;     // by variable
  std::map<std::string, std::vector<bool>> members;  // by RowSet::name
  Count opted_out;  // of the source: what was taken out before anything else was read

  // Returns the rows of a set, ascending.
  std::vector<std::uint32_t> rows_of(const std::string& row_set) const;
};

enum class DataError {
  outside_levels = 1,  // a value that no declared level or break holds
  missing_refused,     // a missing value in a variable with `missing: refuse`
  wrong_type,          // a column is text where the study computes with numbers
  not_a_number,        // an infinite value
  missing_person,      // a row that says of nobody whose it is
  wrong_shape,         // batches that are not of the columns asked for
  late_entry,          // a row that enters follow-up when its time is over
};
std::error_code make_error_code(DataError code);

// Takes batches of the study's own source (columns in the order of Source::columns), evaluates
// them, keeps the rows that some analysis runs on or that the analysis set leaves out, then builds
// the frame.
//
// Errors name a variable of the study, never a value, a count or a row: they may leave the node.
// Thread safety: one thread. Lifetime: plan and histories outlive the builder.
class FrameBuilder {
 public:
  // A study with linked sources needs their histories.
  explicit FrameBuilder(const StudyPlan& plan, const EventHistories* histories = nullptr);
  ~FrameBuilder();
  FrameBuilder(FrameBuilder&&) noexcept;
  FrameBuilder& operator=(FrameBuilder&&) noexcept;

  // Says how many rows are to come next, at most or so: a column that grows is copied again and
  // again.
  void expect(std::size_t rows);

  // Takes a batch and the pseudonyms of its rows, 0 where nobody can say whose a row is.
  // Errors: such a row that an analysis runs on. After an error the builder is of no use.
  Result<void> add(query::RowBatch batch, const std::vector<std::uint64_t>& pseudonyms);

  // Requires: called once.
  Result<Frame> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace passerelle::analysis

template <>
struct std::is_error_code_enum<passerelle::analysis::DataError> : std::true_type {};
