#include "node/api/case_routes.h"

#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/cases.h"
#include "node/service/access/decisions.h"
#include "node/service/access/permit_documents.h"
#include "node/service/access/permits.h"
#include "node/service/access/procedures.h"

namespace passerelle::api {
namespace {

using http::Method;

using ActOnCase = Result<Json> (*)(service::Node&,
                                   const identity::Caller&,
                                   const ApplicationId&,
                                   const Json&);

ApplicationId case_of(const Call& call) { return ApplicationId(call.place("id")); }

template <ActOnCase act>
Result<Answer> post_act(const Call& call) {
  return with_body(
      call, [&](const Json& body) { return act(call.node, call.caller, case_of(call), body); });
}

Result<Answer> post_procedure(const Call& call) {
  return with_body(
      call, [&](const Json& body) { return service::put_procedure(call.node, call.caller, body); },
      201);
}

Result<Answer> post_permit_change(const Call& call) {
  return with_body(call, [&](const Json& body) {
    return service::change_permit(call.node, call.caller, PermitId(call.place("id")), body);
  });
}

Result<Answer> get_permit_page(const Call& call) {
  const auto language = language_of(call) == "fr" ? purposes::Language::fr : purposes::Language::en;
  auto page = service::permit_page(call.node, call.caller, PermitId(call.place("id")), language);
  if (!page) return page.error();
  return Answer{200, *std::move(page), "text/html; charset=utf-8"};
}

}  // namespace

std::vector<Route> case_routes() {
  return {
      {Method::get, "/api/v1/procedures", kPeople, "How access is decided in each country",
       [](const Call& call) { return json_answer(service::list_procedures(call.node)); }},
      {Method::post, "/api/v1/procedures", kPeople, "Install the procedure of this body",
       post_procedure},
      {Method::get, "/api/v1/procedures/{country}", kPeople, "The procedure of a country",
       [](const Call& call) {
         return json_answer(service::show_procedure(call.node, call.place("country")));
       }},
      {Method::get, "/api/v1/simulation", kPeople, "What an application of today would see",
       [](const Call& call) {
         return json_answer(
             service::simulate_case(call.node, {call.query("country"), call.query("kind"),
                                                call.query("route"), call.query("start")}));
       }},

      {Method::get, "/api/v1/cases", kPeople, "Cases of this body",
       [](const Call& call) { return json_answer(service::list_cases(call.node, call.caller)); }},
      {Method::get, "/api/v1/cases/{id}", kPeople, "One case",
       [](const Call& call) {
         return json_answer(service::show_case(call.node, call.caller, case_of(call)));
       }},
      {Method::get, "/api/v1/cases/{id}/documents/{digest}", kPeople, "A document of a case",
       [](const Call& call) {
         return json_answer(service::show_case_document(call.node, call.caller, case_of(call),
                                                        call.place("digest")));
       }},
      {Method::post, "/api/v1/cases/{id}/events", kPeople, "An act on a case",
       post_act<service::act_on_case>},
      {Method::post, "/api/v1/cases/{id}/findings", kPeople, "Findings on the criteria of Art. 68",
       post_act<service::record_findings>},
      {Method::post, "/api/v1/cases/{id}/decision", kPeople, "Decide a case",
       post_act<service::decide_case>},

      {Method::get, "/api/v1/permits", kPeople, "Permits this body issued",
       [](const Call& call) { return json_answer(service::list_permits(call.node, call.caller)); }},
      {Method::get, "/api/v1/permits/{id}", kPeople, "One permit",
       [](const Call& call) {
         return json_answer(
             service::show_permit(call.node, call.caller, PermitId(call.place("id"))));
       }},
      {Method::get, "/api/v1/permits/{id}/odrl", kPeople, "A permit as an ODRL agreement",
       [](const Call& call) {
         return json_answer(
             service::permit_agreement(call.node, call.caller, PermitId(call.place("id"))));
       }},
      {Method::get, "/api/v1/permits/{id}/document", kPeople, "A permit as a page, ?lang=en or fr",
       get_permit_page},
      {Method::post, "/api/v1/permits/{id}/change", kPeople, "Suspend, resume or revoke",
       post_permit_change}};
}

}  // namespace passerelle::api
