#include "node/service/studies/sparse_datasets.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/explanation/sparse_tables.h"
#include "node/service/catalogue/records.h"
#include "node/service/dataset_rules.h"

namespace passerelle::service {

Result<Json> sparse_datasets(const Node& node,
                             const analysis::StudyPlan& plan,
                             const GrantedMinimum& granted) {
  const auto asked = explanation::crossed_tables(plan);
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    Json list = Json::array();
    for (const auto& dataset : plan.base().datasets) {
      const auto persons = published_persons(reader, dataset);
      if (!persons) return persons.error();
      if (!*persons) continue;
      const auto permit = granted.find(dataset);
      const auto rules = rules_with(reader, node.rules, {dataset});
      if (!rules) return rules.error();
      const auto required = permit == granted.end() ? rules->min_cell : permit->second;
      const auto min_cell = std::max(plan.min_cell.value_or(0), required);
      Json tables = Json::array();
      for (const auto& table : explanation::sparse_tables(asked, **persons, min_cell)) {
        tables.push_back({{"variables", table.variables}, {"cells", table.cells}});
      }
      if (tables.empty()) continue;
      list.push_back({{"dataset", dataset.text()},
                      {"persons", **persons},
                      {"min_cell", min_cell},
                      {"tables", std::move(tables)}});
    }
    return list;
  });
}

}  // namespace passerelle::service
