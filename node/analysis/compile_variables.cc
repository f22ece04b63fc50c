#include "node/analysis/compile_variables.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/cells.h"
#include "node/analysis/compile_collapse.h"
#include "node/analysis/compile_names.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumVariables = 1000;

Result<Level> read_level(const Json& written, const std::string& path) {
  auto level = level_of(written);
  if (!level || level->name.empty() || level->name.size() > kLongestLevel) {
    return refused(AnalysisError::malformed, path,
                   "a level is a number, true, false or a text of at most 200 bytes");
  }
  const auto& name = level->name;
  if (name == kMissingLevel || name == kPresentLevel || name == kOutsideBreaks) {
    return refused(AnalysisError::malformed, path,
                   "`" + name +
                       "` is a name of the language's own; `missing: category` adds the "
                       "level of missing values");
  }
  return *std::move(level);
}

Result<std::vector<Level>> read_levels(const Json& written, const std::string& path) {
  if (!written.is_array() || written.empty()) {
    return refused(AnalysisError::malformed, path,
                   "a list of levels is expected, the first is the reference");
  }
  if (written.size() > kMaximumLevels) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kMaximumLevels) + " levels");
  }
  std::vector<Level> levels;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto at = path_to(path, i);
    if (written[i].type() != written[0].type() &&
        !(written[i].is_number() && written[0].is_number())) {
      return refused(AnalysisError::malformed, at,
                     "levels are all numbers, all texts, or true and false");
    }
    auto level = read_level(written[i], at);
    if (!level) return level.error();
    const bool is_known = std::any_of(levels.begin(), levels.end(), [&](const Level& other) {
      return other.name == level->name;
    });
    if (is_known) {
      return refused(AnalysisError::duplicate, at, "the level `" + level->name + "` stands twice");
    }
    levels.push_back(*std::move(level));
  }
  return levels;
}

Result<MissingRule> read_missing(const Json& written, const std::string& path) {
  if (written == "category") return MissingRule::category;
  if (written == "refuse") return MissingRule::refuse;
  return refused(AnalysisError::malformed, path, "`category` or `refuse` is expected");
}

// A text in a branch of `case` is a name; the author meant a level.
Result<void> check_branches(const Variable& variable) {
  const auto& expression = *variable.expression;
  if (expression.op != Operator::choice) return {};
  const std::size_t branches = expression.operands.size() / 2;
  for (std::size_t i = 0; i < expression.operands.size(); ++i) {
    const auto& part = *expression.operands[i];
    const bool is_value = i >= 2 * branches || i % 2 == 1;
    if (!is_value || part.op != Operator::column) continue;
    for (const auto& level : variable.levels) {
      const auto* text = std::get_if<std::string>(&level.value);
      if (text != nullptr && *text == part.name) {
        return refused(AnalysisError::malformed, part.path,
                       "a text here is the name of a variable or column, and `" + part.name +
                           "` is a level; write numbers, with numbers as levels");
      }
    }
  }
  return {};
}

// Levels put the intervals of a `cut` in another order, the reference first; they make no new ones.
Result<void> check_intervals(const Variable& variable, const std::string& path) {
  const auto& expression = *variable.expression;
  if (expression.op != Operator::cut) return {};
  const auto& intervals = expression.intervals;
  for (std::size_t i = 0; i < variable.levels.size(); ++i) {
    const auto& name = variable.levels[i].name;
    if (std::find(intervals.begin(), intervals.end(), name) != intervals.end()) continue;
    return refused(AnalysisError::malformed, path_to(path, i),
                   "`cut` makes no interval `" + name + "`; it makes " + listed(intervals));
  }
  return {};
}

Result<void> check_levels_fit(const Variable& variable, const std::string& path) {
  auto kind = infer_kind(*variable.expression, {});
  if (!kind) return kind.error();
  if (!variable.is_categorical() || *kind == ValueKind::unknown) return {};
  if (*kind == ValueKind::date) {
    return refused(AnalysisError::wrong_kind, path,
                   "a date has no levels; `year` and `days_between` make numbers of it");
  }
  const bool are_texts = std::holds_alternative<std::string>(variable.levels[0].value);
  if (are_texts == (*kind == ValueKind::text)) return {};
  return refused(AnalysisError::wrong_kind, path_to(path, "levels"),
                 are_texts ? "levels are texts but the values are numbers"
                           : "levels are numbers but the values are texts");
}

}  // namespace

std::optional<Level> level_of(const Json& written) {
  if (written.is_boolean()) {
    const bool is_true = written.get<bool>();
    return Level{is_true ? 1.0 : 0.0, is_true ? "true" : "false"};
  }
  if (written.is_number() && std::isfinite(written.get<double>())) {
    const auto number = written.get<double>();
    return Level{number == 0 ? 0.0 : number, number_text(number)};
  }
  if (!written.is_string()) return std::nullopt;
  auto text = written.get<std::string>();
  return Level{text, text};
}

