// Tables of regressions.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/regression_answer.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kNumber = Kind::number, kP = Kind::p_value;

std::vector<std::string> names_with_intercept(const ResultSource& from) {
  std::vector<std::string> names{analysis::kIntercept};
  for (const auto& coefficient : analysis::coefficients_of(from.plan(), from.what())) {
    names.push_back(coefficient.name);
  }
  return names;
}

struct Field {
  const char* name;  // in the answer
  Column column;
};

// One row per coefficient.
Table estimates_of(const ResultSource& from,
                   const std::string& caption,
                   const std::vector<Field>& fields) {
  Table table{"", caption, {{"term", "Term", kText}}, {}};
  for (const auto& field : fields) table.columns.push_back(field.column);
  for (const auto& name : names_with_intercept(from)) {
    std::vector<Value> row{name};
    for (const auto& field : fields) {
      row.push_back(from.at("/" + std::string(field.name) + "/" + pointer_step(name)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table covariance_of(const ResultSource& from) {
  const auto names = names_with_intercept(from);
  Table table{"vcov", "", {{"term", "", kText}}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns.push_back({names[i], "", kNumber});
    std::vector<Value> row{names[i]};
    for (std::size_t j = 0; j < names.size(); ++j) {
      row.push_back(from.at("/vcov/" + std::to_string(i) + "/" + std::to_string(j)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::LinearAnalysis& what,
                  std::vector<Table>& tables) {
  tables.push_back(estimates_of(from, "Coefficients for " + as_words(what.outcome),
                                {{"coefficients", {"coefficient", "Coefficient", kNumber}},
                                 {"conf_low", {"conf_low", "95 % from", kNumber}},
                                 {"conf_high", {"conf_high", "to", kNumber}},
                                 {"standard_errors", {"standard_error", "Standard error", kNumber}},
                                 {"t", {"t", "t", kNumber}},
                                 {"p_values", {"p_value", "p", kP}}}));
  tables.push_back({"fit",
                    "Fit of the model",
                    {{"quantity", "Quantity", kText},
                     {"value", "Value", kNumber},
                     {"df", "df", kCount},
                     {"p_value", "p", kP}},
                    {{std::string("Rows"), from.at("/n"), {}, {}},
                     {std::string("Residual standard deviation"),
                      from.at("/sigma"),
                      from.at("/df_residual"),
                      {}},
                     {std::string("R squared"), from.at("/r_squared"), {}, {}},
                     {std::string("F test of all terms"), from.at("/f/statistic"), from.at("/f/df"),
                      from.at("/f/p_value")}}});
  tables.push_back(covariance_of(from));
}

}  // namespace passerelle::bundle
