#include "node/api/application_routes.h"

#include <nlohmann/json.hpp>

#include "node/api/route_words.h"
#include "node/service/access/application_files.h"
#include "node/service/access/applications.h"
#include "node/service/access/draft_files.h"
#include "node/service/access/drafts.h"
#include "node/service/access/papers.h"

namespace passerelle::api {
namespace {

using http::Method;

ApplicationId application_of(const Call& call) { return ApplicationId(call.place("id")); }
form::DraftId draft_of(const Call& call) { return form::DraftId(call.place("id")); }

Result<Answer> get_told_paper(const Call& call) {
  const auto paper = service::parse_paper(call.place("paper"));
  if (!paper) return paper.error();
  return json_answer(service::told_paper(call.node, call.caller, application_of(call),
                                         NodeId(call.place("node")), *paper));
}

Result<Answer> get_told_paper_page(const Call& call) {
  const auto paper = service::parse_paper(call.place("paper"));
  if (!paper) return paper.error();
  return html_answer(service::told_paper_page(call.node, call.caller, application_of(call),
                                              NodeId(call.place("node")), *paper,
                                              page_language_of(call)));
}

}  // namespace

std::vector<Route> application_routes() {
  return {
      {Method::get, "/api/v1/applications", kPeople, "Applications made here",
       [](const Call& call) {
         return json_answer(service::list_applications(call.node, call.caller));
       }},
      {Method::post, "/api/v1/applications", kPeople, "Apply for access in several countries",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) {
               return service::submit_application(call.node, call.caller, body);
             },
             201);
       }},
      {Method::get,
       "/api/v1/applications/{id}",
       kPeople,
       "Where every part stands",
       [](const Call& call) {
         return json_answer(service::show_application(
             call.node, call.caller, application_of(call),
             call.query("refresh") == "true" ? service::Refresh::yes : service::Refresh::no));
       },
       nullptr,
       nullptr,
       false,
       {"refresh"}},
      {Method::post, "/api/v1/applications/{id}/send", kPeople, "Send what was not delivered",
       [](const Call& call) {
         return json_answer(
             service::send_application(call.node, call.caller, application_of(call)));
       }},

      {Method::post, "/api/v1/applications/{id}/acts", kPeople, "What the applicant does since",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::act_on_application(call.node, call.caller, application_of(call), body);
         });
       }},

      {Method::get, "/api/v1/form", kPeople, "The application form in force",
       [](const Call&) -> Result<Answer> {
         return Answer{200, std::string(form::current_form_document())};
       }},
      {Method::post, "/api/v1/form/check", kPeople, "What an application still lacks",
       [](const Call& call) { return with_body(call, service::check_application); }},
      {Method::get, "/api/v1/drafts", kPeople, "Applications that are being written",
       [](const Call& call) { return json_answer(service::list_drafts(call.node, call.caller)); }},
      {Method::post, "/api/v1/drafts", kPeople, "Begin an application, empty or as a copy",
       [](const Call& call) {
         return with_body(
             call,
             [&](const Json& body) { return service::create_draft(call.node, call.caller, body); },
             201);
       }},
      {Method::get, "/api/v1/drafts/{id}", kPeople, "A draft and what it still lacks",
       [](const Call& call) {
         return json_answer(service::show_draft(call.node, call.caller, draft_of(call)));
       }},
      {Method::post, "/api/v1/drafts/{id}", kPeople, "Change a draft",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::change_draft(call.node, call.caller, draft_of(call), body);
         });
       }},
      {Method::post, "/api/v1/drafts/{id}/submit", kPeople, "Submit a draft",
       [](const Call& call) {
         return json_answer(service::submit_draft(call.node, call.caller, draft_of(call)), 201);
       }},
      {Method::post, "/api/v1/drafts/{id}/discard", kPeople, "Give a draft up",
       [](const Call& call) {
         return json_answer(service::discard_draft(call.node, call.caller, draft_of(call)));
       }},
      {Method::post, "/api/v1/applications/{id}/study", kPeople,
       "Send the study document to the bodies",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::send_study(call.node, call.caller, application_of(call), body);
         });
       }},
      {Method::get, "/api/v1/applications/{id}/parts/{node}", kPeople,
       "A part as its body has it, with the answers given",
       [](const Call& call) {
         return json_answer(service::show_part(call.node, call.caller, application_of(call),
                                               NodeId(call.place("node"))));
       }},
      {Method::get, "/api/v1/applications/{id}/parts/{node}/papers/{paper}", kPeople,
       "What a body told: decision, permit, fee or change, signed", get_told_paper},
      {Method::get, "/api/v1/applications/{id}/parts/{node}/papers/{paper}/page", kPeople,
       "The same as a page, ?lang=en or fr", get_told_paper_page},
      {Method::get, "/api/v1/applications/{id}/files/{digest}", kPeople, "A file of an application",
       [](const Call& call) {
         return json_answer(service::show_application_file(
             call.node, call.caller, application_of(call), call.place("digest")));
       }},
      {Method::get, "/api/v1/drafts/{id}/files", kPeople, "Files of a draft",
       [](const Call& call) {
         return json_answer(service::list_draft_files(call.node, call.caller, draft_of(call)));
       }},
      {Method::post, "/api/v1/drafts/{id}/files", kPeople, "Attach a file to a field",
       [](const Call& call) {
         return with_body(call, [&](const Json& body) {
           return service::attach_file(call.node, call.caller, draft_of(call), body);
         });
       }},
      {Method::get, "/api/v1/drafts/{id}/files/{digest}", kPeople, "A file of a draft",
       [](const Call& call) {
         return json_answer(service::show_draft_file(call.node, call.caller, draft_of(call),
                                                     call.place("digest")));
       }},
  };
}

}  // namespace passerelle::api
