#include "node/service/dataset_rules.h"

#include <nlohmann/json.hpp>

#include "node/service/disclosure_profiles.h"

namespace passerelle::service {

Result<disclosure::Rules> rules_with(store::Reader& reader,
                                     const disclosure::Rules& of_node,
                                     const std::vector<DatasetId>& datasets) {
  auto rules = of_node;
  const auto profiles = profiles_in_force(reader);
  if (!profiles) return profiles.error();
  for (const auto& profile : *profiles) rules = disclosure::stricter_by(profile, rules);
  for (const auto& id : datasets) {
    const auto row =
        reader.query_one("select rules from datasets where id = ? and rules <> ''", id);
    if (!row) return row.error();
    if (!*row) continue;
    const auto value = parse_json((*row)->text(0));
    if (!value) return value.error();
    const auto own = disclosure::rules_from_json(*value, "/disclosure", of_node);
    if (!own) return own.error();
    rules = disclosure::stricter(rules, *own);
  }
  return rules;
}

}  // namespace passerelle::service
