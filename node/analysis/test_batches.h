// For tests: rows of text as an engine would deliver them, typed, and the frame that a worker
// builds of them. A study is compiled and evaluated as it is on a node.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "connectors/query/row_batch.h"
#include "node/analysis/frame.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {

// Returns the rows that `keep` accepts.
Table rows_where(const Table& table, const std::function<bool(const Row&)>& keep);

using ColumnTypes = std::map<std::string, query::ColumnType>;

// Makes each type the narrowest that holds what it held before and every text of the table; a
// column without any value stays as it is.
void widen(ColumnTypes& types, const Table& table);

// A table of a linked source.
struct LinkedTable {
  Table table;
  ColumnTypes types;
};
using LinkedTables = std::map<std::string, LinkedTable>;  // by alias

// Requires: types that hold the tables, and rows that the study's variables can hold.
Frame built_frame(const StudyPlan& plan,
                  const Table& table,
                  const ColumnTypes& types,
                  const LinkedTables& linked = {});
// The same where the rows may be refused.
Result<Frame> try_frame(const StudyPlan& plan,
                        const Table& table,
                        const ColumnTypes& types,
                        const LinkedTables& linked = {});

}  // namespace passerelle::analysis::test
