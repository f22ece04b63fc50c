#include "node/explanation/sparse_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "node/explanation/finest_cells.h"

namespace passerelle::explanation {
namespace {

bool crosses(const CrossedTable& table, const std::vector<CrossedTable>& known) {
  return std::any_of(known.begin(), known.end(), [&](const CrossedTable& one) {
    return std::includes(table.variables.begin(), table.variables.end(), one.variables.begin(),
                         one.variables.end());
  });
}

}  // namespace

std::vector<CrossedTable> crossed_tables(const analysis::StudyPlan& plan) {
  std::map<std::pair<std::string, std::set<std::string>>, std::size_t> by_rows;
  for (const auto& key : finest_cells(plan)) {
    std::set<std::string> variables;
    for (const auto& category : key.where) variables.insert(category.variable);
    if (!variables.empty()) ++by_rows[{key.row_set, std::move(variables)}];
  }
  std::map<std::set<std::string>, std::size_t> most;
  for (const auto& [place, cells] : by_rows) {
    auto& known = most[place.second];
    known = std::max(known, cells);
  }
  std::vector<CrossedTable> tables;
  for (const auto& [variables, cells] : most) {
    tables.push_back({{variables.begin(), variables.end()}, cells});
  }
  std::stable_sort(tables.begin(), tables.end(), [](const auto& left, const auto& right) {
    return left.variables.size() < right.variables.size();
  });
  return tables;
}

std::vector<CrossedTable> sparse_tables(const std::vector<CrossedTable>& tables,
                                        std::int64_t persons,
                                        std::int64_t min_cell) {
  std::vector<CrossedTable> sparse;
  for (const auto& table : tables) {
    const bool is_sparse = persons < min_cell * static_cast<std::int64_t>(table.cells);
    if (is_sparse && !crosses(table, sparse)) sparse.push_back(table);
  }
  return sparse;
}

}  // namespace passerelle::explanation
