// Tables of survival curves, log-rank tests and Cox models.
#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {
namespace {

Table hazards_table(const ResultSource& from, const analysis::CoxAnalysis& what) {
  Rows rows;
  const auto add = [&](const std::string& name, const std::string& step) {
    const auto at = "/proportional_hazards_test" + step;
    rows.push_back(
        {name, from.at(at + "/statistic"), from.at(at + "/df"), from.at(at + "/p_value")});
  };
  for (const auto& term : what.terms) add(term, "/terms/" + pointer_step(term));
  add(from.say("row.all_terms"), "/global");
  return {"proportional_hazards",
          from.say("caption.hazards"),
          {{"term", from.say("column.term"), kText},
           {"chisq", from.say("column.chisq"), kNumber},
           {"df", from.say("column.df"), kCount},
           {"p_value", from.say("column.p_value"), kP}},
          rows};
}

Table baseline_table(const ResultSource& from) {
  Rows rows;
  const auto baseline = from.json().at("baseline");
  const auto breaks = baseline.is_object() ? baseline.at("times").size() : 0;
  for (std::size_t j = 0; j < breaks; ++j) {
    const auto place = "/" + std::to_string(j);
    rows.push_back(
        {from.at("/baseline/times" + place), from.at("/baseline/cumulative_hazard" + place)});
  }
  if (breaks == 0) rows.push_back({Withheld{}, Withheld{}});
  return {"baseline",
          from.say("caption.baseline"),
          {{"time", from.say("column.time"), kTime},
           {"cumulative_hazard", from.say("column.cumulative_hazard"), kNumber}},
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
                                   {"reference", from.say("column.reference"), kText}};
  const auto with_groups = [&](std::vector<Column> columns) {
    columns.insert(columns.begin(), groups.begin(), groups.end());
    return columns;
  };
  tables.push_back({"differences", from.say("caption.differences"),
                    with_groups({{"time", from.say("column.time"), kTime},
                                 {"difference", from.say("column.difference"), kShare},
                                 {"standard_error", from.say("column.standard_error"), kShare},
                                 {"conf_low", from.say("column.conf_low"), kShare},
                                 {"conf_high", from.say("column.conf_high"), kShare}}),
                    rows});
  if (!what.tau) return;
  tables.push_back({"rmst_differences", from.say("caption.rmst_differences"),
                    with_groups({{"tau", from.say("column.tau"), kTime},
                                 {"difference", from.say("column.difference"), kNumber},
                                 {"standard_error", from.say("column.standard_error"), kNumber},
                                 {"conf_low", from.say("column.conf_low"), kNumber},
                                 {"conf_high", from.say("column.conf_high"), kNumber},
                                 {"p_value", from.say("column.p_value"), kP}}),
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
  const auto by = what.by ? as_words(*what.by) : from.say("column.group");
  tables.push_back({"",
                    from.say("caption.survival", {as_words(what.time)}),
                    {{"group", by, kText},
                     {"time", from.say("column.time"), kTime},
                     {"at_risk", from.say("column.at_risk"), kCount},
                     {"n_event", from.say("column.events"), kCount},
                     {"n_censor", from.say("column.censored"), kCount},
                     {"survival", from.say("column.survival"), kShare},
                     {"standard_error", from.say("column.standard_error"), kShare},
                     {"conf_low", from.say("column.conf_low"), kShare},
                     {"conf_high", from.say("column.conf_high"), kShare}},
                    rows});
  if (summary.empty()) return;
  const auto if_tau = [&](const char* key) { return what.tau ? from.say(key) : std::string(); };
  tables.push_back({"summary",
                    from.say("caption.km_summary"),
                    {{"group", by, kText},
                     {"n", from.say("column.n"), kCount},
                     {"events", from.say("column.events"), kCount},
                     {"median", from.say("column.median"), kTime},
                     {"median_after", from.say("column.median_after"), kTime},
                     {"median_until", from.say("column.median_until"), kTime},
                     {"follow_up", from.say("column.follow_up"), kTime},
                     {"tau", if_tau("column.tau"), kTime},
                     {"rmst", if_tau("column.rmst"), kNumber},
                     {"rmst_low", if_tau("column.rmst_low"), kNumber},
                     {"rmst_high", if_tau("column.rmst_high"), kNumber},
                     {"rmst_standard_error", if_tau("column.standard_error"), kNumber}},
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
  const auto by = what.by ? as_words(*what.by) : from.say("column.group");
  tables.push_back({"",
                    from.say("caption.incidence", {as_words(what.time)}),
                    {{"group", by, kText},
                     {"cause", as_words(what.cause), kText},
                     {"time", from.say("column.time"), kTime},
                     {"at_risk", from.say("column.at_risk"), kCount},
                     {"n_event", from.say("column.events"), kCount},
                     {"n_censor", from.say("column.censored"), kCount},
                     {"cumulative_incidence", from.say("column.incidence"), kShare},
                     {"standard_error", from.say("column.standard_error"), kShare},
                     {"conf_low", from.say("column.conf_low"), kShare},
                     {"conf_high", from.say("column.conf_high"), kShare}},
                    rows});
  if (summary.empty()) return;
  tables.push_back({"summary",
                    from.say("caption.groups_events"),
                    {{"group", by, kText},
                     {"cause", as_words(what.cause), kText},
                     {"n", from.say("column.n"), kCount},
                     {"events", from.say("column.events"), kCount}},
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
  std::vector<Column> columns{
      {what.by, as_words(what.by), kText},
      {"observed", from.say("column.observed"), is_weighted ? kNumber : kCount},
      {"expected", from.say("column.expected"), kNumber}};
  if (is_weighted)
    columns.insert(columns.begin() + 1, {"events", from.say("column.events"), kCount});
  tables.push_back({"",
                    from.say(is_weighted ? "caption.observed_weighted" : "caption.observed",
                             {as_words(what.by)}),
                    std::move(columns), rows});
  tables.push_back({"tests",
                    is_weighted ? from.say("caption.rho", {number_text(what.rho)})
                                : from.say("caption.log_rank"),
                    {{"chisq", from.say("column.chisq"), kNumber},
                     {"df", from.say("column.df"), kCount},
                     {"p_value", from.say("column.p_value"), kP}},
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
                    from.say("caption.hazard_ratios"),
                    {{"term", from.say("column.term"), kText},
                     {"hazard_ratio", from.say("column.hazard_ratio"), kNumber},
                     {"hazard_ratio_conf_low", from.say("column.conf_low"), kNumber},
                     {"hazard_ratio_conf_high", from.say("column.conf_high"), kNumber},
                     {"coefficient", from.say("column.coefficient"), kNumber},
                     {"standard_error", from.say("column.standard_error"), kNumber},
                     {"z", from.say("column.z"), kNumber},
                     {"p_value", from.say("column.p_value"), kP},
                     {"conf_low", "", kNumber},
                     {"conf_high", "", kNumber}},
                    rows});
  Rows fit{{from.say("row.rows"), from.at("/n"), {}, {}},
           {from.say("row.events"), from.at("/events"), {}, {}},
           {from.say("row.loglik_zero"), from.at("/loglik/0"), {}, {}},
           {from.say("row.loglik_model"), from.at("/loglik/1"), {}, {}},
           {from.say("row.iterations"), from.at("/iterations"), {}, {}}};
  for (const auto& [test, name] : {std::pair{"/likelihood_ratio_test", "row.likelihood_ratio_test"},
                                   {"/wald_test", "row.wald_test"},
                                   {"/score_test", "row.score_test"}}) {
    const std::string at = test;
    fit.push_back({from.say(name), from.at(at + "/statistic"), from.at(at + "/df"),
                   from.at(at + "/p_value")});
  }
  if (from.has("/concordance")) {
    fit.push_back({from.say("row.concordance"), from.at("/concordance/statistic"), {}, {}});
    fit.push_back(
        {from.say("row.concordance_error"), from.at("/concordance/standard_error"), {}, {}});
  }
  tables.push_back({"fit",
                    from.say("caption.fit"),
                    {{"quantity", from.say("column.quantity"), kText},
                     {"value", from.say("column.value"), kNumber},
                     {"df", from.say("column.df"), kCount},
                     {"p_value", from.say("column.p_value"), kP}},
                    fit});
  if (from.has("/proportional_hazards_test")) tables.push_back(hazards_table(from, what));
  if (from.has("/baseline")) tables.push_back(baseline_table(from));
  tables.push_back(square_table(from, {"term", "", kText}, names, "vcov", ""));
}

}  // namespace passerelle::bundle
