// Tables of survival curves, log-rank tests and Cox models.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

constexpr Kind kText = Kind::text, kCount = Kind::count, kTime = Kind::time, kNumber = Kind::number,
               kShare = Kind::share, kP = Kind::p_value;

Table hazards_table(const ResultSource& from, const analysis::CoxAnalysis& what) {
  Rows rows;
  const auto add = [&](const std::string& name, const std::string& step) {
    const auto at = "/proportional_hazards_test" + step;
    rows.push_back(
        {name, from.at(at + "/statistic"), from.at(at + "/df"), from.at(at + "/p_value")});
  };
  for (const auto& term : what.terms) add(term, "/terms/" + pointer_step(term));
  add("All terms", "/global");
  return {"proportional_hazards",
          "Do hazards stay proportional? Test of slopes in time",
          {{"term", "Term", kText},
           {"chisq", "Chi-square", kNumber},
           {"df", "df", kCount},
           {"p_value", "p", kP}},
          rows};
}

// Of groups from the first.
void add_differences(const ResultSource& from,
                     const analysis::KaplanMeierAnalysis& what,
                     std::vector<Table>& tables) {
  Rows rows, means;
  const auto& differences =
      from.json().contains("differences") ? from.json()["differences"] : Json();
  if (differences.empty()) return;
  for (std::size_t g = 0; g < differences.size(); ++g) {
    const auto at = "/differences/" + std::to_string(g);
    for (std::size_t j = 0; j < differences[g].at("times").size(); ++j) {
      std::vector<Value> row{from.at(at + "/group"), from.at(at + "/reference")};
      for (const char* field : {"times", "survival", "standard_error", "conf_low", "conf_high"}) {
        row.push_back(from.at(at + "/" + field + "/" + std::to_string(j)));
      }
      rows.push_back(std::move(row));
    }
    std::vector<Value> row{from.at(at + "/group"), from.at(at + "/reference")};
    for (const char* field :
         {"tau", "value", "standard_error", "conf_low", "conf_high", "p_value"}) {
      row.push_back(from.at(at + "/rmst/" + field));
    }
    means.push_back(std::move(row));
  }
  const std::vector<Column> groups{{"group", as_words(*what.by), kText},
                                   {"reference", "Compared with", kText}};
  const auto with_groups = [&](std::vector<Column> columns) {
    columns.insert(columns.begin(), groups.begin(), groups.end());
    return columns;
  };
  tables.push_back({"differences", "Differences of survival",
                    with_groups({{"time", "Time", kTime},
                                 {"difference", "Difference", kShare},
                                 {"standard_error", "Standard error", kShare},
                                 {"conf_low", "95 % from", kShare},
                                 {"conf_high", "to", kShare}}),
                    rows});
  if (!what.tau) return;
  tables.push_back({"rmst_differences", "Differences of restricted means",
                    with_groups({{"tau", "Up to", kTime},
                                 {"difference", "Difference", kNumber},
                                 {"standard_error", "Standard error", kNumber},
                                 {"conf_low", "95 % from", kNumber},
                                 {"conf_high", "to", kNumber},
                                 {"p_value", "p", kP}}),
                    means});
}

}  // namespace

