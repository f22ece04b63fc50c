#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/api/application_routes.h"
#include "node/api/case_routes.h"
#include "node/api/catalogue_routes.h"
#include "node/api/harvest_routes.h"
#include "node/api/opt_out_routes.h"
#include "node/api/published_routes.h"
#include "node/api/register_routes.h"
#include "node/api/route_words.h"
#include "node/service/access/cases.h"
#include "node/service/access/permit_status.h"
#include "node/service/catalogue/search.h"
#include "node/service/disclosure_profiles.h"
#include "node/service/errors.h"
#include "node/service/logbook.h"
#include "node/service/messages.h"
#include "node/service/people.h"
#include "node/service/studies/analysis_sets.h"
#include "node/service/studies/datasets.h"
#include "node/service/studies/ledger.h"
#include "node/service/studies/orders.h"
#include "node/service/studies/output_review.h"
#include "node/service/studies/rehearsal.h"
#include "node/service/studies/runs.h"
#include "node/service/trust.h"

namespace passerelle::api {
namespace {

using http::Method;
using service::ServiceError;

constexpr std::size_t kEntriesPerPage = 500;

Result<Answer> get_order(const Call& call) {
  const auto round = call.number(call.place("round"));
  if (!round) return round.error();
  auto told = service::order_answer(call.node, call.caller, RunId(call.place("run")),
                                    static_cast<int>(*round));
  if (!told) return told.error();
  return Answer{told->is_ready ? 200 : 202, std::move(told->body)};
}

std::string thing_of_order(const Call& call) {
  const auto round = call.number(call.place("round"));
  return service::thing_of(RunId(call.place("run")), static_cast<int>(round ? *round : -1));
}

Result<Answer> get_bundle(const Call& call) {
  auto archive = service::study_bundle(call.node, call.caller, RunId(call.place("run")));
  if (!archive) return archive.error();
  return Answer{200, *std::move(archive), "application/zip"};
}

// As the pages of the catalogue: what is not French is English.
Result<Answer> get_log(const Call& call) {
  const auto first = call.number(call.query("first", "0"));
  if (!first) return first.error();
  return json_answer(service::export_log(call.node, call.caller, static_cast<std::uint64_t>(*first),
                                         kEntriesPerPage));
}

Result<Answer> get_log_head(const Call& call) {
  auto head = service::log_head(call.node);
  if (!head) return head.error();
  return Answer{200, *std::move(head), "text/plain; charset=utf-8"};
}

Result<Answer> get_proof(const Call& call) {
  const auto index = call.number(call.place("index"));
  if (!index) return index.error();
  return json_answer(
      service::prove_entry(call.node, call.caller, static_cast<std::uint64_t>(*index)));
}

Result<Answer> get_output(const Call& call) {
  const auto round = call.number(call.place("round"));
  if (!round) return round.error();
  return json_answer(service::show_held_output(call.node, call.caller, RunId(call.place("run")),
                                               static_cast<int>(*round)));
}

Result<Answer> post_output(const Call& call) {
  const auto round = call.number(call.place("round"));
  if (!round) return round.error();
  return with_body(call, [&](const Json& body) {
    return service::check_output(call.node, call.caller, RunId(call.place("run")),
                                 static_cast<int>(*round), body);
  });
}

Result<Answer> get_messages(const Call& call) {
  const auto after = call.number(call.query("after", "0"));
  if (!after) return after.error();
  return json_answer(service::messages_for_peer(call.node, call.caller, *after));
}

Result<Answer> list_sets(const Call& call) {
  return json_answer(
      service::list_analysis_sets(call.node, call.caller, DatasetId(call.query("dataset"))));
}

Result<Answer> post_logout(const Call& call) {
  auto token = call.request.header("Authorization");
  constexpr std::string_view kBearer = "Bearer ";
  token.remove_prefix(std::min(token.size(), kBearer.size()));
  return json_answer(service::logout(call.node, call.caller, token));
}

Result<Answer> get_ready(const Call& call) {
  const auto list = call.node.trust.current(call.node.now());
  Json state = {{"ready", true}, {"trust_list", list.has_value()}};
  if (!list) state["trust_list_missing"] = list.error().text();
  return json_answer(state);
}

std::vector<Route> make_routes() {
  return {
      {Method::get, "/health/live", kEverybody | kLocal, "The process lives",
       [](const Call&) { return json_answer(Json{{"live", true}}); }},
      {Method::get, "/health/ready", kEverybody | kLocal, "The node can serve", get_ready},
      {Method::get, "/api/v1/openapi.json", kEverybody, "This description",
       [](const Call&) { return json_answer(openapi(routes())); }},

      {Method::get, "/api/v1/catalogue/search", kPeople, "Search the catalogues of all nodes",
       [](const Call& call) {
         return json_answer(service::search_catalogues(call.node, call.caller, call.request.query));
       }},

      {Method::post, "/api/v1/login", kPeople, "Log in",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) { return service::login(call.node, body); });
       }},
      {Method::post, "/api/v1/logout", kPeople, "Log out", post_logout},
      {Method::get, "/api/v1/users", kPeople, "Local accounts",
       [](const Call& call) { return json_answer(service::list_users(call.node, call.caller)); }},
      {Method::post, "/api/v1/users", kPeople, "Add an account",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) { return service::add_user(call.node, call.caller, body); },
             201);
       }},
      {Method::post, "/api/v1/users/{name}/lock", kPeople, "Lock an account",
       [](const Call& call) {
         return json_answer(
             service::lock_user(call.node, call.caller, UserName(call.place("name"))));
       }},

      {Method::get, "/api/v1/card", kPeople, "This node's card",
       [](const Call& call) { return json_answer(service::node_card(call.node, call.caller)); }},
      {Method::get, "/api/v1/trust", kPeople, "The trust list in force",
       [](const Call& call) {
         return json_answer(service::show_trust_list(call.node, call.caller));
       }},
      {Method::post, "/api/v1/trust", kPeople, "Install a trust list",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::install_trust_list(call.node, call.caller, body);
         });
       }},
      {Method::get, "/api/v1/peers/{id}", kPeople, "Call a peer",
       [](const Call& call) {
         return json_answer(service::check_peer(call.node, call.caller, NodeId(call.place("id"))));
       }},
      {Method::get,
       "/api/v1/messages",
       kPeople,
       "Messages to and from other nodes",
       [](const Call& call) {
         return json_answer(service::list_messages(
             call.node, call.caller, NodeId(call.query("node")),
             call.query("undelivered") == "true" ? federation::Which::undelivered
                                                 : federation::Which::all));
       },
       nullptr,
       nullptr,
       false,
       {"node", "undelivered"}},
      {Method::post, "/api/v1/messages/{id}/retry", kPeople, "Send a message again now",
       [](const Call& call) {
         return json_answer(service::retry_message(call.node, call.caller,
                                                   federation::MessageId(call.place("id"))));
       }},
      {Method::post, "/api/v1/peers/{id}/fetch", kPeople, "Take in what a peer has for this node",
       [](const Call& call) {
         return json_answer(
             service::fetch_messages(call.node, call.caller, NodeId(call.place("id"))));
       }},
      {Method::get, "/api/v1/config", kLocal, "The settings in force",
       [](const Call& call) { return json_answer(service::to_json(call.node.config)); }},

      {Method::get, "/api/v1/datasets", kPeople, "Datasets of this node",
       [](const Call& call) {
         return json_answer(service::list_datasets(call.node, call.caller));
       }},
      {Method::post, "/api/v1/datasets", kPeople, "Attach a dataset to its files",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::attach_dataset(call.node, call.caller, body);
         });
       }},

      {Method::get,
       "/api/v1/analysis-sets",
       kPeople,
       "Sets of rows published with datasets, which studies name",
       list_sets,
       nullptr,
       nullptr,
       false,
       {"dataset"}},
      {Method::post, "/api/v1/analysis-sets", kPeople, "Publish a set of rows with a dataset",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) {
               return service::publish_analysis_set(call.node, call.caller, body);
             },
             201);
       }},
      {Method::post, "/api/v1/analysis-sets/withdraw", kPeople,
       "Have no new run go by a published set",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::withdraw_analysis_set(call.node, call.caller, body);
         });
       }},

      {Method::get, "/api/v1/disclosure-profiles", kPeople, "Profiles of rules on what may leave",
       [](const Call& call) { return json_answer(service::list_disclosure_profiles(call.node)); }},
      {Method::get, "/api/v1/disclosure-profiles/{id}", kPeople, "A profile whole",
       [](const Call& call) {
         return json_answer(service::show_disclosure_profile(call.node, call.place("id")));
       }},
      {Method::post, "/api/v1/disclosure-profiles", kPeople, "Put a profile in force",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) {
               return service::install_disclosure_profile(call.node, call.caller, body);
             },
             201);
       }},
      {Method::post, "/api/v1/disclosure-profiles/withdraw", kPeople,
       "Have no later release go by a profile",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::withdraw_disclosure_profile(call.node, call.caller, body);
         });
       }},

      {Method::get, "/api/v1/outputs", kPeople, "Outputs that wait for a person",
       [](const Call& call) {
         return json_answer(service::list_held_outputs(call.node, call.caller));
       }},
      {Method::get, "/api/v1/outputs/{run}/{round}", kPeople, "What would leave", get_output},
      {Method::post, "/api/v1/outputs/{run}/{round}", kPeople, "Release or refuse", post_output},

      {Method::get, "/api/v1/ledger", kPeople, "The ledger of releases, by size classes",
       [](const Call& call) { return json_answer(service::list_ledger(call.node, call.caller)); }},

      {Method::post, "/api/v1/studies/check", kPeople, "What a study would do",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::check_study(call.node, call.caller, body);
         });
       }},
      {Method::post, "/api/v1/studies/rehearsals", kPeople,
       "What this node would hold back of a study, tried on its data",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::rehearse_study(call.node, call.caller, body);
         });
       }},
      {Method::get, "/api/v1/studies", kPeople, "Runs of yours",
       [](const Call& call) { return json_answer(service::list_studies(call.node, call.caller)); }},
      {Method::post, "/api/v1/studies", kPeople, "Run a study",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) { return service::submit_study(call.node, call.caller, body); },
             202);
       }},
      {Method::get, "/api/v1/studies/{run}", kPeople, "How far a run is",
       [](const Call& call) {
         return json_answer(
             service::study_status(call.node, call.caller, RunId(call.place("run"))));
       }},
      {Method::post, "/api/v1/studies/{run}/cancel", kPeople, "End a run",
       [](const Call& call) {
         return json_answer(
             service::cancel_study(call.node, call.caller, RunId(call.place("run"))));
       }},
      {Method::get, "/api/v1/studies/{run}/bundle", kPeople, "The result bundle", get_bundle},

      {Method::get, "/log/head", kEverybody, "The newest signed head of the log", get_log_head},
      {Method::get, "/api/v1/log", kPeople, "Entries of the log", get_log},
      {Method::get, "/api/v1/log/verification", kPeople, "Whether the log is whole",
       [](const Call& call) { return json_answer(service::verify_log(call.node, call.caller)); }},
      {Method::get, "/api/v1/log/{index}/proof", kPeople, "Proof of one entry", get_proof},

      {Method::get, "/federation/v1/node", kFederation, "Who this node is",
       [](const Call& call) { return json_answer(service::introduce(call.node, call.caller)); }},
      {Method::post, "/federation/v1/messages", kFederation, "A signed message",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::receive_message(call.node, call.caller, body);
         });
       }},
      {Method::get, "/federation/v1/messages", kFederation, "Messages to the caller", get_messages},
      {Method::get, "/federation/v1/applications/{id}", kFederation, "Where its case stands",
       [](const Call& call) {
         return json_answer(
             service::tell_case(call.node, call.caller, ApplicationId(call.place("id"))));
       }},
      {Method::get, "/federation/v1/analysis-sets", kFederation,
       "Sets of rows published with datasets", list_sets},
      {Method::get, "/federation/v1/permits/status", kFederation,
       "Where the caller's permits stand",
       [](const Call& call) {
         return json_answer(service::tell_permit_status(call.node, call.caller));
       }},
      {Method::post, "/federation/v1/orders", kFederation, "One round of a study",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) { return service::accept_order(call.node, call.caller, body); },
             202);
       }},
      {Method::get, "/federation/v1/orders/{run}/{round}", kFederation, "The sealed answer",
       get_order, thing_of_order},
  };
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> kRoutes = [] {
    auto all = make_routes();
    for (auto& route : application_routes()) all.push_back(std::move(route));
    for (auto& route : case_routes()) all.push_back(std::move(route));
    for (auto& route : catalogue_routes()) all.push_back(std::move(route));
    for (auto& route : harvest_routes()) all.push_back(std::move(route));
    for (auto& route : opt_out_routes()) all.push_back(std::move(route));
    for (auto& route : published_routes()) all.push_back(std::move(route));
    for (auto& route : register_routes()) all.push_back(std::move(route));
    return all;
  }();
  return kRoutes;
}

}  // namespace passerelle::api
