// correlation by Spearman: Pearson's correlation of ranks, ties at their mean, from the cells of
// every two categories, or from products of the ranks of numbers (ranks.h).
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/design.h"
#include "node/analysis/grid.h"
#include "node/analysis/ranks.h"
#include "node/analysis/table_tests.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

CrosstabAnalysis table_of(const RankCorrelationAnalysis& ranks, std::size_t i, std::size_t j) {
  return {ranks.variables[i], ranks.variables[j], {}};
}

// Nothing when a cell is withheld.
std::optional<CountTable> counts_of(const Answering& from, const CrosstabAnalysis& table) {
  const auto& plan = from.outcomes.plan();
  const auto all = rows_of(from.analysis);
  CountTable counts;
  for (const auto& row : levels_in(plan, all.row_set, table.rows)) {
    auto& cells = counts.emplace_back();
    for (const auto& column : levels_in(plan, all.row_set, *table.columns)) {
      const auto count = from.pool.rows(with(with(all, table.rows, row), *table.columns, column));
      if (!count) return std::nullopt;
      cells.push_back(*count);
    }
  }
  return counts;
}

// NaN where all have one level.
double spearman(const CountTable& counts) {
  std::vector<std::int64_t> rows(counts.size()), columns(counts[0].size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      rows[i] += counts[i][j];
      columns[j] += counts[i][j];
    }
  }
  const auto x = rank_scores(rows), y = rank_scores(columns);
  double product = 0, of_x = 0, of_y = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto count = static_cast<double>(counts[i][j]);
      product += count * x[i] * y[j];
      of_x += count * x[i] * x[i];
      of_y += count * y[j] * y[j];
    }
  }
  return of_x > 0 && of_y > 0 ? product / std::sqrt(of_x * of_y) : kUndefined;
}

// The cells of the grids; the node's own ranks follow from its own counts, all others from those of
// all nodes, in the round after.
void want_ranks(const Outcomes& outcomes,
                const State& state,
                const Analysis& analysis,
                const std::vector<QuantilesAnalysis>& grids,
                Wants& wants) {
  SlotNeeds own{SlotNeeds::Kind::ranks, grids.size(), {rows_of(analysis)}};
  wants.cells.insert(own.cells.front());
  bool is_on_grids = true;
  for (const auto& grid : grids) {
    want(outcomes, state, analysis, grid, wants);
    const auto cells = grid_cells(outcomes.plan(), state, analysis, grid, own.cells.front());
    own.cells.insert(own.cells.end(), cells.intervals.begin(), cells.intervals.end());
    is_on_grids = is_on_grids && find_grid(state, analysis, grid) != nullptr;
  }
  if (analysis.per_node && is_on_grids) wants.slots[{analysis.id, kOwnModel, ""}] = std::move(own);
}

std::optional<CountedProducts> products_of_ranks(const Answering& from) {
  const auto all = rows_of(from.analysis);
  if (from.node != nullptr) return from.pool.products({from.analysis.id, kOwnModel, ""}, all);
  const auto ranked = from.state.ranked.find(from.analysis.id);
  if (ranked == from.state.ranked.end()) return std::nullopt;
  return Pool(ranked->second).products({from.analysis.id, "", ""}, all, from.pool);
}

void answer_of_ranks(const Answering& from, const std::vector<std::string>& names, Answer& out) {
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  out.put_json("/variables", names);
  const auto pooled = products_of_ranks(from);
  if (!pooled || pooled->n < 2) {
    for (const char* place : {"/means", "/covariance", "/correlation"}) out.withhold(place);
    return out.withhold_all();
  }
  const auto n = static_cast<double>(pooled->n);
  Json means = Json::object();
  for (const auto& name : names) means[name] = (n + 1) / 2;
  // Scores lie twice as far apart as ranks.
  auto covariance = pooled->products.products;
  for (auto& product : covariance) product /= 4 * (n - 1);
  const std::vector<bool> exists(names.size(), true);
  out.put_json("/means", std::move(means));
  out.put_json("/covariance", matrix_json(covariance, exists));
  out.put_json("/correlation", matrix_json(correlations(pooled->products), exists));
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const RankCorrelationAnalysis& ranks,
          Wants& wants) {
  if (!ranks.grids.empty()) return want_ranks(outcomes, state, analysis, ranks.grids, wants);
  for (std::size_t i = 0; i < ranks.variables.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      want(outcomes, state, analysis, table_of(ranks, i, j), wants);
    }
  }
}

void answer(const Answering& from, const RankCorrelationAnalysis& ranks, Answer& out) {
  if (!ranks.grids.empty()) return answer_of_ranks(from, ranks.variables, out);
  const std::size_t size = ranks.variables.size();
  out.put_count("/n", from.pool.rows(rows_of(from.analysis)));
  out.put_json("/variables", ranks.variables);
  out.put_json("/correlation", std::vector<std::vector<int>>(size, std::vector<int>(size, 1)));
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto counts = counts_of(from, table_of(ranks, i, j));
      const double correlation = counts ? spearman(*counts) : 0;
      for (const auto& [row, column] : {std::pair{i, j}, {j, i}}) {
        const auto pointer = "/correlation/" + std::to_string(row) + "/" + std::to_string(column);
        if (counts) out.put_number(pointer, correlation);
        else out.withhold(pointer);
      }
    }
  }
}

}  // namespace passerelle::analysis
