#include "node/analysis/amendment.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace passerelle::analysis {
namespace {

// A list as an object by a field of its parts.
Json by_name(const Json& list, const char* field) {
  Json object = Json::object();
  for (const auto& one : list) {
    auto rest = one;
    rest.erase(field);
    object[one.at(field).get<std::string>()] = std::move(rest);
  }
  return object;
}

Json comparable(Json study) {
  study["analyses"] = by_name(study.at("analyses"), "id");
  study["sources"] = by_name(study.at("sources"), "alias");
  return study;
}

}  // namespace

Json changes_between(const Json& before, const Json& after) {
  const auto old_study = comparable(before);
  const auto new_study = comparable(after);
  std::multimap<std::string, Json> changes;
  for (const auto& step : Json::diff(old_study, new_study)) {
    const auto path = step.at("path").get<std::string>();
    const Json::json_pointer place(path);
    Json change{{"path", path}};
    if (step.at("op") != "add") change["before"] = old_study.at(place);
    if (step.at("op") != "remove") change["after"] = step.at("value");
    changes.emplace(path, std::move(change));
  }
  Json list = Json::array();
  for (auto& [path, change] : changes) list.push_back(std::move(change));
  return list;
}

}  // namespace passerelle::analysis
