#include "node/analysis/compile_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/compile_bins.h"
#include "node/analysis/compile_collapse.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/compile_overlaps.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/compile_terms.h"
#include "node/analysis/completeness.h"
#include "node/analysis/conformance.h"
#include "node/analysis/outcomes.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

std::vector<std::string> names_of(const std::map<std::string, Cohort>& cohorts) {
  std::vector<std::string> names;
  for (const auto& [name, cohort] : cohorts) names.push_back(name);
  return names;
}

// Returns the named cohort, or the only one.
Result<std::string> choose_cohort(const std::optional<std::string>& named,
                                  const std::string& path,
                                  const std::map<std::string, Cohort>& cohorts) {
  if (named) {
    if (cohorts.contains(*named)) return *named;
    return refused(AnalysisError::unknown_name, path,
                   "no cohort `" + *named + "`; known: " + listed(names_of(cohorts)));
  }
  if (cohorts.size() == 1) return cohorts.begin()->first;
  return refused(AnalysisError::malformed, path,
                 "is missing; the study has several cohorts: " + listed(names_of(cohorts)));
}

// Something that has happened or not, and of whom that must be known.
bool is_an_event(Role role) {
  return role == Role::event || role == Role::events || role == Role::condition ||
         role == Role::cause || role == Role::response;
}

// Of two levels, one of them that it happened, or holds.
bool has_two_sides(Role role) {
  return role == Role::condition || role == Role::response || role == Role::rule;
}

// On all rows of the cohort, whatever is missing there.
bool is_of_everybody(const VariableUse& use) {
  return use.role == Role::observed || use.role == Role::judged || use.role == Role::rule;
}

Result<void> check_role(const Variable& variable, const VariableUse& use) {
  const auto number_expected = [&](std::string_view what) {
    return refused(AnalysisError::wrong_kind, use.path,
                   std::string(what) + " is a number; `" + use.name + "` has levels");
  };
  const auto levels = variable.levels.size();
  if (!variable.is_categorical()) {
    if (use.role == Role::condition || use.role == Role::rule) {
      return refused(
          AnalysisError::wrong_kind, use.path,
          "two levels are expected; declare `" + use.name + "` under `variables` with `levels`");
    }
    if (use.role == Role::judged) {
      return refused(AnalysisError::wrong_kind, use.path,
                     "`" + use.name +
                         "` has no levels or `cut` to be held against; a `validation` holds "
                         "numbers against rules");
    }
    if (use.role == Role::ranked) {
      return refused(AnalysisError::wrong_kind, use.path,
                     "levels in their order are expected, which give ranks to `" + use.name +
                         "`; declare it under `variables` with `levels` or `cut`, or give the "
                         "`resolution` of numbers");
    }
    if (use.role == Role::group || use.role == Role::compared_group || use.role == Role::exact ||
        use.role == Role::stratum || use.role == Role::cause) {
      return refused(AnalysisError::wrong_kind, use.path,
                     "groups are expected; declare `" + use.name +
                         "` under `variables` with `levels` or `cut`");
    }
    const auto kind = infer_kind(*variable.expression, {});
    if (!kind) return kind.error();
    if (*kind == ValueKind::text || *kind == ValueKind::date) {
      return refused(AnalysisError::wrong_kind, use.path,
                     "`" + use.name + "` is " + to_text(*kind) + "; a number or levels are needed");
    }
    return {};
  }
  if (use.role == Role::ranked_number) return number_expected("what is ranked on a grid");
  if (use.role == Role::binned) return number_expected("what is counted between breaks");
  if (use.role == Role::quantity) {
    return refused(
        AnalysisError::wrong_kind, use.path,
        "`describe` takes numbers; `" + use.name + "` has levels: `count` and `crosstab` show it");
  }
  if (use.role == Role::time) return number_expected("a time");
  if (use.role == Role::number) return number_expected("what is explained");
  if (use.role == Role::related) return number_expected("what is correlated");
  if (use.role == Role::curved) return number_expected("what `poly` and `spline` bend");
  if ((use.role == Role::term || use.role == Role::compared_group || use.role == Role::cause ||
       use.role == Role::ranked) &&
      levels < 2) {
    return refused(AnalysisError::wrong_kind, use.path,
                   "at least two levels are needed; `" + use.name + "` has one");
  }
  if (use.role == Role::stratum && variable.missing == MissingRule::category) {
    return refused(AnalysisError::wrong_kind, use.path,
                   "the stratum of a row must be known; `missing: category` does not go with it");
  }
  const bool is_rule = use.role == Role::rule;
  if (!is_an_event(use.role) && !is_rule) return {};
  const bool has_event =
      std::any_of(variable.levels.begin(), variable.levels.end(),
                  [](const Level& level) { return level.name == "1" || level.name == "true"; });
  if (!has_event && use.role != Role::cause) {
    return refused(AnalysisError::wrong_kind, use.path,
                   std::string(is_rule ? "a rule is 1 or true where it holds"
                                       : "an event is 1 or true where it happened") +
                       "; `" + use.name + "` has no level of that name");
  }
  if (variable.missing == MissingRule::category) {
    return refused(AnalysisError::wrong_kind, use.path,
                   "whether the event happened must be known; `missing: category` does not go "
                   "with it");
  }
  if (has_two_sides(use.role) && declared_side(variable, true) == nullptr) {
    return refused(AnalysisError::wrong_kind, use.path,
                   "two levels are expected, one of them 1 or true; `" + use.name + "` has others");
  }
  return {};
}

