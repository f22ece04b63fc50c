#include "node/analysis/compile_collapse.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "node/analysis/cells.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/compile_variables.h"
#include "node/analysis/expression_parse.h"
#include "node/analysis/outcomes.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumGroupings = 20;

// The place of a level; nothing when the variable has none of that name.
std::optional<std::size_t> place_of_level(const Variable& variable, const std::string& name) {
  const auto found = std::ranges::find(variable.levels, name, &Level::name);
  if (found == variable.levels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - variable.levels.begin());
}

// Adds one group, {"level": "early", "of": ["I", "II"]}.
Result<void> read_group(const Json& written,
                        const Variable& variable,
                        const std::string& path,
                        Grouping& grouping) {
  Fields fields(written, path);
  const auto name = fields.text("level");
  const auto& members = fields.array("of");
  if (auto read = fields.done(); !read) return read;
  if (name.size() > kLongestLevel || name == kMissingLevel || name == kPresentLevel) {
    return refused(AnalysisError::malformed, path_to(path, "level"),
                   "a name of at most 200 bytes is expected that is none of the language's own");
  }
  if (std::ranges::find(grouping.levels, name, &Level::name) != grouping.levels.end()) {
    return refused(AnalysisError::duplicate, path_to(path, "level"),
                   "the level `" + name + "` stands twice");
  }
  if (members.empty()) {
    return refused(AnalysisError::malformed, path_to(path, "of"), "at least one level is expected");
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto at = path_to(path_to(path, "of"), i);
    const auto level = level_of(members[i]);
    const auto member = level ? level->name : std::string();
    const auto place = place_of_level(variable, member);
    if (!place) {
      return refused(AnalysisError::unknown_name, at,
                     "`" + variable.name + "` has no level `" + member +
                         "`; it has: " + listed(names_of(variable.levels)));
    }
    if (grouping.group_of[*place] >= 0) {
      return refused(AnalysisError::duplicate, at, "the level `" + member + "` stands twice");
    }
    grouping.group_of[*place] = static_cast<std::int32_t>(grouping.levels.size());
  }
  grouping.levels.push_back(Level{name, name});
  return {};
}

Result<Grouping> read_groups(const Json& list, const Variable& variable, const std::string& path) {
  Grouping grouping{{}, std::vector<std::int32_t>(variable.levels.size(), -1)};
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto read = read_group(list[i], variable, path_to(path, i), grouping);
    if (!read) return read.error();
  }
  const auto alone = std::ranges::find(grouping.group_of, -1);
  if (alone != grouping.group_of.end()) {
    const auto place = static_cast<std::size_t>(alone - grouping.group_of.begin());
    return refused(AnalysisError::incomplete, path,
                   "the level `" + variable.levels[place].name + "` is in no group");
  }
  return grouping;
}

// A `cut` at fewer of the same breaks.
Result<ExpressionPtr> read_breaks(const Json& written,
                                  const Expression& cut,
                                  const std::string& path) {
  auto fields = written;
  fields["cut"] = {{"column", "x"}};
  auto coarse = parse_expression(fields, path, column_of_table);
  if (!coarse) return coarse.error();
  const auto& breaks = (*coarse)->breaks;
  const bool are_of_cut = std::ranges::includes(cut.breaks, breaks) &&
                          breaks.front() == cut.breaks.front() &&
                          breaks.back() == cut.breaks.back();
  if (are_of_cut) return coarse;
  return refused(AnalysisError::malformed, path_to(path, "breaks"),
                 "breaks of the `cut` are expected, the first and the last among them");
}

