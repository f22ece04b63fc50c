#include "node/service/problem.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace passerelle::service {
namespace {

struct Rule {
  std::string_view code;  // "room.code", or "room." for every code of the room
  int status;
};

// The first rule that fits decides; a code that none names is a mistake of ours (500).
constexpr std::array kRules{
    Rule{"base.malformed", 400},
    Rule{"base.too_large", 413},
    Rule{"base.unavailable", 503},
    Rule{"http.", 400},
    Rule{"crypto.exists", 409},
    Rule{"crypto.", 400},
    Rule{"rdf.", 400},
    Rule{"catalogue.", 400},
    Rule{"record.unknown", 404},
    Rule{"record.bad_code", 500},
    Rule{"record.unreadable", 500},
    Rule{"record.", 409},
    Rule{"harvest.", 502},
    Rule{"search.outdated", 503},
    Rule{"search.corrupt", 503},
    Rule{"search.", 400},
    Rule{"source.unknown", 404},
    Rule{"source.unknown_run", 404},
    Rule{"source.unknown_pair", 404},
    Rule{"source.exists", 409},
    Rule{"source.busy", 409},
    Rule{"source.", 400},
    Rule{"profiles.unknown", 404},
    Rule{"profiles.already_there", 409},
    Rule{"profiles.", 400},
    Rule{"shacl.too_costly", 422},
    Rule{"shacl.", 400},
    Rule{"opt_out.unknown_dataset", 404},
    Rule{"opt_out.no_person_column", 409},
    Rule{"opt_out.nobody_identified", 409},
    Rule{"opt_out.", 400},
    Rule{"study.", 400},
    Rule{"data.", 422},
    Rule{"disclosure.", 400},
    Rule{"gate.wrong_answer", 409},
    Rule{"gate.", 422},
    Rule{"permit.unknown", 404},
    Rule{"permit.invalid", 400},
    Rule{"permit.", 403},
    Rule{"application.", 400},
    Rule{"form.not_allowed", 403},
    Rule{"form.not_open", 409},
    Rule{"form.file_too_large", 413},
    Rule{"form.file_missing", 409},
    Rule{"form.", 400},
    Rule{"case.", 409},
    Rule{"case_event.role_not_allowed", 403},
    Rule{"case_event.not_of_the_application", 403},
    Rule{"case_event.applicant_side", 403},
    Rule{"case_event.roles_not_separate", 403},
    Rule{"case_event.decider_is_only_assessor", 403},
    Rule{"case_event.conflict_of_interest", 403},
    Rule{"case_event.other_body", 403},
    Rule{"case_event.purpose_not_open", 403},
    Rule{"case_event.person_missing", 400},
    Rule{"case_event.reason_missing", 400},
    Rule{"case_event.notice_missing", 400},
    Rule{"case_event.evidence_missing", 400},
    Rule{"case_event.unknown_step", 400},
    Rule{"case_event.", 409},
    Rule{"procedure.", 400},
    Rule{"purpose.", 400},
    Rule{"audit.unknown_entry", 404},
    Rule{"identity.bad_login", 401},
    Rule{"identity.bad_token", 401},
    Rule{"identity.bad_user_name", 400},
    Rule{"identity.weak_password", 400},
    Rule{"identity.unknown_role", 400},
    Rule{"identity.malformed", 400},
    Rule{"identity.unknown_user", 404},
    Rule{"identity.unknown_node", 404},
    Rule{"identity.duplicate_user", 409},
    Rule{"identity.exists", 409},
    Rule{"identity.", 403},
    Rule{"service.bad_request", 400},
    Rule{"service.login_required", 401},
    Rule{"service.not_allowed", 403},
    Rule{"service.not_found", 404},
    Rule{"service.exists", 409},
    Rule{"service.conflict", 409},
    Rule{"service.dataset_changed", 409},
    Rule{"service.dataset_not_in_force", 409},
    Rule{"service.not_acceptable", 406},
    Rule{"service.no_local_dataset", 403},
    Rule{"service.no_analysis_set", 422},
    Rule{"service.not_linkable", 403},
    Rule{"service.reads_identifiers", 403},
    Rule{"service.no_permit", 403},
    Rule{"service.order_failed", 422},
    Rule{"service.refused", 422},
    Rule{"service.violations", 422},
    Rule{"service.busy", 503},
    Rule{"store.busy", 503},
    Rule{"worker.study_failed", 422},
    Rule{"worker.", 503},
    Rule{"message.wrong_sender", 403},
    Rule{"message.wrong_recipient", 403},
    Rule{"message.conflict", 409},
    Rule{"message.unhandled", 422},
    Rule{"message.unknown", 404},
    Rule{"message.wrong_subject", 400},
    Rule{"federation.unknown_peer", 404},
    Rule{"federation.refused", 502},
    Rule{"federation.lost", 502},
    Rule{"federation.", 502},
    Rule{"net.", 502},
};

std::string_view title_of(int status) {
  switch (status) {
    case 400: return "The request cannot be understood";
    case 401: return "A login is needed";
    case 403: return "Not allowed";
    case 404: return "Not found";
    case 406: return "Not in any form that is asked for";
    case 409: return "Not possible in the present state";
    case 413: return "Too large";
    case 422: return "Understood, but it cannot be carried out";
    case 502: return "Another node did not help";
    case 503: return "Not available now";
    default: return "An error inside the node";
  }
}

}  // namespace

int http_status_of(const Error& error) {
  const auto name = error.name();
  const auto rule = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& known) {
    return known.code.ends_with('.') ? name.starts_with(known.code) : name == known.code;
  });
  return rule == kRules.end() ? 500 : rule->status;
}

Json problem_of(const Error& error, const std::string& request_id) {
  const int status = http_status_of(error);
  const auto code = status == 500 ? std::string("internal") : error.name();
  Json problem = {{"type", "/problems/" + code},
                  {"title", title_of(status)},
                  {"status", status},
                  {"code", code},
                  {"instance", request_id}};
  // What went wrong inside is for the node's own log.
  if (status != 500 && !error.detail.empty()) problem["detail"] = error.detail;
  return problem;
}

}  // namespace passerelle::service
