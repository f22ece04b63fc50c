#include "node/api/harvest_routes.h"

#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/service/catalogue/harvests.h"
#include "node/service/harvester.h"

namespace passerelle::api {
namespace {

using http::Method;
using sources::HarvestId;
using sources::SourceId;

Result<Answer> get_harvest(const Call& call) {
  const auto report =
      service::show_harvest(call.node, call.caller, HarvestId(call.place("id")), language_of(call));
  if (!report) return report.error();
  if (!*report) return json_answer(Json{{"harvest", call.place("id")}, {"state", "running"}}, 202);
  return json_answer(**report);
}

std::string thing_of_harvest(const Call& call) {
  return service::thing_of(HarvestId(call.place("id")));
}

}  // namespace

std::vector<Route> harvest_routes() {
  return {
      {Method::get, "/api/v1/catalogue/sources", kPeople, "Catalogues that are harvested",
       [](const Call& call) { return json_answer(service::list_sources(call.node, call.caller)); }},
      {Method::post, "/api/v1/catalogue/sources", kPeople, "Add a catalogue to be harvested",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) { return service::add_source(call.node, call.caller, body); },
             201);
       }},
      {Method::post, "/api/v1/catalogue/sources/{id}/remove", kPeople,
       "Harvest a catalogue no more",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::remove_source(call.node, call.caller, SourceId(call.place("id")), body);
         });
       }},
      {Method::get, "/api/v1/catalogue/sources/{id}/harvests", kPeople, "Harvests of a catalogue",
       [](const Call& call) {
         return json_answer(
             service::list_harvests(call.node, call.caller, SourceId(call.place("id"))));
       }},
      {Method::post, "/api/v1/catalogue/harvests", kPeople, "Harvest, or show what would change",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) {
               return service::begin_harvests(call.node, call.caller, body);
             },
             202);
       }},
      {Method::get, "/api/v1/catalogue/harvests/{id}", kPeople, "The report of a harvest",
       get_harvest, thing_of_harvest},
      {Method::get, "/api/v1/catalogue/same", kPeople, "Datasets that look like one",
       [](const Call& call) { return json_answer(service::list_same(call.node, call.caller)); }},
      {Method::post, "/api/v1/catalogue/same", kPeople, "Say whether two datasets are one",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::decide_same(call.node, call.caller, body);
         });
       }},
  };
}

}  // namespace passerelle::api