VariableTable::VariableTable(const Json* declared) : declared_(declared) {}

Result<void> VariableTable::read() {
  if (declared_ == nullptr) return {};
  if (!declared_->is_object()) {
    return refused(AnalysisError::malformed, "/variables", "an object is expected");
  }
  if (declared_->size() > kMaximumVariables) {
    return refused(AnalysisError::too_large, "/variables",
                   "at most " + std::to_string(kMaximumVariables) + " variables");
  }
  for (const auto& [name, written] : declared_->items()) {
    const auto path = path_to("/variables", name);
    if (auto fits = check_variable_name(name, path); !fits) return fits;
  }
  for (const auto& [name, written] : declared_->items()) {
    if (auto done = read_one(name, 1); !done) return done;
  }
  return {};
}

Result<void> VariableTable::read_one(const std::string& name, int depth) {
  if (variables_.contains(name)) return {};
  const auto path = path_to("/variables", name);
  const auto& written = (*declared_)[name];
  if (!written.is_object()) {
    return refused(AnalysisError::malformed, path,
                   "an object with a column or an expression is expected");
  }
  Variable variable;
  variable.name = name;
  auto bare = written;
  bare.erase("collapse");
  bare.erase("levels");
  bare.erase("missing");

  progress_[name] = Progress::open;
  open_.push_back(name);
  auto expression = parse_expression(bare, path, resolver(), depth);
  open_.pop_back();
  progress_[name] = Progress::done;
  if (!expression) return expression.error();
  variable.expression = *std::move(expression);

  if (const auto field = written.find("levels"); field != written.end()) {
    auto levels = read_levels(*field, path_to(path, "levels"));
    if (!levels) return levels.error();
    variable.levels = *std::move(levels);
    if (auto known = check_intervals(variable, path_to(path, "levels")); !known) return known;
  } else {
    if (variable.expression->intervals.size() > kMaximumLevels) {
      return refused(AnalysisError::too_large, path_to(path, "breaks"),
                     "at most " + std::to_string(kMaximumLevels) + " intervals, each a level");
    }
    for (const auto& interval : variable.expression->intervals) {
      variable.levels.push_back(Level{interval, interval});
    }
  }
  if (auto fits = check_branches(variable); !fits) return fits;
  if (auto fits = check_levels_fit(variable, path); !fits) return fits;
  if (const auto field = written.find("collapse"); field != written.end()) {
    auto collapse = read_collapse(*field, variable, path_to(path, "collapse"));
    if (!collapse) return collapse.error();
    variable.collapse = *std::move(collapse);
  }
  if (const auto field = written.find("missing"); field != written.end()) {
    auto rule = read_missing(*field, path_to(path, "missing"));
    if (!rule) return rule.error();
    variable.missing = *rule;
    if (*rule == MissingRule::category) {
      if (!variable.is_categorical()) {
        return refused(AnalysisError::wrong_kind, path_to(path, "missing"),
                       "only a variable with levels or `cut` has a category for missing values");
      }
      variable.levels.push_back(Level{std::string(kMissingLevel), kMissingLevel});
      add_missing_group(variable);
    }
  }
  variables_.emplace(name, std::move(variable));
  return {};
}

Result<ExpressionPtr> VariableTable::resolve(const std::string& name,
                                             const std::string& path,
                                             int depth) {
  if (auto fits = check_variable_name(name, path); !fits) return fits.error();
  if (declared_ == nullptr || !declared_->is_object() || !declared_->contains(name)) {
    return column_expression(name, path);
  }
  const auto progress = progress_.find(name);
  if (progress != progress_.end() && progress->second == Progress::open) {
    const auto first = std::find(open_.begin(), open_.end(), name);
    std::string chain;
    for (auto step = first; step != open_.end(); ++step) chain += *step + " → ";
    return refused(AnalysisError::malformed, path,
                   "variables refer to each other in a circle: " + chain + name +
                       "; {\"column\": \"" + name + "\"} is the source column");
  }
  if (auto done = read_one(name, depth + 1); !done) return done.error();
  Expression made;
  made.op = Operator::reference;
  made.name = name;
  made.path = path;
  made.operands.push_back(variables_.at(name).expression);
  made.depth = made.operands[0]->depth + 1;
  return std::make_shared<const Expression>(std::move(made));
}

Result<Variable> VariableTable::find(const std::string& name, const std::string& path) const {
  if (const auto known = variables_.find(name); known != variables_.end()) return known->second;
  if (auto fits = check_variable_name(name, path); !fits) return fits.error();
  Variable plain;
  plain.name = name;
  plain.expression = column_expression(name, path);
  return plain;
}

NameResolver VariableTable::resolver() {
  return [this](const std::string& name, const std::string& path, int depth) {
    return resolve(name, path, depth);
  };
}

}  // namespace passerelle::analysis
