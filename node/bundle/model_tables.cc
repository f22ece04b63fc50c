// Tables of regressions.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kNumber = Kind::number, kP = Kind::p_value;

struct Field {
  std::string name;  // in the answer
  Column column;
};

// One row per coefficient.
Table estimates_of(const ResultSource& from,
                   const std::string& caption,
                   const std::vector<Field>& fields) {
  Table table{"", caption, {{"term", "Term", kText}}, {}};
  for (const auto& field : fields) table.columns.push_back(field.column);
  for (const auto& name : analysis::estimates_of(from.plan(), from.what())) {
    std::vector<Value> row{name};
    for (const auto& field : fields) {
      row.push_back(from.at("/" + field.name + "/" + pointer_step(name)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table covariance_of(const ResultSource& from) {
  return square_table(from, {"term", "", kText}, analysis::estimates_of(from.plan(), from.what()),
                      "vcov", "");
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

void write_tables(const ResultSource& from,
                  const analysis::GlmAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Field> fields;
  const std::string ratio = what.link == analysis::GlmAnalysis::Link::logit         ? "odds_ratio"
                            : what.family == analysis::GlmAnalysis::Family::poisson ? "rate_ratio"
                                                                                    : "";
  if (!ratio.empty()) {
    const auto heading = ratio == "odds_ratio" ? "Odds ratio" : "Rate ratio";
    fields = {{ratio + "s", {ratio, heading, kNumber}},
              {ratio + "_conf_low", {ratio + "_conf_low", "95 % from", kNumber}},
              {ratio + "_conf_high", {ratio + "_conf_high", "to", kNumber}}};
  }
  const auto shown = [&](const char* heading) { return ratio.empty() ? heading : ""; };
  const std::vector<Field> others{
      {"coefficients", {"coefficient", "Coefficient", kNumber}},
      {"conf_low", {"conf_low", shown("95 % from"), kNumber}},
      {"conf_high", {"conf_high", shown("to"), kNumber}},
      {"standard_errors", {"standard_error", "Standard error", kNumber}},
      {"z", {"z", "z", kNumber}},
      {"p_values", {"p_value", "p", kP}}};
  fields.insert(fields.end(), others.begin(), others.end());
  tables.push_back(estimates_of(from, "Coefficients for " + as_words(what.outcome), fields));
  Rows fit{{std::string("Rows"), from.at("/n"), {}}};
  if (what.family == analysis::GlmAnalysis::Family::binomial) {
    fit.push_back({std::string("Events"), from.at("/events"), {}});
  }
  const Rows others_of_fit{
      {std::string("Deviance"), from.at("/deviance"), from.at("/df_residual")},
      {std::string("Deviance without terms"), from.at("/null_deviance"), from.at("/df_null")},
      {std::string("Pearson chi-square"), from.at("/pearson_chi_square"), from.at("/df_residual")},
      {std::string("Dispersion"), from.at("/dispersion"), {}},
      {std::string("Log-likelihood"), from.at("/loglik"), {}},
      {std::string("AIC"), from.at("/aic"), {}},
      {std::string("Iterations"), from.at("/iterations"), {}}};
  fit.insert(fit.end(), others_of_fit.begin(), others_of_fit.end());
  tables.push_back(
      {"fit",
       "Fit of the model",
       {{"quantity", "Quantity", kText}, {"value", "Value", kNumber}, {"df", "df", kCount}},
       fit});
  tables.push_back(covariance_of(from));
}

}  // namespace passerelle::bundle