class Placement {
 public:
  Placement(StudyPlan& plan,
            const std::map<std::string, Cohort>& cohorts,
            const std::optional<AnalysisSet>& set,
            const VariableTable& variables)
      : plan_(&plan), cohorts_(&cohorts), set_(&set), table_(&variables) {}

  // Before anything is complete on a variable, or not.
  void note_judged(const std::vector<WrittenAnalysis>& analyses) {
    for (const auto& written : analyses) {
      for (const auto& use : written.uses) {
        if (use.role == Role::judged) judged_.insert(use.name);
      }
    }
  }

  Result<void> add_analysis_set(const std::vector<WrittenAnalysis>& analyses) {
    if (!*set_) return {};
    const auto& set = **set_;
    if (set.is_named) return add_named_set(analyses);
    for (std::size_t i = 0; i < set.complete_on.size(); ++i) {
      const auto path = path_to("/analysis_set/complete_on", i);
      if (auto known = enter(set.complete_on[i], path); !known) return known;
    }
    for (const auto& name : set.complete_on) known_.add(plan_->variables.at(name));
    auto complete_on = set.complete_on;
    std::sort(complete_on.begin(), complete_on.end());
    add_rows({kAnalysisSetName, set.cohort, complete_on, false});
    add_rows({kLeftOutName, set.cohort, std::move(complete_on), true});
    return {};
  }

  Result<void> add(WrittenAnalysis written) {
    for (const auto& use : written.uses) {
      if (auto known = enter(use.name, use.path); !known) return known;
      const auto& variable = plan_->variables.at(use.name);
      if (auto fits = check_role(variable, use); !fits) return fits;
      if (auto fits = check_collapsible(variable, use); !fits) return fits;
      if (use.role == Role::judged) {
        if (variable.missing == MissingRule::refuse) {
          return refused(AnalysisError::malformed, use.path,
                         "`" + use.name +
                             "` may not be missing, and a value outside of its levels counts as "
                             "missing where it is counted; one of the two is expected");
        }
        plan_->variables.emplace(conformance_rule(use.name), conformance_rule_of(variable));
      }
    }
    auto placed = is_on_set(written) ? on_analysis_set(written) : on_own_rows(written);
    if (!placed) return placed;
    for (const auto& made : written.made) {
      if (auto added = add_made(made); !added) return added;
    }
    if (auto added = add_bins(*plan_, written); !added) return added;
    if (auto fits = check_strata(*plan_, written); !fits) return fits;
    if (auto fits = check_curve(*plan_, written); !fits) return fits;
    for (const auto& use : written.uses) uses_.push_back({use, plan_->analyses.size()});
    plan_->analyses.push_back(std::move(written.analysis));
    return {};
  }

