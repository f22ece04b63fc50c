// Tables of regressions.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/analysis/glm_family.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

struct Field {
  std::string name;  // in the answer
  Column column;
};

// One row per coefficient.
Table estimates_of(const ResultSource& from,
                   const std::string& caption,
                   const std::vector<Field>& fields) {
  Table table{"", caption, {{"term", from.say("column.term"), kText}}, {}};
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

// Of least squares, with this statistic.
Table coefficients_for(const ResultSource& from,
                       const std::string& outcome,
                       const std::string& statistic) {
  return estimates_of(
      from, from.say("caption.coefficients", {as_words(outcome)}),
      {{"coefficients", {"coefficient", from.say("column.coefficient"), kNumber}},
       {"conf_low", {"conf_low", from.say("column.conf_low"), kNumber}},
       {"conf_high", {"conf_high", from.say("column.conf_high"), kNumber}},
       {"standard_errors", {"standard_error", from.say("column.standard_error"), kNumber}},
       {statistic, {statistic, from.say("column." + statistic), kNumber}},
       {"p_values", {"p_value", from.say("column.p_value"), kP}}});
}

Table covariance_of(const ResultSource& from) {
  return square_table(from, {"term", "", kText}, analysis::estimates_of(from.plan(), from.what()),
                      "vcov", "");
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::LinearAnalysis& what,
                  std::vector<Table>& tables) {
  tables.push_back(coefficients_for(from, what.outcome, "t"));
  tables.push_back({"fit",
                    from.say("caption.fit"),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"value", from.say("column.value"), kNumber},
                     {"df", from.say("column.df"), kCount},
                     {"p_value", from.say("column.p_value"), kP}},
                    {{from.say("row.rows"), from.at("/n"), {}, {}},
                     {from.say("row.sigma"), from.at("/sigma"), from.at("/df_residual"), {}},
                     {from.say("row.r_squared"), from.at("/r_squared"), {}, {}},
                     {from.say("row.f_test"), from.at("/f/statistic"), from.at("/f/df"),
                      from.at("/f/p_value")}}});
  tables.push_back(covariance_of(from));
}

void write_tables(const ResultSource& from,
                  const analysis::MixedAnalysis& what,
                  std::vector<Table>& tables) {
  tables.push_back(coefficients_for(from, what.outcome, "z"));
  const auto group = as_words(what.group);
  tables.push_back({"fit",
                    from.say("caption.fit"),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"value", from.say("column.value"), kNumber}},
                    {{from.say("row.rows"), from.at("/n")},
                     {from.say("row.groups", {group}), from.at("/groups")},
                     {from.say("row.sd_intercept"), from.at("/sd_intercept")},
                     {from.say("row.sigma"), from.at("/sd_residual")},
                     {from.say("row.intraclass"), from.at("/intraclass_correlation")},
                     {from.say("row.loglik"), from.at("/loglik")}}});
  Rows intercepts;
  for (const auto& level : from.levels(what.group)) {
    intercepts.push_back({level, from.at("/intercepts/" + pointer_step(level))});
  }
  tables.push_back({"intercepts",
                    from.say("caption.intercepts", {group}),
                    {{"group", group, kText}, {"intercept", from.say("column.intercept"), kNumber}},
                    intercepts});
  tables.push_back(covariance_of(from));
}

void write_tables(const ResultSource& from,
                  const analysis::GlmAnalysis& what,
                  std::vector<Table>& tables) {
  std::vector<Field> fields;
  const bool has_shape = analysis::GlmFamily(what).has_shape();
  const std::string ratio = what.link == analysis::GlmAnalysis::Link::logit ? "odds_ratio"
                            : what.family == analysis::GlmAnalysis::Family::poisson || has_shape
                                ? "rate_ratio"
                                : "";
  if (!ratio.empty()) {
    const auto heading = from.say("column." + ratio);
    fields = {
        {ratio + "s", {ratio, heading, kNumber}},
        {ratio + "_conf_low", {ratio + "_conf_low", from.say("column.conf_low"), kNumber}},
        {ratio + "_conf_high", {ratio + "_conf_high", from.say("column.conf_high"), kNumber}}};
  }
  const auto shown = [&](const char* key) { return ratio.empty() ? from.say(key) : std::string(); };
  const std::vector<Field> others{
      {"coefficients", {"coefficient", from.say("column.coefficient"), kNumber}},
      {"conf_low", {"conf_low", shown("column.conf_low"), kNumber}},
      {"conf_high", {"conf_high", shown("column.conf_high"), kNumber}},
      {"standard_errors", {"standard_error", from.say("column.standard_error"), kNumber}},
      {"z", {"z", from.say("column.z"), kNumber}},
      {"p_values", {"p_value", from.say("column.p_value"), kP}}};
  fields.insert(fields.end(), others.begin(), others.end());
  tables.push_back(
      estimates_of(from, from.say("caption.coefficients", {as_words(what.outcome)}), fields));
  Rows fit{{from.say("row.rows"), from.at("/n"), {}}};
  if (what.family == analysis::GlmAnalysis::Family::binomial) {
    fit.push_back({from.say("row.events"), from.at("/events"), {}});
  }
  if (has_shape) {
    fit.push_back({from.say("row.theta"), from.at("/theta"), {}});
    fit.push_back({from.say("row.theta_error"), from.at("/theta_standard_error"), {}});
  }
  // Older results have none beside a shape.
  if (!has_shape || from.has("/null_deviance")) {
    fit.push_back({from.say("row.null_deviance"), from.at("/null_deviance"), from.at("/df_null")});
  }
  const Rows others_of_fit{
      {from.say("row.deviance"), from.at("/deviance"), from.at("/df_residual")},
      {from.say("row.pearson"), from.at("/pearson_chi_square"), from.at("/df_residual")},
      {from.say("row.dispersion"), from.at("/dispersion"), {}},
      {from.say("row.loglik"), from.at("/loglik"), {}},
      {from.say("row.aic"), from.at("/aic"), {}},
      {from.say("row.iterations"), from.at("/iterations"), {}}};
  fit.insert(fit.end(), others_of_fit.begin(), others_of_fit.end());
  tables.push_back({"fit",
                    from.say("caption.fit"),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"value", from.say("column.value"), kNumber},
                     {"df", from.say("column.df"), kCount}},
                    fit});
  tables.push_back(covariance_of(from));
}

}  // namespace passerelle::bundle
