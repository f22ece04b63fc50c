// The columns of a frame while batches come in: variables, and whose row it is.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "node/analysis/expression_values.h"
#include "node/analysis/frame.h"

namespace passerelle::analysis {

// One variable of the plan over the rows kept so far. Lifetime: the plan outlives it.
class VariableColumn {
 public:
  explicit VariableColumn(const Variable& variable);

  const std::string& name() const { return variable_->name; }
  bool is_categorical() const { return variable_->is_categorical(); }

  // Makes room for so many rows.
  void reserve(std::size_t rows);

  // Refuses values of a kind that the study does not compute with.
  Result<void> check_kind(const KnownKinds& known) const;

  // Evaluates the variable over a batch; rows of `is_checked` must hold what the study declares.
  Result<void> read(Evaluator& evaluator, const std::vector<bool>& is_checked);

  // Takes out those of the rows of the batch read last that have no value.
  void narrow(std::vector<bool>& rows) const;

  // Keeps rows of the batch read last, ascending.
  void keep(const std::vector<std::uint32_t>& rows);

  const NumberColumn& numbers() const { return numbers_; }
  const LevelColumn& levels() const { return levels_; }
  NumberColumn take_numbers() { return std::move(numbers_); }
  LevelColumn take_levels() { return std::move(levels_); }

 private:
  void read_numeric_levels(const ColumnValues& values, std::size_t rows);
  void read_text_levels(const ColumnValues& values, std::size_t rows);
  bool has_value(std::size_t row) const;

  const Variable* variable_;
  std::vector<std::pair<double, std::int32_t>> by_number_;  // sorted
  std::unordered_map<std::string, std::int32_t> by_text_;
  NumberColumn numbers_, batch_numbers_;
  LevelColumn levels_, batch_levels_;
  bool lacks_values_ = false;  // in some row of the batch
};

// The persons of the rows kept so far, told apart by whole numbers or texts.
class PersonColumn {
 public:
  Result<void> check_type(query::ColumnType type, const std::string& name);
  // Makes room for so many rows where persons are told apart by numbers.
  void reserve(std::size_t rows) { numbers_.reserve(rows); }

  Result<void> append(const query::Column& column, const std::vector<std::uint32_t>& rows);

  std::size_t rows() const { return numbers_.size() + text_of_row_.size(); }

  // The identifiers by row where they are whole numbers, else none.
  const std::vector<std::int64_t>& identifiers() const { return numbers_; }

  // Compares two rows by the identifiers that the data hold.
  bool is_before(std::uint32_t left, std::uint32_t right) const;

  struct Numbered {
    std::vector<std::uint32_t> of;  // by row
    std::uint32_t persons = 0;
  };
  // Returns the persons of the rows in that order, numbered as they appear.
  Numbered numbered(const std::vector<std::uint32_t>& order) const;

 private:
  std::string name_;
  std::vector<std::int64_t> numbers_;       // by row
  std::vector<std::uint32_t> text_of_row_;  // places in texts_
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> by_text_;
};

}  // namespace passerelle::analysis
