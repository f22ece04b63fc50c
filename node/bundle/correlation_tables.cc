// Tables of correlations and components.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

Column variable_column(const ResultSource& from) {
  return {"variable", from.say("column.variable"), kText};
}

Table correlation_table(const ResultSource& from,
                        const std::vector<std::string>& variables,
                        const std::string& caption) {
  auto table = square_table(from, variable_column(from), variables, "correlation", caption);
  table.name.clear();
  return table;
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::CorrelationAnalysis& what,
                  std::vector<Table>& tables) {
  tables.push_back(correlation_table(from, what.variables, from.say("caption.correlation")));
  tables.push_back(square_table(from, variable_column(from), what.variables, "covariance",
                                from.say("caption.covariance")));
  Rows means;
  for (const auto& name : what.variables) {
    means.push_back({name, from.at("/means/" + pointer_step(name))});
  }
  tables.push_back({"means",
                    from.say("caption.means"),
                    {variable_column(from), {"mean", from.say("column.mean"), kNumber}},
                    means});
}

void write_tables(const ResultSource& from,
                  const analysis::RankCorrelationAnalysis& what,
                  std::vector<Table>& tables) {
  tables.push_back(correlation_table(from, what.variables, from.say("caption.spearman")));
}

void write_tables(const ResultSource& from,
                  const analysis::PcaAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Column> columns{{"component", from.say("column.component"), kText},
                              {"variance", from.say("column.variance"), kNumber},
                              {"explained", from.say("column.share"), kShare}};
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
  tables.push_back({"", from.say("caption.components"), columns, rows});
}

}  // namespace passerelle::bundle