void write_tables(const ResultSource& from,
                  const analysis::KaplanMeierAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows, summary;
  const auto& groups = from.json().contains("groups") ? from.json()["groups"] : Json();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto at = "/groups/" + std::to_string(g);
    for (std::size_t j = 0; j < groups[g].at("times").size(); ++j) {
      std::vector<Value> row{from.at(at + "/group")};
      for (const char* field : {"times", "at_risk", "n_event", "n_censor", "survival",
                                "standard_error", "conf_low", "conf_high"}) {
        row.push_back(from.at(at + "/" + field + "/" + std::to_string(j)));
      }
      rows.push_back(std::move(row));
    }
    summary.push_back({from.at(at + "/group"), from.at(at + "/n"), from.at(at + "/events"),
                       from.at(at + "/median/value"), from.at(at + "/median/after"),
                       from.at(at + "/median/until"), from.at(at + "/follow_up/value"),
                       from.at(at + "/rmst/tau"), from.at(at + "/rmst/value"),
                       from.at(at + "/rmst/low"), from.at(at + "/rmst/high"),
                       from.at(at + "/rmst/standard_error")});
  }
  if (groups.empty()) rows.push_back(std::vector<Value>(9, Withheld{}));
  const auto by = what.by ? as_words(*what.by) : "Group";
  tables.push_back({"",
                    "Survival at each break of " + as_words(what.time),
                    {{"group", by, kText},
                     {"time", "Time", kTime},
                     {"at_risk", "At risk", kCount},
                     {"n_event", "Events", kCount},
                     {"n_censor", "Censored", kCount},
                     {"survival", "Survival", kShare},
                     {"standard_error", "Standard error", kShare},
                     {"conf_low", "95 % from", kShare},
                     {"conf_high", "to", kShare}},
                    rows});
  if (summary.empty()) return;
  const auto if_tau = [&](const char* heading) { return what.tau ? heading : ""; };
  tables.push_back({"summary",
                    "Groups, events and median (\xE2\x80\x93 where it was not reached)",
                    {{"group", by, kText},
                     {"n", "n", kCount},
                     {"events", "Events", kCount},
                     {"median", "Median", kTime},
                     {"median_after", "reached after", kTime},
                     {"median_until", "and until", kTime},
                     {"follow_up", "Median follow-up", kTime},
                     {"tau", if_tau("Up to"), kTime},
                     {"rmst", if_tau("Restricted mean"), kNumber},
                     {"rmst_low", if_tau("at least"), kNumber},
                     {"rmst_high", if_tau("at most"), kNumber},
                     {"rmst_standard_error", if_tau("Standard error"), kNumber}},
                    summary});
  if (what.by) add_differences(from, what, tables);
}

void write_tables(const ResultSource& from,
                  const analysis::CompetingRisksAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows, summary;
  const auto& groups = from.json().contains("groups") ? from.json()["groups"] : Json();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto at = "/groups/" + std::to_string(g);
    for (std::size_t k = 0; k < groups[g].at("causes").size(); ++k) {
      const auto cause = at + "/causes/" + std::to_string(k);
      for (std::size_t j = 0; j < groups[g].at("times").size(); ++j) {
        const auto place = "/" + std::to_string(j);
        rows.push_back(
            {from.at(at + "/group"), from.at(cause + "/cause"), from.at(at + "/times" + place),
             from.at(at + "/at_risk" + place), from.at(cause + "/n_event" + place),
             from.at(at + "/n_censor" + place), from.at(cause + "/cumulative_incidence" + place),
             from.at(cause + "/standard_error" + place), from.at(cause + "/conf_low" + place),
             from.at(cause + "/conf_high" + place)});
      }
      summary.push_back({from.at(at + "/group"), from.at(cause + "/cause"), from.at(at + "/n"),
                         from.at(cause + "/events")});
    }
  }
  if (groups.empty()) rows.push_back(std::vector<Value>(10, Withheld{}));
  const auto by = what.by ? as_words(*what.by) : "Group";
  tables.push_back({"",
                    "Cumulative incidence at each break of " + as_words(what.time),
                    {{"group", by, kText},
                     {"cause", as_words(what.cause), kText},
                     {"time", "Time", kTime},
                     {"at_risk", "At risk", kCount},
                     {"n_event", "Events", kCount},
                     {"n_censor", "Censored", kCount},
                     {"cumulative_incidence", "Incidence", kShare},
                     {"standard_error", "Standard error", kShare},
                     {"conf_low", "95 % from", kShare},
                     {"conf_high", "to", kShare}},
                    rows});
  if (summary.empty()) return;
  tables.push_back({"summary",
                    "Groups and events",
                    {{"group", by, kText},
                     {"cause", as_words(what.cause), kText},
                     {"n", "n", kCount},
                     {"events", "Events", kCount}},
                    summary});
}

