#include "node/analysis/published_set.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/cells.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/completeness.h"
#include "node/analysis/expression_parse.h"
#include "node/analysis/layout.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"

namespace passerelle::analysis {
namespace {

std::vector<std::string> in_order(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

Result<ExpressionPtr> read_condition(const Json& written, const std::string& path) {
  auto condition = parse_expression(written, path, column_of_table);
  if (!condition) return condition.error();
  if (const auto* question = question_in(**condition)) {
    return refused(AnalysisError::not_offered, question->path,
                   "a published set is made of columns of its own table; events of other tables "
                   "have no place in it");
  }
  if (auto fits = check_condition(**condition, {}); !fits) return fits.error();
  return condition;
}

Result<std::set<std::string>> read_columns(const std::vector<std::string>& written,
                                           const std::string& path) {
  if (written.size() > kMaximumLevels) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kMaximumLevels) + " columns");
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto at = path_to(path, i);
    if (auto fits = check_column_name(written[i], at); !fits) return fits.error();
    if (!names.insert(written[i]).second) {
      return refused(AnalysisError::duplicate, at, "`" + written[i] + "` stands twice");
    }
  }
  return names;
}

// The condition of the set and that each column has a value.
ExpressionPtr condition_of(const PublishedSet& set) {
  std::vector<ExpressionPtr> all;
  if (set.where != nullptr) all.push_back(set.where);
  for (const auto& name : set.complete_on) {
    const auto is_missing =
        operation(Operator::is_null, "", {column_expression(name, "/complete_on")});
    all.push_back(operation(Operator::negation, "", {is_missing}));
  }
  return all.empty() ? nullptr : operation(Operator::conjunction, "", std::move(all));
}

Result<void> check_variables(const StudyPlan& plan, const PublishedSet& set) {
  const Known known{set.complete_on, {}};
  for (const auto& name : plan.row_sets.at(kAnalysisSet).complete_on) {
    const auto& expression = *plan.variable(name).expression;
    const auto column = unknown_column(known, expression);
    if (!column) continue;
    return refused(AnalysisError::incomplete, expression.path,
                   "`" + name + "` must have a value in every row, and reads `" + *column + "`; `" +
                       set.name + "` is complete on " +
                       (known.columns.empty() ? "nothing" : listed(in_order(known.columns))));
  }
  return {};
}

}  // namespace

std::set<std::string> PublishedSet::columns() const {
  auto all = complete_on;
  if (where != nullptr) collect_columns(*where, all);
  return all;
}

Result<PublishedSet> published_set_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  PublishedSet set;
  set.name = fields.text("name");
  set.table = fields.text("table");
  const Json* where = fields.find("where");
  const auto complete_on = fields.texts("complete_on");
  if (auto read = fields.done(); !read) return read.error();
  if (auto fits = check_free_identifier(set.name, fields.path_of("name")); !fits) {
    return fits.error();
  }
  if (auto fits = check_identifier(set.table, fields.path_of("table")); !fits) return fits.error();
  auto columns = read_columns(complete_on, fields.path_of("complete_on"));
  if (!columns) return columns.error();
  set.complete_on = *std::move(columns);
  Json written{{"name", set.name}, {"table", set.table}, {"complete_on", set.complete_on}};
  if (where != nullptr) {
    auto condition = read_condition(*where, fields.path_of("where"));
    if (!condition) return condition.error();
    set.where = *std::move(condition);
    written["where"] = *where;
  }
  auto text = canonical(written);
  if (!text) return refused(AnalysisError::malformed, path, text.error().detail);
  set.definition = *std::move(text);
  return set;
}

Result<PublishedSet> published_set_of(const std::string& definition) {
  const auto value = parse_json(definition);
  if (!value) return value.error();
  return published_set_from_json(*value, "");
}

std::string definition_sha256(const std::string& definition) {
  return crypto::sha256_hex(definition);
}

Result<void> check_table(const PublishedSet& set, const query::Binding& table) {
  KnownKinds kinds;
  std::vector<std::string> names;
  for (const auto& column : table.columns) {
    kinds.columns.emplace(column.name, kind_of(column.type));
    names.push_back(column.name);
  }
  for (const auto& name : set.columns()) {
    if (table.person == name) {
      return refused(AnalysisError::malformed, "",
                     "`" + name + "` identifies persons; no set is made of it");
    }
    if (!kinds.columns.contains(name)) {
      return refused(
          AnalysisError::unknown_name, "",
          "no column `" + name + "` in the table " + set.table + "; it has: " + listed(names));
    }
  }
  return set.where == nullptr ? Result<void>() : check_condition(*set.where, kinds);
}

Result<StudyPlan> with_analysis_set(StudyPlan plan, const PublishedSet& set) {
  static const std::string kPath = "/analysis_set";
  auto& base = plan.sources.front();
  if (set.table != base.alias) {
    return refused(AnalysisError::unknown_name, kPath,
                   "`" + set.name + "` is a set of rows of the table " + set.table +
                       ", and the rows of the study are those of " + base.alias);
  }
  const auto columns = set.columns();
  if (columns.contains(base.person)) {
    return refused(AnalysisError::malformed, kPath,
                   "`" + set.name + "` is made of `" + base.person +
                       "`, by which the study tells persons apart");
  }
  if (auto fits = check_variables(plan, set); !fits) return fits.error();
  base.columns.insert(columns.begin(), columns.end());
  plan.cohorts.at(set.name).where = condition_of(set);
  plan.named_set->definition = set.definition;
  return plan;
}

}  // namespace passerelle::analysis
