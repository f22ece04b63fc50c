#include <nlohmann/json.hpp>

#include "node/analysis/design.h"
#include "node/bundle/curve_plot.h"
#include "node/bundle/forest_plot.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/report.h"

namespace passerelle::bundle {
namespace {

std::string title_of(const Replay& run) {
  const auto title = main_text(run.plan.title);
  return title.empty() ? run.plan.id : title;
}

std::string nodes_of(const Replay& run) {
  std::string names;
  for (const auto& [node, partial] : run.state.first) {
    names += (names.empty() ? "" : ", ") + node.text();
  }
  return names;
}

// The levels of a category under one heading, first the one the others are compared with.
std::vector<ForestRow> forest_rows(const Replay& run,
                                   const analysis::Analysis& what,
                                   const Json& pooled) {
  std::vector<ForestRow> rows;
  std::string heading;
  for (const auto& coefficient : analysis::coefficients_of(run.plan, what)) {
    std::string label = as_words(coefficient.variable);
    if (coefficient.is_of_category()) {
      if (coefficient.variable != heading) {
        heading = coefficient.variable;
        rows.push_back({label, std::nullopt});
        const auto levels = analysis::levels_in(run.plan, what.row_set, heading);
        rows.push_back({levels.front(), std::nullopt, true, true});
      }
      label = coefficient.level;
    }
    // A level that nobody has.
    if (pooled.at("coefficients").at(coefficient.name).is_null()) continue;
    const auto number = [&](const char* field) {
      const auto& value = pooled.at(field).at(coefficient.name);
      return value.is_number() ? value.get<double>() : 0.0;
    };
    const ForestRow::Ratio ratio{number("hazard_ratios"), number("hazard_ratio_conf_low"),
                                 number("hazard_ratio_conf_high")};
    rows.push_back({label, ratio, false, coefficient.is_of_category()});
  }
  return rows;
}

std::string footnote(const Replay& run, const Json& answer, const analysis::Analysis& what) {
  auto text = answer.at("method").get<std::string>() + " Nodes: " + nodes_of(run) + ".";
  if (what.horizon) text += " Follow-up ends at " + number_text(*what.horizon) + ".";
  return text;
}

}  // namespace

std::map<std::string, std::string> plots_of(const Replay& run) {
  std::map<std::string, std::string> plots;
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    const auto& what = run.plan.analyses[i];
    const auto& answer = run.answer->at("analyses").at(i);
    const auto& pooled = answer.at("pooled");
    if (const auto* curve = std::get_if<analysis::KaplanMeierAnalysis>(&what.what)) {
      if (!pooled.contains("groups") || pooled["groups"].empty()) continue;
      plots[what.id] = curve_plot({what.id, title_of(run), as_words(curve->time),
                                   as_words(curve->by.value_or("")), footnote(run, answer, what)},
                                  pooled);
    }
    if (std::holds_alternative<analysis::CoxAnalysis>(what.what)) {
      if (!pooled.contains("hazard_ratios") || !pooled["hazard_ratios"].is_object()) continue;
      plots[what.id] =
          forest_plot({what.id, title_of(run), "Hazard ratio", footnote(run, answer, what)},
                      forest_rows(run, what, pooled));
    }
  }
  return plots;
}

}  // namespace passerelle::bundle
