#include "node/api/opt_out_routes.h"

#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/service/studies/opt_outs.h"

namespace passerelle::api {

using http::Method;

std::vector<Route> opt_out_routes() {
  return {
      {Method::post, "/api/v1/opt-outs", kPeople, "Record opt-outs, or take them back",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) {
               return service::record_opt_outs(call.node, call.caller, body);
             },
             201);
       }},
      {Method::get, "/api/v1/opt-outs", kPeople, "How many opted out",
       [](const Call& call) {
         return json_answer(service::count_opt_outs(call.node, call.caller));
       }},
      {Method::get, "/api/v1/permits/{id}/opt-outs", kPeople,
       "Who was opted out when a permit was approved",
       [](const Call& call) {
         return json_answer(
             service::opt_outs_on(call.node, call.caller, PermitId(call.place("id"))));
       }},
  };
}

}  // namespace passerelle::api
