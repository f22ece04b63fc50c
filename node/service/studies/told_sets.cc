#include "node/service/studies/told_sets.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/studies/analysis_sets.h"
#include "node/service/studies/datasets.h"

namespace passerelle::service {
namespace {

constexpr std::chrono::seconds kAskDeadline{5};

// The set of that name in an answer of `list_analysis_sets`, by dataset. Another node may tell
// anything: what cannot be read counts as untold.
std::map<DatasetId, analysis::PublishedSet> read_told(const Json& answer, const std::string& name) {
  std::map<DatasetId, analysis::PublishedSet> sets;
  const auto list = answer.find("analysis_sets");
  if (list == answer.end() || !list->is_array()) return sets;
  for (const auto& told : *list) {
    const bool is_meant = told.is_object() && told.value("name", Json()) == name &&
                          told.value("dataset", Json()).is_string() && !told.contains("withdrawn");
    if (!is_meant) continue;
    Json definition = Json::object();
    for (const char* field : analysis::kDefinitionFields) {
      if (told.contains(field)) definition[field] = told[field];
    }
    auto set = analysis::published_set_from_json(definition, "");
    if (set) sets.emplace(told["dataset"].get<std::string>(), *std::move(set));
  }
  return sets;
}

std::set<NodeId> others(const Node& node) {
  std::set<NodeId> ids;
  const auto list = node.trust.current(node.now());
  if (!list) return ids;
  for (const auto& entry : (*list)->entries()) {
    if (entry.id != node.id()) ids.insert(entry.id);
  }
  return ids;
}

}  // namespace

Result<ToldSets> ToldSets::ask(Node& node,
                               const identity::Caller& caller,
                               const analysis::StudyPlan& plan) {
  ToldSets told;
  if (!plan.named_set) return told;
  const auto& name = plan.named_set->name;
  const auto held =
      node.database.read([&](store::Reader& reader) { return held_versions(reader, plan); });
  if (!held) return held.error();
  const auto& asked = plan.base().datasets;
  const auto take = [&](const Json& answer, bool is_own) {
    for (auto& [dataset, set] : read_told(answer, name)) {
      const bool is_asked = std::ranges::find(asked, dataset) != asked.end();
      if (is_asked && held->contains(dataset) == is_own) told.sets_.emplace(dataset, set);
    }
  };
  const auto own = list_analysis_sets(node, caller, {});
  if (!own) return own.error();
  take(*own, true);
  const auto peers = node.peers();
  if (!peers || held->size() == plan.datasets().size()) return told;
  const auto request = http::make_request(http::Method::get, "/federation/v1/analysis-sets");
  if (!request) return request.error();
  for (const auto& [peer, response] : (*peers)->ask_each(others(node), *request, kAskDeadline)) {
    if (!response) continue;
    if (const auto answer = parse_json(response->body); answer && answer->is_object()) {
      take(*answer, false);
    }
  }
  return told;
}

Result<analysis::StudyPlan> ToldSets::as_told(const analysis::StudyPlan& plan,
                                              const std::vector<DatasetId>& datasets) const {
  for (const auto& dataset : datasets) {
    const auto set = sets_.find(dataset);
    if (set != sets_.end()) return analysis::with_analysis_set(plan, set->second);
  }
  return plan;
}

Json ToldSets::in_words(const analysis::StudyPlan& plan) const {
  if (!plan.named_set) return {};
  Json words{
      {"name", plan.named_set->name}, {"datasets", Json::array()}, {"untold", Json::array()}};
  for (const auto& dataset : plan.base().datasets) {
    const auto set = sets_.find(dataset);
    if (set == sets_.end()) {
      words["untold"].push_back(dataset.text());
      continue;
    }
    auto told = Json::parse(set->second.definition);
    told["dataset"] = dataset.text();
    told["sha256"] = analysis::definition_sha256(set->second.definition);
    const auto fits = as_told(plan, {dataset});
    if (!fits) told["refused"] = fits.error().text();
    words["datasets"].push_back(std::move(told));
  }
  return words;
}

}  // namespace passerelle::service