void write_tables(const ResultSource& from,
                  const analysis::LogRankAnalysis& what,
                  std::vector<Table>& tables) {
  const bool is_weighted = what.rho != 0;
  Rows rows;
  for (const auto& level : from.levels(what.by)) {
    const auto step = "/" + pointer_step(level);
    std::vector<Value> row{level, from.at("/observed" + step), from.at("/expected" + step)};
    if (is_weighted) row.insert(row.begin() + 1, from.at("/events" + step));
    rows.push_back(std::move(row));
  }
  std::vector<Column> columns{{what.by, as_words(what.by), kText},
                              {"observed", "Observed", is_weighted ? kNumber : kCount},
                              {"expected", "Expected", kNumber}};
  if (is_weighted) columns.insert(columns.begin() + 1, {"events", "Events", kCount});
  tables.push_back({"",
                    std::string(is_weighted ? "Events, weighted: observed and expected"
                                            : "Observed and expected events") +
                        " by " + as_words(what.by),
                    std::move(columns), rows});
  tables.push_back({"tests",
                    is_weighted ? "Test with rho = " + number_text(what.rho) : "Log-rank test",
                    {{"chisq", "Chi-square", kNumber}, {"df", "df", kCount}, {"p_value", "p", kP}},
                    {{from.at("/chisq"), from.at("/df"), from.at("/p_value")}}});
}

void write_tables(const ResultSource& from,
                  const analysis::CoxAnalysis& what,
                  std::vector<Table>& tables) {
  Rows rows;
  const auto names = analysis::estimates_of(from.plan(), from.what());
  for (const auto& name : names) {
    const auto step = "/" + pointer_step(name);
    std::vector<Value> row{name};
    for (const char* field :
         {"hazard_ratios", "hazard_ratio_conf_low", "hazard_ratio_conf_high", "coefficients",
          "standard_errors", "z", "p_values", "conf_low", "conf_high"}) {
      row.push_back(from.at("/" + std::string(field) + step));
    }
    rows.push_back(std::move(row));
  }
  tables.push_back({"",
                    "Hazard ratios",
                    {{"term", "Term", kText},
                     {"hazard_ratio", "Hazard ratio", kNumber},
                     {"hazard_ratio_conf_low", "95 % from", kNumber},
                     {"hazard_ratio_conf_high", "to", kNumber},
                     {"coefficient", "Coefficient", kNumber},
                     {"standard_error", "Standard error", kNumber},
                     {"z", "z", kNumber},
                     {"p_value", "p", kP},
                     {"conf_low", "", kNumber},
                     {"conf_high", "", kNumber}},
                    rows});
  Rows fit{{std::string("Rows"), from.at("/n"), {}, {}},
           {std::string("Events"), from.at("/events"), {}, {}},
           {std::string("Log-likelihood at zero"), from.at("/loglik/0"), {}, {}},
           {std::string("Log-likelihood of the model"), from.at("/loglik/1"), {}, {}},
           {std::string("Iterations"), from.at("/iterations"), {}, {}}};
  for (const auto& [test, name] : {std::pair{"/likelihood_ratio_test", "Likelihood ratio test"},
                                   {"/wald_test", "Wald test"},
                                   {"/score_test", "Score test"}}) {
    const std::string at = test;
    fit.push_back({std::string(name), from.at(at + "/statistic"), from.at(at + "/df"),
                   from.at(at + "/p_value")});
  }
  if (from.has("/concordance")) {
    fit.push_back({std::string("Concordance"), from.at("/concordance/statistic"), {}, {}});
    fit.push_back(
        {std::string("Its standard error"), from.at("/concordance/standard_error"), {}, {}});
  }
  tables.push_back({"fit",
                    "Fit of the model",
                    {{"quantity", "Quantity", kText},
                     {"value", "Value", kNumber},
                     {"df", "df", kCount},
                     {"p_value", "p", kP}},
                    fit});
  if (from.has("/proportional_hazards_test")) tables.push_back(hazards_table(from, what));
  tables.push_back(square_table(from, {"term", "", kText}, names, "vcov", ""));
}

}  // namespace passerelle::bundle
