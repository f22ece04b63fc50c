#include "node/bundle/documents.h"

#include <nlohmann/json.hpp>

#include "node/bundle/applied_rules.h"
#include "policies/privacy/treatment.h"

namespace passerelle::bundle {

namespace {

// What the study asks for and nobody has answered for: the result is not of these.
Json absent_json(const Absent& absent, const identity::TrustList& trust) {
  Json datasets = Json::array();
  for (const auto& dataset : absent.datasets) datasets.push_back(dataset.text());
  Json nodes = Json::array();
  for (const auto& node : absent.nodes) {
    Json told{{"id", node.text()}};
    if (const auto* entry = trust.find(node)) {
      told["country"] = entry->country;
      told["name"] = entry->name;
    }
    nodes.push_back(std::move(told));
  }
  return {{"datasets", std::move(datasets)}, {"nodes", std::move(nodes)}};
}

// By which title the node computed, and who answers for the processing (Art. 67(4), 74).
Json title_json(const access::Permit& permit) {
  Json title{{"kind", access::code(permit.kind)}};
  if (permit.data_protection) title["data_protection"] = access::to_json(*permit.data_protection);
  return title;
}

}  // namespace

Json result_json(const Replay& run) {
  Json nodes = Json::array();
  std::map<NodeId, disclosure::Rules> rules;
  for (const auto& [node, answer] : run.rounds.back()) {
    const auto& entry = *run.trust.find(node);
    Json versions = Json::array();
    for (const auto& [dataset, version] : answer.context.dataset_versions) {
      versions.push_back({{"dataset", dataset.text()}, {"version", version}});
    }
    nodes.push_back({{"id", node.text()},
                     {"country", entry.country},
                     {"name", entry.name},
                     {"title", title_json(run.permits.at(node))},
                     {"dataset_versions", std::move(versions)},
                     {"rules", disclosure::to_json(answer.context.rules)},
                     {"rules_digest", gate::rules_digest(answer.context.rules)}});
    if (const auto& set = answer.context.analysis_set) {
      nodes.back()["analysis_set"] = {{"name", set->name}, {"sha256", set->sha256}};
    }
    rules.emplace(node, answer.context.rules);
  }
  Json result = *run.answer;
  for (std::size_t i = 0; i < run.plan.analyses.size(); ++i) {
    result["analyses"][i]["rules"] = applied_rules(run.plan, run.plan.analyses[i], rules);
  }
  result["passerelle"] = "result/1";
  result["study"] = *run.study;
  result["study_digest"] = run.plan.digest;
  result["nodes"] = std::move(nodes);
  if (const auto absent = absent_from(run); !absent.datasets.empty()) {
    result["absent"] = absent_json(absent, run.trust);
  }
  return result;
}

Json run_json(const Contents& contents, const Replay& run) {
  Json answers = Json::array();
  for (std::size_t round = 0; round < run.rounds.size(); ++round) {
    for (const auto& [node, answer] : run.rounds[round]) {
      Json one{{"round", round},
               {"node", node.text()},
               {"permit", answer.context.permit.text()},
               {"permit_version", answer.context.permit_version},
               {"log_index", answer.log_index},
               {"released", to_text(run.released.at(node)[round])}};
      if (answer.context.opt_out) one["opt_out"] = privacy::to_json(*answer.context.opt_out);
      answers.push_back(std::move(one));
    }
  }
  return {{"passerelle", "run/1"},
          {"run", contents.run.text()},
          {"requesting_node", contents.requesting_node.text()},
          {"submitted", to_text(contents.submitted)},
          {"software_version", contents.software_version},
          {"rounds", run.rounds.size()},
          {"answers", std::move(answers)}};
}

Json manifest_json(const Contents& contents, const Replay& run) {
  Json rounds = Json::array();
  for (std::size_t round = 0; round < run.rounds.size(); ++round) {
    Json nodes = Json::object();
    for (const auto& [node, answer] : run.rounds[round]) {
      nodes[node.text()] = {
          {"partial", analysis::to_json(answer.partial)},
          {"signature", "signatures/" + std::to_string(round) + "-" + node.text() + ".json"}};
    }
    rounds.push_back({{"round", round}, {"nodes", std::move(nodes)}});
  }
  return {
      {"passerelle", "manifest/1"}, {"run", contents.run.text()}, {"rounds", std::move(rounds)}};
}

}  // namespace passerelle::bundle
