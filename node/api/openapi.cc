#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/api/router.h"
#include "node/service/version.h"

namespace passerelle::api {

Json openapi(const std::vector<Route>& table) {
  Json paths = Json::object();
  for (const auto& route : table) {
    if ((route.entrances & static_cast<unsigned>(Entrance::everybody)) == 0) continue;
    std::string verb(http::text_of(route.method));
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    Json operation = {
        {"summary", route.summary},
        {"responses",
         {{"2XX", {{"description", route.summary}}},
          {"default",
           {{"description", "A problem document (RFC 9457)"},
            {"content", {{"application/problem+json", {{"schema", {{"type", "object"}}}}}}}}}}}};
    Json parameters = Json::array();
    std::string_view rest = route.path;
    for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
      const auto close = rest.find('}', open);
      parameters.push_back({{"name", rest.substr(open + 1, close - open - 1)},
                            {"in", "path"},
                            {"required", true},
                            {"schema", {{"type", "string"}}}});
      rest = rest.substr(close + 1);
    }
    for (const auto* name : route.parameters) {
      parameters.push_back({{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}}}});
    }
    if (!parameters.empty()) operation["parameters"] = parameters;
    if (route.method == http::Method::post) {
      operation["requestBody"] = {
          {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}};
    }
    paths[route.path][verb] = operation;
  }
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Passerelle"}, {"version", service::kVersion}}},
          {"paths", paths}};
}

}  // namespace passerelle::api
