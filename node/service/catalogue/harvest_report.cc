#include "node/service/catalogue/harvest_report.h"

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "metadata/catalogue/diff.h"
#include "node/service/catalogue/field_changes.h"

namespace passerelle::service {
namespace {

using sources::RunState;

// Languages in which fields have names.
constexpr std::array kLanguages{"en", "fr"};

// More than these are counted, not shown: a report is read by people.
constexpr std::size_t kMostProblems = 200;

Json problem_json(const harvest::Problem& problem) {
  Json value = {{"code", problem.error.name()}, {"detail", problem.error.detail}};
  if (!problem.place.empty()) value["place"] = problem.place;
  if (!problem.dataset.empty()) value["dataset"] = problem.dataset.text();
  return value;
}

// The name of the field with its path, in each language.
Json field_names(const catalogue::FieldChange& change) {
  Json names = Json::object();
  for (const std::string language : kLanguages) {
    auto translated = change;
    for (auto& step : translated.path) {
      step.field = catalogue::field_name(step.property, language);
    }
    names[language] = catalogue::field_path(translated);
  }
  return names;
}

Json changes_json(const std::vector<catalogue::FieldChange>& changes) {
  Json fields = Json::array();
  for (const auto& change : changes) {
    auto field = service::to_json(change);
    field["field"] = field_names(change);
    fields.push_back(std::move(field));
  }
  return fields;
}

Json entry_json(const DatasetId& dataset, const catalogue::Texts& titles) {
  return {{"dataset", dataset.text()}, {"title", titles}};
}

// The datasets that come, in the three ways in which they can.
void add_takes(Json& report, const HarvestFindings& findings) {
  Json added = Json::array(), restored = Json::array(), changed = Json::array();
  std::set<DatasetId> refused;
  for (const auto& problem : findings.not_kept) refused.insert(problem.dataset);
  for (const auto& take : findings.plan.takes) {
    if (refused.contains(take.id)) continue;
    auto entry = entry_json(take.id, findings.gathered.items.at(take.id).titles);
    if (take.is_new) {
      added.push_back(std::move(entry));
    } else if (take.is_restored) {
      restored.push_back(std::move(entry));
    } else {
      const auto fields = findings.changes.find(take.id);
      entry["fields"] =
          fields == findings.changes.end() ? Json::array() : changes_json(fields->second);
      changed.push_back(std::move(entry));
    }
  }
  report["added"] = std::move(added);
  report["restored"] = std::move(restored);
  report["changed"] = std::move(changed);
}

Json going_json(const std::vector<DatasetId>& datasets, const HarvestFindings& findings) {
  Json list = Json::array();
  for (const auto& dataset : datasets) {
    const auto titles = findings.titles.find(dataset);
    list.push_back(
        entry_json(dataset, titles == findings.titles.end() ? catalogue::Texts() : titles->second));
  }
  return list;
}

Json left_json(const std::vector<harvest::Left>& left) {
  Json list = Json::array();
  for (const auto& one : left) {
    Json entry = {{"dataset", one.id.text()}, {"reason", harvest::to_text(one.reason)}};
    if (!one.source.empty()) entry["source"] = one.source;
    list.push_back(std::move(entry));
  }
  return list;
}

Json alike_json(const std::vector<harvest::Likeness>& alike) {
  Json list = Json::array();
  for (const auto& pair : alike) {
    list.push_back({{"one", pair.one.text()},
                    {"other", pair.other.text()},
                    {"evidence", harvest::to_text(pair.evidence)},
                    {"shared", pair.shared}});
  }
  return list;
}

// Old names of vocabularies, summed over the datasets that used them.
Json renamed_json(const std::map<DatasetId, harvest::Item>& items) {
  std::map<std::string, profiles::Aliases::Renamed::Name> names;
  for (const auto& [id, item] : items) {
    for (const auto& name : item.renamed) {
      const auto known = names.emplace(name.from, name);
      if (!known.second) known.first->second.times += name.times;
    }
  }
  Json list = Json::array();
  for (const auto& [from, name] : names) {
    list.push_back({{"from", from}, {"to", name.to}, {"times", name.times}});
  }
  return list;
}

// Why the harvest did not end well: what went wrong first.
std::optional<harvest::Problem> reason_of(const HarvestFindings& findings) {
  if (findings.failure) return harvest::Problem{{}, {}, *findings.failure};
  if (findings.gathered.is_complete()) return std::nullopt;
  return findings.gathered.failures.front();
}

void add_problems(Json& report, const HarvestFindings& findings) {
  Json list = Json::array();
  std::size_t count = 0;
  for (const auto* problems :
       {&findings.gathered.failures, &findings.gathered.refused, &findings.not_kept}) {
    for (const auto& problem : *problems) {
      if (++count <= kMostProblems) list.push_back(problem_json(problem));
    }
  }
  report["problems"] = std::move(list);
  report["problem_count"] = count;
}

}  // namespace

RunState state_of(const HarvestFindings& findings) {
  if (findings.failure) return RunState::failed;
  if (!findings.gathered.is_complete()) {
    return findings.gathered.named.empty() ? RunState::failed : RunState::incomplete;
  }
  return findings.plan.held.empty() ? RunState::done : RunState::held;
}

Json report_of(const HarvestFindings& findings) {
  const auto state = state_of(findings);
  const auto& run = findings.run;
  Json report = {{"harvest", run.id.text()},
                 {"source", run.source.text()},
                 {"kind", harvest::to_text(findings.source.kind)},
                 {"url", findings.start},
                 {"dry_run", run.is_dry},
                 {"started", to_text(run.started)},
                 {"finished", to_text(*run.finished)},
                 {"duration_ms", (*run.finished - run.started).count()},
                 {"state", sources::to_text(state)},
                 {"good", state == RunState::done},
                 {"pages", findings.gathered.pages},
                 {"not_modified", findings.not_modified},
                 {"bytes", findings.gathered.bytes},
                 {"datasets", findings.gathered.named.size()},
                 {"unchanged", findings.plan.unchanged.size()},
                 {"removed", going_json(findings.plan.removed, findings)},
                 {"held", going_json(findings.plan.held, findings)},
                 {"left", left_json(findings.plan.left)},
                 {"alike", alike_json(findings.alike)},
                 {"renamed", renamed_json(findings.gathered.items)}};
  if (const auto reason = reason_of(findings)) report["reason"] = problem_json(*reason);
  add_takes(report, findings);
  add_problems(report, findings);
  return report;
}

Json in_language(Json report, const std::string& language) {
  if (!report.contains("changed")) return report;
  for (auto& dataset : report["changed"]) {
    for (auto& field : dataset["fields"]) {
      const auto names = field["field"];
      field["field"] = names.contains(language) ? names[language] : names["en"];
    }
  }
  return report;
}

}  // namespace passerelle::service
