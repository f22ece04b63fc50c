// The part of the report on what disclosure control cost.
#include <nlohmann/json.hpp>

#include "node/analysis/curves.h"
#include "node/analysis/grid.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/report_parts.h"
#include "node/bundle/report_text.h"

namespace passerelle::bundle {
namespace {

// "6 breaks (level 0)"
std::string breaks_text(std::size_t breaks, int level, const Messages& say) {
  return say("privacy.breaks", {std::to_string(breaks), std::to_string(level)});
}

std::string width_text(double width, const Messages& say) {
  return say("privacy.width", {in_numerals(number_text(width), say.language())});
}

Table asked_and_released(const char* caption, Column subject, const Messages& say) {
  return {"",
          say(caption),
          {std::move(subject),
           {"asked", say("column.asked_for"), Kind::text},
           {"released", say("column.released"), Kind::text}},
          {}};
}

Table levels_table(const ReportSource& from) {
  const auto& say = from.say;
  auto table =
      asked_and_released("caption.levels", {"analysis", say("column.analysis"), Kind::text}, say);
  const Value nothing = say("privacy.nothing");
  for (const auto& what : from.run.plan.analyses) {
    if (const auto* curve = analysis::curve_on_breaks(what)) {
      const int level = analysis::agreed_level(from.run.state, what);
      const auto breaks = [&](int at) {
        return Value(breaks_text(curve->levels[static_cast<std::size_t>(at)].size(), at, say));
      };
      table.rows.push_back({as_words(what.id), breaks(0), level < 0 ? nothing : breaks(level)});
    }
    for (const auto& quantiles : analysis::quantiles_in(what)) {
      const auto rounding = analysis::grid_rounding(from.run.state, what, quantiles);
      table.rows.push_back(
          {as_words(analysis::grid_name(what, quantiles)), width_text(quantiles.resolution, say),
           rounding ? Value(width_text(rounding->at("width").get<double>(), say)) : nothing});
    }
  }
  return table;
}

// Of variables that may give way in their levels: how many there are, and what was taken together.
Table groupings_table(const ReportSource& from) {
  const auto& say = from.say;
  auto table = asked_and_released("caption.groupings",
                                  {"variable", say("column.variable"), Kind::text}, say);
  const auto levels_text = [&](std::size_t levels, int grouping) {
    return say("privacy.groups", {std::to_string(levels), std::to_string(grouping)});
  };
  for (const auto& [name, grouping] : from.run.state.groupings) {
    const auto& variable = from.run.plan.variable(name);
    table.rows.push_back({as_words(name), levels_text(variable.collapse.front().group_of.size(), 0),
                          levels_text(variable.levels.size(), grouping)});
  }
  return table;
}

// The counts of the round that asks for all of them, as manifest.json lists them; a pooled one is
// withheld as soon as one node withholds its part.
Table cells_table(const ReportSource& from) {
  const auto& say = from.say;
  Table table{"",
              say("caption.cells"),
              {{"node", say("column.node"), Kind::text},
               {"asked", say("column.cells"), Kind::count},
               {"withheld", say("column.withheld"), Kind::count}},
              {}};
  std::set<analysis::CellKey> withheld;
  for (const auto& [node, partial] : from.run.state.first) {
    double own = 0;
    for (const auto& [key, count] : partial.cells) {
      if (count) continue;
      ++own;
      withheld.insert(key);
    }
    table.rows.push_back(
        {node_name(from.run, node), static_cast<double>(partial.cells.size()), own});
  }
  const auto all = from.run.state.first.begin()->second.cells.size();
  table.rows.push_back(
      {say("privacy.pooled"), static_cast<double>(all), static_cast<double>(withheld.size())});
  return table;
}

}  // namespace

void write_privacy(const ReportSource& from, Html& html) {
  html.heading(2, from.say("heading.privacy"), "privacy");
  html.paragraph(from.say("privacy.explanation"));
  const auto levels = levels_table(from);
  if (!levels.rows.empty()) html.table(levels);
  const auto groupings = groupings_table(from);
  if (!groupings.rows.empty()) html.table(groupings);
  html.table(cells_table(from));
}

}  // namespace passerelle::bundle
