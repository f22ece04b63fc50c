#include "node/service/access/case_view.h"

#include <nlohmann/json.hpp>

#include "node/service/access/decisions.h"
#include "node/service/access/permits.h"
#include "node/service/access/title_changes.h"
#include "policies/form/definition.h"
#include "policies/procedure/case_view.h"
#include "policies/procedure/progress.h"

namespace passerelle::service {
namespace {

using procedure::CaseEvent;
using procedure::InformationAsked;

Json clocks_of(const Node& node, const Case& one) {
  Json list = Json::array();
  for (const auto& clock : procedure::clocks_at(one.file, one.procedure, node.now())) {
    list.push_back(to_json(clock, one.procedure.calendar()));
  }
  return list;
}

Json steps_of(const Case& one) {
  Json list = Json::array();
  for (const auto* step : one.procedure.steps_of(one.file.submission->path())) {
    const auto& record = procedure::record_of(one.file, step->id);
    Json value = {
        {"id", step->id}, {"type", procedure::code(step->type)}, {"by", step->by}, {"done", false}};
    if (record.asked) value["asked"] = to_text(*record.asked);
    if (record.done) {
      value["done"] = true;
      value["at"] = to_text(*record.done);
      value["by_silence"] = record.by_silence;
    }
    if (record.opinion) value["opinion"] = procedure::code(*record.opinion);
    list.push_back(value);
  }
  return list;
}

// All of "case_view/1" but the signed documents.
Json case_view(const Node& node, const Case& one) {
  const auto& file = one.file;
  Json view = {{"passerelle", procedure::kCaseViewType},
               {"application", one.id().text()},
               {"node", node.id().text()},
               {"country", node.config.country},
               {"sequence", file.history.size()},
               {"state", procedure::code(file.state)},
               {"since", to_text(file.since)},
               {"clocks", clocks_of(node, one)},
               {"steps", steps_of(one)}};
  if (const auto official = procedure::official_status(file.state)) {
    view["official_status"] = *official;
  }
  if (const auto request = open_request(node, one)) view["request"] = form::to_json(*request);
  if (const auto* fee = procedure::last_said<procedure::FeeEstimated>(file)) {
    view["fee"] = {{"step", fee->step},
                   {"cents", fee->cents},
                   {"currency", fee->currency},
                   {"statement", fee->document}};
  }
  if (file.decision) {
    view["outcome"] = access::code(file.decision->outcome);
    if (!file.decision->reason.empty()) view["reason"] = file.decision->reason;
  }
  if (file.title) {
    view["title"] = {{"id", file.title->id.text()},
                     {"valid_from", to_text(file.title->valid_from)},
                     {"valid_until", to_text(file.title->valid_until)}};
  }
  for (const auto& [change, asked] : file.changes_asked) {
    view["changes_asked"][std::string(access::code(change))] = to_text(asked);
  }
  if (file.views_asked && !file.views_were_given) {
    view["views_asked"] = {{"since", to_text(*file.views_asked)},
                           {"reason", procedure::last_said<procedure::ViewsAsked>(file)->reason}};
  }
  return view;
}

}  // namespace

Json to_json(const procedure::Clock& clock, const calendar::Calendar& calendar) {
  Json value = {{"rule", procedure::code(clock.rule)},
                {"waits_for", procedure::code(clock.waits_for)},
                {"force", procedure::code(clock.force())},
                {"law", procedure::law(clock.rule).source},
                {"started", to_text(clock.started)},
                {"due", to_text(clock.due)},
                {"last_day", calendar.last_day_before(clock.due)},
                {"standing", procedure::code(clock.standing)}};
  if (!clock.step.empty()) value["step"] = clock.step;
  if (clock.ended) value["ended"] = to_text(*clock.ended);
  if (clock.extension) value["extended_by"] = calendar::text_of(*clock.extension);
  Json pauses = Json::array();
  for (const auto& pause : clock.pauses) {
    Json interval = {{"from", to_text(pause.from)}};
    if (pause.until) interval["until"] = to_text(*pause.until);
    pauses.push_back(interval);
  }
  if (!pauses.empty()) value["pauses"] = pauses;
  return value;
}

form::InformationRequest request_of(const Node& node, const Case& one, const CaseEvent& asked) {
  const auto& definition = form::current_form();
  const auto country = one.application.current().country_of(node.id()).value_or("");
  form::InformationRequest request{asked.id.text(), one.id(), node.id(), asked.at, {}};
  for (const auto& question : std::get<InformationAsked>(asked.what).fields) {
    const auto* field = definition.field(question.field);
    const bool is_national = field != nullptr && field->is_per_country;
    request.questions.push_back(
        {question.section, {question.field, is_national ? country : ""}, question.comment});
  }
  return request;
}

std::optional<form::InformationRequest> open_request(const Node& node, const Case& one) {
  if (one.file.open_questions.empty()) return std::nullopt;
  return request_of(node, one, *procedure::last_event<InformationAsked>(one.file));
}

Result<Json> told_view(const Node& node, store::Reader& reader, const Case& one) {
  Json view = case_view(node, one);
  if (one.file.decision) {
    auto decision = signed_decision(reader, one.id());
    if (!decision) return decision.error();
    view["decision"] = *std::move(decision);
  }
  auto change = signed_change(reader, one.id());
  if (!change) return change.error();
  if (*change) view["change"] = **std::move(change);
  const auto permit = newest_permit(reader, one.id());
  if (!permit) return permit.error();
  if (!*permit) return view;
  auto envelope = parse_json((*permit)->envelope);
  if (!envelope) return envelope.error();
  const auto& record = (*permit)->record;
  view["permit"] = *std::move(envelope);
  view["permit_state"] = {{"state", access::code(record.state)}, {"since", to_text(record.since)}};
  if (!record.reason.empty()) {
    view["permit_state"]["reason"] = record.reason;
    view["reason"] = record.reason;
  }
  return view;
}

Json case_page(const Case& one) {
  const auto& file = one.file;
  Json findings = Json::array();
  for (const auto& [criterion, finding] : file.findings) {
    findings.push_back({{"criterion", procedure::code(criterion)},
                        {"finding", procedure::code(finding.finding)},
                        {"reason", finding.reason},
                        {"assessor", finding.assessor},
                        {"at", to_text(finding.at)}});
  }
  Json history = Json::array();
  for (const auto& entry : file.history) {
    Json told = procedure::to_json(entry.event);
    told["state"] = procedure::code(entry.state);
    history.push_back(told);
  }
  return {{"application", access::to_json(one.application.current())},
          {"state", procedure::code(file.state)},
          {"procedure",
           {{"country", one.procedure.text().country},
            {"version", one.procedure.text().version},
            {"digest", one.procedure_digest}}},
          {"versions", one.application.versions().size()},
          {"findings", findings},
          {"locked_out", file.locked_out},
          {"history", history}};
}

}  // namespace passerelle::service
