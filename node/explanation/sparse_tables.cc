#include "node/explanation/sparse_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "node/explanation/finest_cells.h"

namespace passerelle::explanation {
namespace {

// Each set of variables by its number of cells, over the row set that has the most.
using Tables = std::map<std::set<std::string>, std::size_t>;

Tables tables_of(const analysis::StudyPlan& plan) {
  std::map<std::pair<std::string, std::set<std::string>>, std::size_t> by_rows;
  for (const auto& key : finest_cells(plan)) {
    std::set<std::string> variables;
    for (const auto& category : key.where) variables.insert(category.variable);
    if (!variables.empty()) ++by_rows[{key.row_set, std::move(variables)}];
  }
  Tables tables;
  for (const auto& [place, cells] : by_rows) {
    auto& most = tables[place.second];
    most = std::max(most, cells);
  }
  return tables;
}

bool crosses(const std::set<std::string>& variables, const std::vector<SparseTable>& known) {
  return std::any_of(known.begin(), known.end(), [&](const SparseTable& one) {
    return std::includes(variables.begin(), variables.end(), one.variables.begin(),
                         one.variables.end());
  });
}

}  // namespace

std::vector<SparseTable> sparse_tables(const analysis::StudyPlan& plan,
                                       std::int64_t persons,
                                       std::int64_t min_cell) {
  const auto tables = tables_of(plan);
  std::size_t most_variables = 0;
  for (const auto& [variables, cells] : tables) {
    most_variables = std::max(most_variables, variables.size());
  }
  std::vector<SparseTable> sparse;
  for (std::size_t size = 1; size <= most_variables; ++size) {
    for (const auto& [variables, cells] : tables) {
      const bool is_sparse = persons < min_cell * static_cast<std::int64_t>(cells);
      if (variables.size() != size || !is_sparse || crosses(variables, sparse)) continue;
      sparse.push_back({{variables.begin(), variables.end()}, cells});
    }
  }
  return sparse;
}

}  // namespace passerelle::explanation