// Groups stand in the order in which the levels of the variable come to them.
Result<Grouping> read_intervals(const Json& written,
                                const Variable& variable,
                                const std::string& path) {
  const auto& cut = *variable.expression;
  const auto coarse = read_breaks(written, cut, path);
  if (!coarse) return coarse.error();
  Grouping grouping;
  for (const auto& level : variable.levels) {
    const auto place = std::ranges::find(cut.intervals, level.name) - cut.intervals.begin();
    const auto& breaks = (*coarse)->breaks;
    const auto above =
        std::ranges::upper_bound(breaks, cut.breaks[static_cast<std::size_t>(place)]);
    const auto& name = (*coarse)->intervals[static_cast<std::size_t>(above - breaks.begin() - 1)];
    auto group = std::ranges::find(grouping.levels, name, &Level::name);
    if (group == grouping.levels.end()) {
      group = grouping.levels.insert(group, Level{name, name});
    }
    grouping.group_of.push_back(static_cast<std::int32_t>(group - grouping.levels.begin()));
  }
  return grouping;
}

Result<Grouping> read_grouping(const Json& written,
                               const Variable& variable,
                               const std::string& path) {
  if (written.is_array()) return read_groups(written, variable, path);
  const bool is_cut = variable.expression->op == Operator::cut;
  if (is_cut && written.is_object() && !written.contains("cut")) {
    return read_intervals(written, variable, path);
  }
  return refused(AnalysisError::malformed, path,
                 "a list of groups is expected, {\"level\": …, \"of\": […]}, or {\"breaks\": […]} "
                 "of a `cut`");
}

// Every group must be made of whole groups of the grouping before: a node whose cells are large
// enough then never has smaller ones at the grouping that all agree on.
Result<void> check_coarser(const Variable& variable,
                           const std::vector<Grouping>& before,
                           const Grouping& grouping,
                           const std::string& path) {
  const auto groups = grouping.levels.size();
  const auto fewer_than = before.empty() ? variable.levels.size() : before.back().levels.size();
  if (groups < 2 || groups >= fewer_than) {
    return refused(AnalysisError::malformed, path,
                   "at least two groups are expected, and fewer than " +
                       std::to_string(fewer_than) + ", as many as are there without it");
  }
  if (before.empty()) return {};
  std::map<std::int32_t, std::int32_t> within;  // group by group of the grouping before
  for (std::size_t i = 0; i < grouping.group_of.size(); ++i) {
    const auto [known, is_new] = within.emplace(before.back().group_of[i], grouping.group_of[i]);
    if (is_new || known->second == grouping.group_of[i]) continue;
    const auto place = static_cast<std::size_t>(before.back().group_of[i]);
    return refused(AnalysisError::malformed, path,
                   "parts `" + before.back().levels[place].name +
                       "`, a group of the grouping before it; groupings go from the finer to the "
                       "coarser");
  }
  return {};
}

}  // namespace

Result<std::vector<Grouping>> read_collapse(const Json& written,
                                            const Variable& variable,
                                            const std::string& path) {
  if (!variable.is_categorical()) {
    return refused(AnalysisError::wrong_kind, path,
                   "only a variable with levels or `cut` has groupings of them");
  }
  if (!written.is_array() || written.empty()) {
    return refused(AnalysisError::malformed, path,
                   "a list of groupings is expected, from the finer to the coarser");
  }
  if (written.size() > kMaximumGroupings) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kMaximumGroupings) + " groupings");
  }
  std::vector<Grouping> groupings;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto at = path_to(path, i);
    auto grouping = read_grouping(written[i], variable, at);
    if (!grouping) return grouping.error();
    if (auto fits = check_coarser(variable, groupings, *grouping, at); !fits) return fits.error();
    groupings.push_back(*std::move(grouping));
  }
  return groupings;
}

void add_missing_group(Variable& variable) {
  for (auto& grouping : variable.collapse) {
    grouping.group_of.push_back(static_cast<std::int32_t>(grouping.levels.size()));
    grouping.levels.push_back(variable.levels.back());
  }
}

Result<void> check_collapsible(const Variable& variable, const VariableUse& use) {
  if (variable.collapse.empty()) return {};
  switch (use.role) {
    case Role::group:
    case Role::compared_group:
    case Role::described:
    case Role::observed:
    case Role::stratum:
    case Role::term: return {};
    default: break;
  }
  return refused(AnalysisError::not_offered, use.path,
                 "what levels mean here would change when they are taken together; `" + use.name +
                     "` declares `collapse`");
}

}  // namespace passerelle::analysis
