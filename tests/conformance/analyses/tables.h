// The rows of reference data as the nodes of a study hold them: CSV files, typed as an engine would
// type their columns.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "node/analysis/test_batches.h"

namespace passerelle::conformance {

// Returns the text of a file, which may be compressed by gzip. Requires: a file that can be read.
std::string unpacked(const std::filesystem::path& file);

// The tables of one data set by node. All nodes' columns have the same names and types.
class Tables {
 public:
  // `described.tables` has a file by node; instead of its path {"file", "where": {column: value}}
  // takes the rows of one site from a file of all, {"file", "part": [i, n]} every n-th row from row
  // i on. Every row gets the columns `country`, its node, and `row`, its number, and one column for
  // each of `described.constants`. With `described.copies` every row stands so often in its table,
  // with the column `copy` from 0 on. `described.types` says what columns without any value are.
  // Requires: files that can be read; they may be compressed by gzip.
  Tables(const std::filesystem::path& data, const Json& described);

  // Returns the distinct numbers in columns, ascending, of the rows where `where` holds.
  std::vector<double> numbers(const std::vector<std::string>& columns, const Json& where) const;

  // Returns the distinct texts in a column.
  std::set<std::string> texts(const std::string& column) const;

  // Returns the frames of a study's nodes.
  // Requires: rows that the study's variables can hold.
  analysis::test::Nodes frames(const analysis::StudyPlan& plan) const;

 private:
  std::map<std::string, analysis::test::Table> by_node_;
  analysis::test::ColumnTypes types_;
};

}  // namespace passerelle::conformance
