#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/curve_plot.h"
#include "node/bundle/forest_plot.h"
#include "node/bundle/histogram_plot.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/report.h"
#include "node/bundle/roc_plot.h"

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
                                   const Json& pooled,
                                   const std::string& ratio) {
  std::vector<ForestRow> rows;
  std::string heading;
  for (const auto& coefficient : analysis::coefficients_of(run.plan, what)) {
    std::string label = as_words(coefficient.term);
    const auto level = coefficient.level();
    if (!level.empty()) {
      if (coefficient.term != heading) {
        heading = coefficient.term;
        rows.push_back({label, std::nullopt});
        if (coefficient.factors.size() == 1) {
          const auto levels = analysis::levels_in(run.plan, what.row_set, heading);
          rows.push_back({levels.front(), std::nullopt, true, true});
        }
      }
      label = level;
    }
    // A level that nobody has.
    if (pooled.at("coefficients").at(coefficient.name).is_null()) continue;
    const auto number = [&](const std::string& field) {
      const auto& value = pooled.at(field).at(coefficient.name);
      return value.is_number() ? value.get<double>() : 0.0;
    };
    const ForestRow::Ratio numbers{number(ratio + "s"), number(ratio + "_conf_low"),
                                   number(ratio + "_conf_high")};
    rows.push_back({label, numbers, false, !level.empty()});
  }
  return rows;
}

// The nodes one below the other, then what the methods make of them.
std::vector<ForestRow> forest_rows(const Replay& run,
                                   const analysis::MetaAnalysis& meta,
                                   const Json& model,
                                   const Json& pooled) {
  std::vector<ForestRow> rows{{"Nodes", std::nullopt}};
  const Json::json_pointer step("/" + pointer_step(meta.coefficient));
  for (const auto& [node, own] : model.at("nodes").items()) {
    const auto* entry = run.trust.find(NodeId(node));
    const auto number = [&](const char* field) { return own.at(field).at(step).get<double>(); };
    rows.push_back({entry == nullptr ? node : entry->name,
                    ForestRow::Ratio{number("hazard_ratios"), number("hazard_ratio_conf_low"),
                                     number("hazard_ratio_conf_high")},
                    false, true});
  }
  rows.push_back({"All nodes", std::nullopt});
  for (const auto method : meta.methods) {
    const auto& found = pooled.at(std::string(code(method)));
    const auto ratio = [&](const char* field) { return std::exp(found.at(field).get<double>()); };
    rows.push_back({std::string(code(method)),
                    ForestRow::Ratio{ratio("estimate"), ratio("conf_low"), ratio("conf_high")},
                    false, true});
  }
  return rows;
}

std::vector<HistogramBar> bars_of(const analysis::StudyPlan& plan,
                                  const analysis::HistogramAnalysis& histogram,
                                  const Json& pooled) {
  std::vector<HistogramBar> bars;
  const auto& levels = plan.variable(histogram.bins).levels;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& count = pooled.at("counts").at(i);
    bars.push_back(
        {levels[i].name, count.is_number() ? std::optional(count.get<double>()) : std::nullopt});
  }
  return bars;
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
    const auto* curve = analysis::curve_on_breaks(what);
    if (curve != nullptr && pooled.contains("groups") && !pooled["groups"].empty()) {
      const CurveLabels labels{what.id, title_of(run), as_words(curve->time),
                               as_words(curve->by.value_or("")), footnote(run, answer, what)};
      const bool has_causes = std::holds_alternative<analysis::CompetingRisksAnalysis>(what.what);
      plots[what.id] = has_causes ? incidence_plot(labels, pooled) : curve_plot(labels, pooled);
    }
    if (const auto* histogram = std::get_if<analysis::HistogramAnalysis>(&what.what)) {
      if (answer.at("status") == "withheld") continue;
      plots[what.id] = histogram_plot(
          {what.id, title_of(run), as_words(histogram->variable), footnote(run, answer, what)},
          bars_of(run.plan, *histogram, pooled));
    }
    if (const auto* diagnostic = std::get_if<analysis::DiagnosticAnalysis>(&what.what)) {
      if (!diagnostic->has_curve || answer.at("status") == "withheld") continue;
      plots[what.id] = roc_plot({what.id, title_of(run), as_words(diagnostic->score->variable),
                                 as_words(diagnostic->truth), footnote(run, answer, what)},
                                pooled);
    }
    for (const auto& [ratio, axis, quantity] :
         {std::tuple{"hazard_ratio", "Hazard ratio", "hazard"},
          {"odds_ratio", "Odds ratio", "odds"},
          {"rate_ratio", "Rate ratio", "rate"}}) {
      const auto ratios = pooled.find(std::string(ratio) + "s");
      if (!analysis::is_model(what) || ratios == pooled.end() || !ratios->is_object()) continue;
      plots[what.id] =
          forest_plot({what.id, title_of(run), axis, quantity, footnote(run, answer, what)},
                      forest_rows(run, what, pooled, ratio));
    }
    if (const auto* meta = std::get_if<analysis::MetaAnalysis>(&what.what)) {
      const auto& model = analysis::answer_to(run.answer->at("analyses"), meta->of);
      // A difference of means is no ratio.
      if (answer.at("status") != "released" || !model.at("pooled").contains("hazard_ratios")) {
        continue;
      }
      plots[what.id] =
          forest_plot({what.id, title_of(run), "Hazard ratio of " + as_words(meta->coefficient),
                       "hazard", footnote(run, answer, what)},
                      forest_rows(run, *meta, model, pooled));
    }
  }
  return plots;
}

}  // namespace passerelle::bundle
