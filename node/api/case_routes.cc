#include "node/api/case_routes.h"

#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/service/access/case_acts.h"
#include "node/service/access/cases.h"
#include "node/service/access/decisions.h"
#include "node/service/access/notices.h"
#include "node/service/access/papers.h"
#include "node/service/access/permit_documents.h"
#include "node/service/access/permits.h"
#include "node/service/access/procedures.h"
#include "node/service/access/reminders.h"
#include "node/service/access/sheets.h"
#include "node/service/access/title_changes.h"

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
  return html_answer(service::permit_page(call.node, call.caller, PermitId(call.place("id")),
                                          page_language_of(call)));
}

Result<Answer> get_case_paper(const Call& call) {
  const auto paper = service::parse_paper(call.place("paper"));
  if (!paper) return paper.error();
  return json_answer(service::case_paper(call.node, call.caller, case_of(call), *paper));
}

Result<Answer> get_case_paper_page(const Call& call) {
  const auto paper = service::parse_paper(call.place("paper"));
  if (!paper) return paper.error();
  return html_answer(service::case_paper_page(call.node, call.caller, case_of(call), *paper,
                                              page_language_of(call)));
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
      {Method::get, "/api/v1/duties/cases", kPeople, "Time limits of cases, the next one first",
       [](const Call& call) { return json_answer(service::list_duties(call.node, call.caller)); }},
      {Method::get, "/api/v1/duties/applications", kPeople, "Your time limits in applications",
       [](const Call& call) {
         return json_answer(service::list_own_duties(call.node, call.caller));
       }},
      {Method::get, "/api/v1/cases/{id}", kPeople, "One case",
       [](const Call& call) {
         return json_answer(service::show_case(call.node, call.caller, case_of(call)));
       }},
      {Method::get, "/api/v1/cases/{id}/documents/{digest}", kPeople, "A document of a case",
       [](const Call& call) {
         return json_answer(service::show_case_document(call.node, call.caller, case_of(call),
                                                        call.place("digest")));
       }},
      {Method::get, "/api/v1/cases/{id}/sheet", kPeople, "The committee sheet, signed",
       [](const Call& call) {
         return json_answer(service::case_sheet(call.node, call.caller, case_of(call)));
       }},
      {Method::get, "/api/v1/cases/{id}/sheet/page", kPeople,
       "The committee sheet as a page, ?lang=en or fr",
       [](const Call& call) {
         return html_answer(service::case_sheet_page(call.node, call.caller, case_of(call),
                                                     page_language_of(call)));
       }},
      {Method::get, "/api/v1/cases/{id}/papers/{paper}", kPeople,
       "Decision, permit or statement of fees, signed", get_case_paper},
      {Method::get, "/api/v1/cases/{id}/papers/{paper}/page", kPeople,
       "The same as a page, ?lang=en or fr", get_case_paper_page},
      {Method::post, "/api/v1/cases/{id}/events", kPeople, "An act on a case",
       post_act<service::act_on_case>},
      {Method::post, "/api/v1/cases/{id}/findings", kPeople, "Findings on the criteria of Art. 68",
       post_act<service::record_findings>},
      {Method::post, "/api/v1/cases/{id}/decision", kPeople, "Decide a case",
       post_act<service::decide_case>},
      {Method::post, "/api/v1/cases/{id}/change", kPeople, "Decide on a change of a case's title",
       post_act<service::decide_change>},
      {Method::get, "/api/v1/enforcement", kPeople, "Measures of bodies against users (Art. 63(6))",
       [](const Call& call) { return json_answer(service::list_notices(call.node, call.caller)); }},

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
