// Study documents come from researchers and from other nodes: compiling one never crashes, what
// compiles has a digest and analyses on known rows, and its variables can be evaluated over rows of
// any types or are refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/analysis/event_histories.h"
#include "node/analysis/frame.h"
#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "tests/fuzz/target.h"

namespace {

using passerelle::analysis::Source;
using passerelle::query::Column;
using passerelle::query::ColumnType;

const std::vector<std::uint64_t> kPersons{1, 1, 2, 0};

// A column whose type and values follow from its name.
Column column_of(const std::string& name) {
  const auto seed = std::hash<std::string>{}(name);
  Column column;
  column.type = static_cast<ColumnType>(seed % 5);
  column.missing = {false, seed % 3 == 0, false, seed % 7 == 0};
  const auto number = static_cast<std::int64_t>(seed / 5 % 100);
  switch (column.type) {
    case ColumnType::number: column.values = std::vector<double>{0, 1.5, -2, 1e300}; break;
    case ColumnType::text: column.values = std::vector<std::string>{"", "a", "b", "a"}; break;
    case ColumnType::boolean: column.values = std::vector<std::int64_t>{0, 1, 1, 0}; break;
    default: column.values = std::vector<std::int64_t>{0, 1, number, number + 1}; break;
  }
  return column;
}

passerelle::query::RowBatch four_rows_of(const Source& source) {
  passerelle::query::RowBatch batch;
  batch.rows = kPersons.size();
  for (const auto& name : source.columns) batch.columns.push_back(column_of(name));
  return batch;
}

void evaluate(const passerelle::analysis::StudyPlan& plan) {
  passerelle::analysis::EventHistories histories(plan);
  for (std::size_t i = 1; i < plan.sources.size(); ++i) {
    if (!histories.add(plan.sources[i], four_rows_of(plan.sources[i]), kPersons)) return;
  }
  histories.finish();
  passerelle::analysis::FrameBuilder builder(plan, &histories);
  if (builder.add(four_rows_of(plan.base()), kPersons)) (void)builder.finish();
}

}  // namespace

PASSERELLE_FUZZ_TARGET(study, text) {
  const auto document = passerelle::parse_json(text);
  if (!document) return;
  const auto plan = passerelle::analysis::compile_study(*document);
  if (!plan) return;
  if (plan->digest.size() != 64 || !plan->base().columns.contains(plan->base().person))
    std::abort();
  for (const auto& analysis : plan->analyses) {
    if (!plan->row_sets.contains(analysis.row_set)) std::abort();
  }
  for (const auto& [name, variable] : plan->variables) {
    for (const auto& grouping : variable.collapse) {
      if (grouping.group_of.size() != variable.levels.size()) std::abort();
      for (const auto group : grouping.group_of) {
        if (group < 0 || static_cast<std::size_t>(group) >= grouping.levels.size()) std::abort();
      }
    }
  }
  evaluate(*plan);
}
