// A small study for tests, to be bent, and what compiling says to it then.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "node/analysis/plan.h"
#include "node/base/json.h"

namespace passerelle::analysis {

inline Json sample_study() {
  return Json::parse(R"({
    "passerelle": "study/1",
    "study": {"id": "colon", "version": "1.0.0", "title": {"en": "Survival"},
              "purpose": "53-1-e-i"},
    "sources": [{"alias": "colon", "datasets": ["https://fr.example/dataset/colon"],
                 "person": "id"}],
    "variables": {
      "arm": {"column": "rx", "levels": ["Obs", "Lev", "Lev+5FU"]},
      "time5": {"min": ["time", 1826]},
      "dead5": {"case": [[{"and": [{"eq": ["status", 1]}, {"le": ["time", 1826]}]}, 1]],
                "else": 0, "levels": [0, 1]},
      "age_group": {"cut": "age", "breaks": [null, 50, 70, null]},
      "stage": {"column": "stage", "levels": ["I", "II"]}},
    "cohorts": {"patients": {"from": "colon", "where": {"eq": ["etype", 2]}}},
    "analysis_set": {"cohort": "patients", "complete_on": ["arm", "age", "time5", "dead5"]},
    "analyses": [
      {"id": "n", "type": "count"},
      {"id": "by_arm", "type": "crosstab", "rows": "arm", "columns": "dead5", "horizon": 1826},
      {"id": "age", "type": "describe", "variables": ["age"], "by": "arm"},
      {"id": "curve", "type": "kaplan_meier", "time": "time5", "event": "dead5", "by": "arm",
       "breaks": [365, 913, 1826], "censor_breaks": [913, 1826], "coarser": [[365, 1826], [1826]],
       "conf_type": "log-log", "tau": 1000},
      {"id": "rank", "type": "log_rank", "time": "time5", "event": "dead5", "by": "arm",
       "horizon": 1826, "strata": ["node"]},
      {"id": "cox", "type": "cox", "time": "time5", "event": "dead5", "terms": ["arm", "age"],
       "ties": "breslow"}],
    "disclosure": {"min_cell": 5},
    "quorum": {"min_nodes": 2, "on_absent": "wait", "deadline": "2027-01-31T00:00:00Z"}})");
}

inline StudyPlan compiled(const Json& study) {
  auto plan = compile_study(study);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  return *std::move(plan);
}

// What compiling says after one place of the sample study was changed.
inline std::string refusal(const char* pointer, const Json& value) {
  auto study = sample_study();
  study[Json::json_pointer(pointer)] = value;
  const auto plan = compile_study(study);
  REQUIRE_FALSE_MESSAGE(plan.has_value(), pointer);
  return plan.error().text();
}

inline std::string refusal_without(const char* object, const char* field) {
  auto study = sample_study();
  study[Json::json_pointer(object)].erase(field);
  const auto plan = compile_study(study);
  REQUIRE_FALSE(plan.has_value());
  return plan.error().text();
}

// What compiling says to one analysis, alone in the sample study.
inline std::string analysis_refusal(const char* text) {
  auto study = sample_study();
  study["analyses"] = Json::array({Json::parse(text)});
  const auto plan = compile_study(study);
  REQUIRE_FALSE_MESSAGE(plan.has_value(), text);
  return plan.error().text();
}

inline StudyPlan with_analysis(const char* text) {
  auto study = sample_study();
  study["analyses"] = Json::array({Json::parse(text)});
  return compiled(study);
}

inline bool begins(const std::string& text, std::string_view with) {
  if (!text.starts_with(with)) MESSAGE(text);
  return text.starts_with(with);
}

inline std::vector<std::string> level_names(const Variable& variable) {
  std::vector<std::string> names;
  for (const auto& level : variable.levels) names.push_back(level.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace passerelle::analysis