  const std::vector<PlacedUse>& uses() const { return uses_; }

 private:
  // Splines of one variable with other knots are other numbers under the same names.
  Result<void> add_made(const MadeNumber& made) {
    auto number = make_number(made, plan_->variables.at(made.of));
    if (!number) return number.error();
    plan_->variables.emplace(made.name, *std::move(number));
    const auto [known, is_new] = made_.emplace(made.name, made.expression);
    if (is_new || known->second == made.expression) return {};
    return refused(AnalysisError::not_offered, made.path,
                   "another spline of `" + made.of +
                       "` in this study has other knots; one per variable and study is expected");
  }

  // A named set leaves out no rows that a data check would have to look at.
  bool is_on_set(const WrittenAnalysis& written) const {
    if (!*set_) return false;
    const bool is_data_check =
        std::any_of(written.uses.begin(), written.uses.end(), is_of_everybody);
    return (!is_data_check || (*set_)->is_named) &&
           (!written.cohort || *written.cohort == (*set_)->cohort);
  }

  // Nobody knows here what its rows have values of: whatever an analysis needs is taken to be
  // complete, and each holder holds that against its own definition.
  Result<void> add_named_set(const std::vector<WrittenAnalysis>& analyses) {
    const auto& name = (*set_)->cohort;
    std::set<std::string> complete_on;
    for (const auto& written : analyses) {
      if (!is_on_set(written)) continue;
      for (const auto& use : written.uses) {
        if (auto known = enter(use.name, use.path); !known) return known;
        if (!may_lack_value(use)) complete_on.insert(use.name);
      }
    }
    plan_->named_set = NamedSet{name, {}};
    plan_->cohorts.emplace(name, Cohort{name, nullptr, {}});
    plan_->row_sets.emplace(
        kAnalysisSetName,
        RowSet{kAnalysisSetName, name, {complete_on.begin(), complete_on.end()}, false});
    return {};
  }

  Result<void> enter(const std::string& name, const std::string& path) {
    if (plan_->variables.contains(name)) return {};
    auto variable = table_->find(name, path);
    if (!variable) return variable.error();
    variable->counts_outside = judged_.contains(name);
    plan_->variables.emplace(name, *std::move(variable));
    return {};
  }

  void add_rows(RowSet rows) {
    plan_->cohorts.emplace(rows.cohort, cohorts_->at(rows.cohort));
    plan_->row_sets.emplace(rows.name, std::move(rows));
  }

  // A category outside the set has the level "(missing)" there (outcomes.h, levels_in). Of a named
  // set it must say so itself, by `missing: category`: the levels are those of all nodes.
  bool may_lack_value(const VariableUse& use) const {
    const auto& variable = plan_->variables.at(use.name);
    if (variable.missing != MissingRule::complete) return true;
    if (use.role == Role::quantity || use.role == Role::binned) return true;
    if ((*set_)->is_named) {
      return is_of_everybody(use) || (use.role == Role::described && !variable.is_categorical());
    }
    return use.role == Role::described || (variable.is_categorical() && use.role != Role::ranked &&
                                           use.role != Role::stratum && !is_an_event(use.role));
  }

  Result<void> on_analysis_set(WrittenAnalysis& written) {
    written.analysis.row_set = kAnalysisSetName;
    for (const auto& use : written.uses) {
      if ((*set_)->is_named || may_lack_value(use) || is_complete(use.name)) continue;
      return refused(AnalysisError::incomplete, use.path,
                     "`" + use.name + "` must be complete; add it to /analysis_set/complete_on");
    }
    return {};
  }

  // Whatever else is known of a row, its value may be none of the levels.
  bool is_complete(const std::string& name) const {
    const auto& variable = plan_->variables.at(name);
    if (variable.counts_outside) return std::ranges::count((*set_)->complete_on, name) > 0;
    return follows_from(known_, *variable.expression);
  }

