#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/base/fields.h"
#include "node/bundle/calibration_plot.h"
#include "node/bundle/curve_plot.h"
#include "node/bundle/forest_plot.h"
#include "node/bundle/histogram_plot.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/love_plot.h"
#include "node/bundle/report.h"
#include "node/bundle/report_text.h"
#include "node/bundle/roc_plot.h"
#include "policies/documents/page.h"

namespace passerelle::bundle {
namespace {

std::string title_of(const Replay& run, const Messages& say) {
  return documents::Text(run.plan.title, say.language()).text;
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
                                   const std::string& ratio,
                                   const Json& pooled,
                                   const Messages& say) {
  std::vector<ForestRow> rows{{say("plot.nodes"), std::nullopt}};
  const Json::json_pointer step("/" + pointer_step(meta.quantity));
  for (const auto& [node, own] : model.at("nodes").items()) {
    const auto number = [&](const std::string& field) {
      return own.at(field).at(step).get<double>();
    };
    rows.push_back({node_name(run, NodeId(node)),
                    ForestRow::Ratio{number(ratio + "s"), number(ratio + "_conf_low"),
                                     number(ratio + "_conf_high")},
                    false, true});
  }
  rows.push_back({say("plot.all_nodes"), std::nullopt});
  for (const auto method : meta.methods) {
    const auto& found = pooled.at(std::string(code(method)));
    const auto number = [&](const char* field) { return std::exp(found.at(field).get<double>()); };
    rows.push_back({std::string(code(method)),
                    ForestRow::Ratio{number("estimate"), number("conf_low"), number("conf_high")},
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

std::optional<double> number_at(const Json& pooled, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  const auto* found = pooled.contains(place) ? &pooled.at(place) : nullptr;
  return found != nullptr && found->is_number() ? std::optional(found->get<double>())
                                                : std::nullopt;
}

std::vector<LoveRow> love_rows(const analysis::TableOneAnalysis& table,
                               const std::vector<std::string>& groups,
                               const Json& pooled) {
  std::vector<LoveRow> rows;
  for (const auto& variable : table.variables) {
    LoveRow row{as_words(variable), {}};
    const auto differences = "/" + pointer_step(variable) + "/standardised_differences/";
    for (const auto& group : groups) {
      row.differences.push_back(number_at(pooled, differences + pointer_step(group)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Before and after weighting or matching.
std::vector<LoveRow> love_rows(const std::vector<analysis::Coefficient>& coefficients,
                               const Json& pooled) {
  std::vector<LoveRow> rows;
  for (const auto& coefficient : coefficients) {
    const auto balance = "/balance/" + pointer_step(coefficient.name);
    rows.push_back(
        {coefficient.name,
         {number_at(pooled, balance + "/before"), number_at(pooled, balance + "/after")}});
  }
  return rows;
}

std::string footnote(const Replay& run,
                     const Json& answer,
                     const analysis::Analysis& what,
                     const Messages& say) {
  auto text = method_text(what, answer, say) + " " + say("plot.of_nodes", {nodes_of(run)});
  if (what.horizon) {
    text += " " + say("plot.follow_up", {in_numerals(number_text(*what.horizon), say.language())});
  }
  return text;
}

class Plots {
 public:
  Plots(const Replay& run, const Messages& say) : run_(run), say_(say) {}

  std::optional<std::string> plot(const analysis::Analysis& what, const Json& answer) const {
    if (answer.contains("reason")) return std::nullopt;
    if (auto steps = curve(what, answer)) return steps;
    if (const auto* histogram = std::get_if<analysis::HistogramAnalysis>(&what.what)) {
      return bars(what, *histogram, answer);
    }
    if (const auto* diagnostic = std::get_if<analysis::DiagnosticAnalysis>(&what.what)) {
      return roc(what, *diagnostic, answer);
    }
    if (const auto* groups = std::get_if<analysis::TableOneAnalysis>(&what.what)) {
      return differences(what, *groups, answer);
    }
    if (std::holds_alternative<analysis::PropensityAnalysis>(what.what)) {
      return balance(what, answer);
    }
    if (const auto* meta = std::get_if<analysis::MetaAnalysis>(&what.what)) {
      return forest_of_nodes(what, *meta, answer);
    }
    return analysis::is_model(what) ? forest(what, answer) : std::nullopt;
  }

  std::optional<std::string> calibration(const analysis::Analysis& what, const Json& answer) const {
    const auto* diagnostic = std::get_if<analysis::DiagnosticAnalysis>(&what.what);
    const bool has_one = diagnostic != nullptr && diagnostic->has_calibration &&
                         answer.at("status") != "withheld" && !answer.contains("reason");
    if (!has_one) return std::nullopt;
    return calibration_plot(labels_of(what, *diagnostic, answer), answer.at("pooled"));
  }

 private:
  std::string title() const { return title_of(run_, say_); }
  std::string foot(const analysis::Analysis& what, const Json& answer) const {
    return footnote(run_, answer, what, say_);
  }

  std::optional<std::string> curve(const analysis::Analysis& what, const Json& answer) const {
    const auto& pooled = answer.at("pooled");
    const auto* curve = analysis::curve_on_breaks(what);
    if (curve == nullptr || !pooled.contains("groups") || pooled["groups"].empty()) {
      return std::nullopt;
    }
    const CurveLabels labels{what.id,
                             title(),
                             as_words(curve->time),
                             as_words(curve->by.value_or("")),
                             foot(what, answer),
                             say_.language()};
    const bool has_causes = std::holds_alternative<analysis::CompetingRisksAnalysis>(what.what);
    return has_causes ? incidence_plot(labels, pooled) : curve_plot(labels, pooled);
  }

  std::optional<std::string> bars(const analysis::Analysis& what,
                                  const analysis::HistogramAnalysis& histogram,
                                  const Json& answer) const {
    if (answer.at("status") == "withheld") return std::nullopt;
    return histogram_plot(
        {what.id, title(), as_words(histogram.variable), foot(what, answer), say_.language()},
        bars_of(run_.plan, histogram, answer.at("pooled")));
  }

  RocLabels labels_of(const analysis::Analysis& what,
                      const analysis::DiagnosticAnalysis& diagnostic,
                      const Json& answer) const {
    return {what.id,
            title(),
            as_words(diagnostic.score->variable),
            as_words(diagnostic.truth),
            foot(what, answer),
            say_.language()};
  }

  std::optional<std::string> roc(const analysis::Analysis& what,
                                 const analysis::DiagnosticAnalysis& diagnostic,
                                 const Json& answer) const {
    if (!diagnostic.has_curve || answer.at("status") == "withheld") return std::nullopt;
    return roc_plot(labels_of(what, diagnostic, answer), answer.at("pooled"));
  }

  std::optional<std::string> differences(const analysis::Analysis& what,
                                         const analysis::TableOneAnalysis& table,
                                         const Json& answer) const {
    if (answer.at("status") == "withheld") return std::nullopt;
    auto groups = analysis::levels_in(run_.plan, what.row_set, table.by);
    const auto reference = groups.front();
    groups.erase(groups.begin());
    std::vector<std::string> series;
    for (const auto& group : groups) series.push_back(say_("plot.against", {group, reference}));
    return love_plot({what.id, title(), say_("plot.love", {reference}), series, foot(what, answer),
                      say_.language()},
                     love_rows(table, groups, answer.at("pooled")));
  }

  std::optional<std::string> balance(const analysis::Analysis& what, const Json& answer) const {
    if (answer.at("status") == "withheld") return std::nullopt;
    const bool is_matched = std::get<analysis::PropensityAnalysis>(what.what).matching.has_value();
    const std::string how = is_matched ? "_matching" : "";
    const std::vector<std::string> series{say_("column.before" + how), say_("column.after" + how)};
    return love_plot(
        {what.id, title(), say_("plot.balance" + how), series, foot(what, answer), say_.language()},
        love_rows(analysis::coefficients_of(run_.plan, what), answer.at("pooled")));
  }

  // The name of the ratios that a model gives; none where it gives differences of means.
  static std::optional<std::string> ratio_in(const Json& pooled) {
    for (const std::string ratio : {"hazard_ratio", "odds_ratio", "rate_ratio"}) {
      const auto ratios = pooled.find(ratio + "s");
      if (ratios != pooled.end() && ratios->is_object()) return ratio;
    }
    return std::nullopt;
  }

  std::optional<std::string> forest(const analysis::Analysis& what, const Json& answer) const {
    const auto& pooled = answer.at("pooled");
    const auto ratio = ratio_in(pooled);
    if (!ratio) return std::nullopt;
    return forest_plot({what.id, title(), *ratio, "", foot(what, answer), say_.language()},
                       forest_rows(run_, what, pooled, *ratio));
  }

  std::optional<std::string> forest_of_nodes(const analysis::Analysis& what,
                                             const analysis::MetaAnalysis& meta,
                                             const Json& answer) const {
    const auto& model = analysis::answer_to(run_.answer->at("analyses"), meta.of);
    const auto ratio = ratio_in(model.at("pooled"));
    const bool has_ratio = ratio && meta.quantity != analysis::kIntercept;
    if (answer.at("status") != "released" || !has_ratio) return std::nullopt;
    return forest_plot(
        {what.id, title(), *ratio, as_words(meta.quantity), foot(what, answer), say_.language()},
        forest_rows(run_, meta, model, *ratio, answer.at("pooled"), say_));
  }

  const Replay& run_;
  const Messages& say_;
};

}  // namespace

std::map<std::string, std::string> plots_of(const Replay& run, const Messages& say) {
  const Plots plots(run, say);
  std::map<std::string, std::string> drawn;
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    const auto& what = run.plan.analyses[i];
    const auto& answer = run.answer->at("analyses").at(i);
    if (auto plot = plots.plot(what, answer)) drawn[what.id] = *std::move(plot);
    // No id holds a slash.
    if (auto plot = plots.calibration(what, answer)) {
      drawn[what.id + "/calibration"] = *std::move(plot);
    }
  }
  return drawn;
}

}  // namespace passerelle::bundle
