#include "node/service/studies/ledger.h"

#include <nlohmann/json.hpp>

#include "node/ledger/releases.h"
#include "node/service/callers.h"

namespace passerelle::service {

Json to_json(const std::vector<ledger::Refusal>& refusals) {
  Json list = Json::array();
  for (const auto& refusal : refusals) {
    Json told{{"rule", ledger::to_text(refusal.rule)}};
    if (refusal.earlier) {
      told["run"] = refusal.earlier->run;
      told["released"] = refusal.earlier->date;
    }
    list.push_back(std::move(told));
  }
  return list;
}

Result<Json> list_ledger(Node& node, const identity::Caller& caller) {
  if (!require_role(caller, identity::Role::output_checker)) {
    if (auto allowed = require_auditor(caller); !allowed) return allowed.error();
  }
  const auto releases =
      node.database.read([](store::Reader& reader) { return ledger_store::list(reader); });
  if (!releases) return releases.error();
  Json list = Json::array();
  for (const auto& release : *releases) {
    Json cohorts = Json::object();
    for (const auto& [size_class, count] : release.cohorts) cohorts[size_class] = count;
    list.push_back({{"run", release.run},
                    {"round", release.round},
                    {"permit", release.permit},
                    {"requesting_node", release.requesting_node},
                    {"study", release.study},
                    {"released", release.released},
                    {"new_cohorts", std::move(cohorts)}});
  }
  return Json{{"releases", std::move(list)}};
}

}  // namespace passerelle::service
