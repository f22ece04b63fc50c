// Tables of correlations and components.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kNumber = Kind::number, kShare = Kind::share;

Table matrix_of(const ResultSource& from,
                const std::vector<std::string>& names,
                const std::string& block,
                const std::string& caption) {
  Table table{block, caption, {{"variable", "Variable", kText}}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns.push_back({names[i], as_words(names[i]), kNumber});
    std::vector<Value> row{names[i]};
    for (std::size_t j = 0; j < names.size(); ++j) {
      row.push_back(from.at("/" + block + "/" + std::to_string(i) + "/" + std::to_string(j)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::CorrelationAnalysis& what,
                  std::vector<Table>& tables) {
  auto correlation = matrix_of(from, what.variables, "correlation", "Pearson's correlations");
  correlation.name.clear();
  tables.push_back(std::move(correlation));
  tables.push_back(matrix_of(from, what.variables, "covariance", "Covariances"));
  Rows means;
  for (const auto& name : what.variables) {
    means.push_back({name, from.at("/means/" + pointer_step(name))});
  }
  tables.push_back(
      {"means", "Means", {{"variable", "Variable", kText}, {"mean", "Mean", kNumber}}, means});
}

void write_tables(const ResultSource& from,
                  const analysis::PcaAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Column> columns{{"component", "Component", kText},
                              {"variance", "Variance", kNumber},
                              {"explained", "Share", kShare}};
  for (const auto& name : what.variables) columns.push_back({name, as_words(name), kNumber});
  Rows rows;
  for (std::size_t k = 0; k < what.variables.size(); ++k) {
    const auto step = "/" + std::to_string(k);
    std::vector<Value> row{std::to_string(k + 1), from.at("/variances" + step),
                           from.at("/explained" + step)};
    for (const auto& name : what.variables) {
      row.push_back(from.at("/loadings" + step + "/" + pointer_step(name)));
    }
    rows.push_back(std::move(row));
  }
  tables.push_back({"", "Principal components and their loadings", columns, rows});
}

}  // namespace passerelle::bundle
