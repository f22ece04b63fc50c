// The values of an expression over the rows of a batch, column by column.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/query/row_batch.h"
#include "node/analysis/expression.h"

namespace passerelle::analysis {

// One value per row, or one for all rows. Numbers, truths (0 and 1) and dates (days) stand in
// `numbers`, NaN where missing; texts are indices into `dictionary`, -1 where missing.
struct ColumnValues {
  ValueKind kind = ValueKind::number;
  bool is_constant = false;
  std::vector<double> numbers;
  std::vector<std::int32_t> codes;
  std::vector<std::string> dictionary;

  std::size_t stride() const { return is_constant ? 0 : 1; }
  double number(std::size_t row) const { return numbers[row * stride()]; }
  std::int32_t code(std::size_t row) const { return codes[row * stride()]; }
};
using ValuesPtr = std::shared_ptr<const ColumnValues>;

class EventHistories;  // event_histories.h

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Returns, for every code of `from`, the code of the same text in `to`, or -2 where it has none.
std::vector<std::int32_t> translation(const std::vector<std::string>& from,
                                      const std::vector<std::string>& to);

// Evaluates expressions over one batch; a variable that several expressions refer to is computed
// once. Lifetime: the batch outlives the evaluator.
class Evaluator {
 public:
  // Requires: `names[i]` is the name of `batch.columns[i]`, in ascending order. Questions about
  // events need histories and the pseudonym of the person of each row.
  Evaluator(const std::vector<std::string>& names,
            const query::RowBatch& batch,
            const EventHistories* histories = nullptr,
            std::span<const std::uint64_t> persons = {});

  // Requires: infer_kind accepts the expression for the kinds of columns and events.
  ValuesPtr evaluate(const ExpressionPtr& expression);

 private:
  ValuesPtr computed(const Expression& expression);
  ValuesPtr column(const std::string& name);
  ValuesPtr compare(const Expression& expression);
  ValuesPtr beginning(const std::vector<ValuesPtr>& values);
  ValuesPtr logic(const Expression& expression);
  ValuesPtr arithmetic(const Expression& expression);
  ValuesPtr choice(const Expression& expression);
  ValuesPtr cut(const Expression& expression);
  std::vector<ValuesPtr> operands(const Expression& expression);

  const std::vector<std::string>* names_;
  const query::RowBatch* batch_;
  const EventHistories* histories_;
  std::span<const std::uint64_t> persons_;
  std::map<std::string, ValuesPtr> columns_;
  std::unordered_map<const Expression*, ValuesPtr> shared_;
};

}  // namespace passerelle::analysis
