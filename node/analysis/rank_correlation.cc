// correlation by Spearman: Pearson's correlation of ranks, ties at their mean, from the cells of
// every two categories.
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/analyses.h"
#include "node/analysis/table_tests.h"

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

// Twice the mean rank of each level, from the mean of all: whole numbers.
std::vector<double> scores(const std::vector<std::int64_t>& margin) {
  std::int64_t total = 0, below = 0;
  for (const auto count : margin) total += count;
  std::vector<double> scores;
  for (const auto count : margin) {
    scores.push_back(static_cast<double>(2 * below + count - total));
    below += count;
  }
  return scores;
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
  const auto x = scores(rows), y = scores(columns);
  double product = 0, of_x = 0, of_y = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto count = static_cast<double>(counts[i][j]);
      product += count * x[i] * y[j];
      of_x += count * x[i] * x[i];
      of_y += count * y[j] * y[j];
    }
  }
  return of_x > 0 && of_y > 0 ? product / std::sqrt(of_x * of_y)
                              : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

void want(const Outcomes& outcomes,
          const State& state,
          const Analysis& analysis,
          const RankCorrelationAnalysis& ranks,
          Wants& wants) {
  for (std::size_t i = 0; i < ranks.variables.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      want(outcomes, state, analysis, table_of(ranks, i, j), wants);
    }
  }
}

void answer(const Answering& from, const RankCorrelationAnalysis& ranks, Answer& out) {
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