  Result<void> on_own_rows(WrittenAnalysis& written) {
    const auto named = written.cohort || !*set_ ? written.cohort : std::optional((*set_)->cohort);
    auto cohort = choose_cohort(named, path_to(written.path, "cohort"), *cohorts_);
    if (!cohort) return cohort.error();
    std::vector<std::string> complete_on;
    for (const auto& use : written.uses) {
      if (!is_of_everybody(use)) complete_on.push_back(use.name);
    }
    std::sort(complete_on.begin(), complete_on.end());
    complete_on.erase(std::unique(complete_on.begin(), complete_on.end()), complete_on.end());
    std::string name = *cohort + ":";
    for (std::size_t i = 0; i < complete_on.size(); ++i) {
      name += (i == 0 ? "" : ",") + complete_on[i];
    }
    written.analysis.row_set = name;
    add_rows({std::move(name), *std::move(cohort), std::move(complete_on), false});
    return {};
  }

  StudyPlan* plan_;
  const std::map<std::string, Cohort>* cohorts_;
  const std::optional<AnalysisSet>* set_;
  const VariableTable* table_;
  std::vector<PlacedUse> uses_;              // of all analyses placed
  std::map<std::string, std::string> made_;  // expressions by name
  std::set<std::string> judged_;             // variables of which some analysis counts values
                                             // outside of their levels
  Known known_;                              // on the rows of the analysis set
};

// The name of a set that the holders of the data publish.
Result<AnalysisSet> read_set_name(const std::string& name,
                                  const std::string& path,
                                  const std::map<std::string, Cohort>& cohorts) {
  if (auto fits = check_free_identifier(name, path); !fits) return fits.error();
  if (cohorts.contains(name)) {
    return refused(AnalysisError::duplicate, path,
                   "`" + name +
                       "` is a cohort of this study; an object with `cohort` and `complete_on`, or "
                       "the name of a set that the holders of the data publish, is expected");
  }
  return AnalysisSet{name, {}, true};
}

}  // namespace

Result<std::optional<AnalysisSet>> read_analysis_set(const Json* written,
                                                     const std::map<std::string, Cohort>& cohorts) {
  static const std::string kPath = "/analysis_set";
  if (written == nullptr) return std::optional<AnalysisSet>{};
  if (written->is_string()) {
    auto named = read_set_name(written->get<std::string>(), kPath, cohorts);
    if (!named) return named.error();
    return std::optional(*std::move(named));
  }
  Fields fields(*written, kPath);
  std::optional<std::string> named;
  if (fields.find("cohort") != nullptr) named = fields.text("cohort");
  AnalysisSet set;
  set.complete_on = fields.texts("complete_on");
  if (auto read = fields.done(); !read) return read.error();
  auto cohort = choose_cohort(named, fields.path_of("cohort"), cohorts);
  if (!cohort) return cohort.error();
  set.cohort = *std::move(cohort);
  if (set.complete_on.size() > kMaximumLevels) {
    return refused(AnalysisError::too_large, fields.path_of("complete_on"),
                   "at most " + std::to_string(kMaximumLevels) + " variables");
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < set.complete_on.size(); ++i) {
    if (!names.insert(set.complete_on[i]).second) {
      return refused(AnalysisError::duplicate, path_to(fields.path_of("complete_on"), i),
                     "`" + set.complete_on[i] + "` stands twice");
    }
  }
  return std::optional(std::move(set));
}

Result<void> place_analyses(StudyPlan& plan,
                            std::vector<WrittenAnalysis> analyses,
                            const std::map<std::string, Cohort>& cohorts,
                            const std::optional<AnalysisSet>& set,
                            const VariableTable& variables) {
  Placement placement(plan, cohorts, set, variables);
  placement.note_judged(analyses);
  if (auto added = placement.add_analysis_set(analyses); !added) return added;
  for (auto& written : analyses) {
    if (auto added = placement.add(std::move(written)); !added) return added;
  }
  return check_overlaps(plan, placement.uses());
}

}  // namespace passerelle::analysis
