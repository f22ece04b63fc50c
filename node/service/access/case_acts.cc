#include "node/service/access/case_acts.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/encoding.h"
#include "node/base/fields.h"
#include "node/service/access/case_view.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/form/attachment.h"
#include "policies/form/definition.h"
#include "policies/procedure/progress.h"
#include "policies/procedure/transition.h"

namespace passerelle::service {
namespace {

using federation::MessageType;
using procedure::Actor;
using procedure::CaseEvent;
using procedure::CaseState;
using procedure::EventType;
using procedure::Role;

// What the request never says: the node stamps it.
constexpr std::array kStamped{"passerelle", "id", "application", "at", "actor"};

// Where an event names its document, of the kinds of which the node writes a notice itself.
constexpr std::array kNoticed{
    std::pair{EventType::clock_extended, "notice"}, std::pair{EventType::fee_estimated, "document"},
    std::pair{EventType::revoked, "document"}, std::pair{EventType::deletion_certified, "document"},
    std::pair{EventType::views_given, "document"}};

Result<EventType> event_type_of(const Json& request) {
  if (!request.is_object()) {
    return Error{ServiceError::bad_request, "an object that names its event is expected"};
  }
  const auto found = request.find("event");
  if (found == request.end() || !found->is_string()) {
    return Error{ServiceError::bad_request, "/event: a text is expected"};
  }
  auto type = procedure::parse<EventType>(found->get<std::string>());
  if (!type) return Error{ServiceError::bad_request, "/event: " + type.error().detail};
  return type;
}

// {"text": "…"} is kept as it stands; {"name", "content"} is a file within the form's limits.
Result<std::string> keep_given_document(store::Transaction& tx,
                                        const ApplicationId& id,
                                        const Json& document,
                                        Instant now) {
  Fields f(document, "/document");
  const bool is_text = f.has("text");
  const auto name = is_text ? std::string("text") : f.text("name");
  const auto given = is_text ? f.text("text") : f.text("content");
  if (auto read = f.done(); !read) return read.error();
  if (given.size() > 2 * form::kMaximumAttachmentBytes) {
    return Error{ServiceError::bad_request, "/document: is too large"};
  }
  if (is_text) return keep_document(tx, id, name, given, now);
  const auto content = from_base64(given);
  if (!content) return Error{ServiceError::bad_request, "/document/content: base64 is expected"};
  const auto file = form::attachment_of(name, *content);
  if (!file) return file.error();
  return keep_document(tx, id, name, *content, now);
}

// A body names the field; the form knows its section.
void add_sections(Json& says) {
  const auto fields = says.find("fields");
  if (fields == says.end() || !fields->is_array()) return;
  for (auto& question : *fields) {
    if (!question.is_object() || question.contains("section")) continue;
    const auto field = question.find("field");
    if (field == question.end() || !field->is_string()) continue;
    const auto* section = form::current_form().section_of(field->get<std::string>());
    if (section != nullptr) question["section"] = section->id;
  }
}

// Only one step at a time waits for the applicant; who answers need not name it.
Result<void> add_step(const Case& one, Json& said) {
  const auto type = event_type_of(said);
  if (!type) return type.error();
  if (said.contains("step")) return {};
  const auto wanted = *type == EventType::applicant_chose ? procedure::StepType::applicant_choice
                                                          : procedure::StepType::fee;
  if (*type != EventType::applicant_chose && *type != EventType::fee_accepted &&
      *type != EventType::fee_declined) {
    return {};
  }
  for (const auto* step : one.procedure.steps_of(one.file.submission->kind)) {
    if (step->type == wanted && !procedure::record_of(one.file, step->id).done) {
      said["step"] = step->id;
      return {};
    }
  }
  return Error{ServiceError::conflict, "no step of that kind waits for the applicant"};
}

// Completes what the request says to the event that the kernel takes.
Result<CaseEvent> event_from(Node& node,
                             store::Transaction& tx,
                             const Case& one,
                             const Actor& actor,
                             const procedure::EventId& id,
                             const Json& request) {
  const auto type = event_type_of(request);
  if (!type) return type.error();
  Json says = request;
  says.erase("event");
  for (const char* name : kStamped) {
    if (says.contains(name)) {
      return Error{ServiceError::bad_request,
                   std::string("/") + name + ": who acts and when is not the request's to say"};
    }
  }
  const auto noticed = std::ranges::find(kNoticed, *type, &decltype(kNoticed)::value_type::first);
  const char* field = noticed == kNoticed.end() ? "document" : noticed->second;
  if (const auto given = says.find("document"); given != says.end()) {
    const auto digest = keep_given_document(tx, one.id(), *given, node.now());
    if (!digest) return digest.error();
    says.erase("document");
    says[field] = *digest;
  } else if (noticed != kNoticed.end()) {
    const auto digest = keep_document(tx, one.id(), "notice",
                                      canonical_text({{"passerelle", "notice/1"},
                                                      {"application", one.id().text()},
                                                      {"by", actor.person},
                                                      {"at", to_text(node.now())},
                                                      {"says", request}}),
                                      node.now());
    if (!digest) return digest.error();
    says[field] = *digest;
  }
  add_sections(says);
  Json event = {{"passerelle", procedure::kEventType},
                {"id", id.text()},
                {"application", one.id().text()},
                {"at", to_text(node.now())},
                {"actor", {{"role", procedure::code(actor.role)}, {"body", actor.body}}},
                {"event", procedure::code(*type)},
                {"says", says}};
  if (!actor.person.empty()) event["actor"]["person"] = actor.person;
  return procedure::event_from_json(event);
}

// A question is about a field that the form asks of this application.
Result<void> check_questions(const Node& node, const Case& one, const CaseEvent& event) {
  if (event.type() != EventType::information_asked) return {};
  return form::check_request(form::current_form(), one.application.current(),
                             request_of(node, one, event));
}

// Every dataset of the case is bound to a source here, so nobody has to deliver it.
Result<bool> is_queried_in_place(store::Reader& reader, const Case& one) {
  for (const auto& dataset : one.application.current().datasets) {
    const auto row = reader.query_one("select 1 from datasets where id = ?", dataset.id);
    if (!row) return row.error();
    if (!*row) return false;
  }
  return true;
}

// A title is given by acceptance, amendment or renewal; each has an id that no other has.
Result<bool> lacks_permit(store::Reader& reader, const Case& one) {
  if (!one.file.title || !procedure::kInForce.contains(one.file.state)) return false;
  const auto row = reader.query_one("select 1 from permits where id = ?", one.file.title->id);
  if (!row) return row.error();
  return !*row;
}

// Data that are bound to a source here need nobody's act to be available.
Result<void> make_available(Node& node, store::Transaction& tx, Case& one) {
  if (one.file.data_are_available || one.file.state != CaseState::granted) return {};
  const auto in_place = is_queried_in_place(tx, one);
  if (!in_place) return in_place.error();
  if (!*in_place) return {};
  return take_event(node, tx, one, system_event(node, one, procedure::DataAvailable{}));
}

// Why the applicant's node is told of the case after an event.
MessageType reason_to_tell(EventType event, CaseState state) {
  switch (event) {
    case EventType::information_asked: return MessageType::information_requested;
    case EventType::clock_extended: return MessageType::due_date_changed;
    case EventType::decision_signed: return MessageType::decision_issued;
    case EventType::accepted:
    case EventType::amended:
    case EventType::renewed:
    case EventType::suspended:
    case EventType::resumed:
    case EventType::revoked: return MessageType::permit_changed;
    default: break;
  }
  return state == CaseState::expired ? MessageType::permit_changed : MessageType::status_changed;
}

Result<void> tell_applicant(Node& node, store::Transaction& tx, const Case& one) {
  const auto view = told_view(node, tx, one);
  if (!view) return view.error();
  const auto why = reason_to_tell(one.file.history.back().event.type(), one.file.state);
  const auto sent = node.send(tx, why, one.requesting_node(), one.id(), *view);
  return sent ? Result<void>() : sent.error();
}

// What runs under a title that has ended is stopped; outside of any transaction.
void stop_what_ended(Node& node, const Case& one) {
  if (one.file.title) node.permit_changed(one.file.title->id);
}

Result<void> tell_silence(Node& node, const ApplicationId& id) {
  const auto one = node.commit([&](store::Transaction& tx) -> Result<Case> {
    auto found = find_case(tx, id);
    if (!found) return found;
    const auto told = tell_lapses(node, tx, *found);
    if (!told) return told.error();
    auto kept = *told ? follow_case(tx, *found) : save_state(tx, *found, node.now());
    if (kept && *told) kept = tell_applicant(node, tx, *found);
    if (!kept) return kept.error();
    return found;
  });
  if (!one) return one.error();
  stop_what_ended(node, *one);
  return {};
}

}  // namespace

Json brief(const Case& one) {
  return {{"application", one.id().text()},
          {"state", procedure::code(one.file.state)},
          {"since", to_text(one.file.since)},
          {"sequence", one.file.history.size()}};
}

Result<Actor> staff_of(const Node& node,
                       const identity::Caller& caller,
                       const Case& one,
                       EventType act) {
  const auto user = require_user(caller);
  if (!user) return user.error();
  const auto* row = procedure::find_transition(act, one.file.state);
  std::optional<Role> chosen;
  std::string wanted;
  for (const auto role : procedure::all<Role>()) {
    if (role == Role::applicant || role == Role::system) continue;
    if (row != nullptr && !row->by.contains(role)) continue;
    const std::string name(procedure::code(role));
    const auto held = identity::parse_role(name);
    if (!chosen && held && user->has(*held)) chosen = role;
    wanted.append(wanted.empty() ? "" : " or ").append(name);
  }
  if (!chosen) {
    return Error{ServiceError::not_allowed,
                 user->name().text() + " does not have the role " + wanted};
  }
  const auto& body = user->body().empty() ? one.procedure.text().body : user->body();
  return Actor{*chosen, body, access::account_of(user->name(), node.id())};
}

Result<void> take_with_consequences(Node& node,
                                    store::Transaction& tx,
                                    Case& one,
                                    const CaseEvent& event) {
  if (auto taken = take_event(node, tx, one, event); !taken) return taken;
  const auto lacks = lacks_permit(tx, one);
  if (!lacks) return lacks.error();
  if (*lacks) {
    if (auto issued = issue_permit(node, tx, one); !issued) return issued;
  }
  if (auto available = make_available(node, tx, one); !available) return available;
  if (auto followed = follow_case(tx, one); !followed) return followed;
  return tell_applicant(node, tx, one);
}

Result<void> note_use(Node& node,
                      store::Transaction& tx,
                      const ApplicationId& id,
                      const RunId& run,
                      const std::string& answer_digest) {
  const procedure::EventId event("use-" + run.text());
  const auto known =
      tx.query_one("select 1 from case_events where application = ? and id = ?", id, event);
  if (!known) return known.error();
  if (*known) return {};
  auto one = find_case(tx, id);
  if (!one) return one.error();
  if (auto available = make_available(node, tx, *one); !available) return available;
  auto used = system_event(node, *one, procedure::Used{run, answer_digest});
  used.id = event;
  if (auto taken = take_event(node, tx, *one, used); !taken) return taken;
  return tell_applicant(node, tx, *one);
}

void tell_silences(Node& node) {
  const auto rows = node.database.read([&](store::Reader& reader) {
    return reader.query("select application from cases where look_at <= ?", node.now());
  });
  if (!rows) return spdlog::error("cases_not_looked_at: {}", rows.error().text());
  for (const auto& row : *rows) {
    const ApplicationId id(row.text(0));
    if (auto told = tell_silence(node, id); !told) {
      spdlog::error("silence_not_told: {}: {}", id.text(), told.error().text());
    }
  }
}

Result<Json> act_on_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request) {
  const auto type = event_type_of(request);
  if (!type) return type.error();
  if (*type == EventType::decision_signed || *type == EventType::amended ||
      *type == EventType::renewed) {
    return Error{ServiceError::bad_request, "/event: a decision has a way of its own"};
  }
  const auto done = node.commit([&](store::Transaction& tx) -> Result<Case> {
    auto one = find_case(tx, id);
    if (!one) return one;
    const auto actor = staff_of(node, caller, *one, *type);
    if (!actor) return actor.error();
    const auto event = event_from(node, tx, *one, *actor, new_event_id(node), request);
    if (!event) return event.error();
    if (auto asked = check_questions(node, *one, *event); !asked) return asked.error();
    if (auto taken = take_with_consequences(node, tx, *one, *event); !taken) return taken.error();
    return one;
  });
  if (!done) return done.error();
  stop_what_ended(node, *done);
  return brief(*done);
}

Result<Json> record_findings(Node& node,
                             const identity::Caller& caller,
                             const ApplicationId& id,
                             const Json& request) {
  Fields f(request, "");
  const Json findings = f.array("findings");
  if (auto read = f.done(); !read) return read.error();
  return node.commit([&](store::Transaction& tx) -> Result<Json> {
    auto one = find_case(tx, id);
    if (!one) return one.error();
    const auto actor = staff_of(node, caller, *one, EventType::finding_recorded);
    if (!actor) return actor.error();
    for (const auto& finding : findings) {
      Json said = finding;
      if (said.is_object()) said["event"] = procedure::code(EventType::finding_recorded);
      const auto event = event_from(node, tx, *one, *actor, new_event_id(node), said);
      if (!event) return event.error();
      if (auto taken = take_event(node, tx, *one, *event); !taken) return taken.error();
    }
    if (auto told = tell_applicant(node, tx, *one); !told) return told.error();
    return brief(*one);
  });
}

Result<Json> take_applicant_act(Node& node,
                                store::Transaction& tx,
                                const NodeId& from,
                                const ApplicationId& id,
                                const procedure::EventId& event_id,
                                const Json& request) {
  Fields f(request, "");
  Json said = f.object("event");
  const auto person = f.text("person");
  const Json* answers = f.find("answers");
  if (auto read = f.done(); !read) return read.error();
  auto one = find_case(tx, id);
  if (!one) return one.error();
  // Somebody else's case is no case.
  if (one->requesting_node() != from) {
    return Error{ServiceError::not_found, "there is no case " + id.text()};
  }
  const Actor actor{Role::applicant, from.text(), person};
  if (answers != nullptr) {
    const auto open = open_request(node, *one);
    if (!open) return Error{ServiceError::conflict, "nothing is asked of the applicant"};
    const Json answer = {
        {"passerelle", "information/1"}, {"request", open->id}, {"fields", *answers}};
    auto next = one->application.with_answer(form::current_form(), *open, answer, node.now());
    if (!next) return next.error();
    one->application = *std::move(next);
    said["document"] = {{"text", canonical_text(access::to_json(one->application.current()))}};
    if (auto saved = save_application(tx, *one); !saved) return saved.error();
  }
  if (auto stepped = add_step(*one, said); !stepped) return stepped.error();
  const auto event = event_from(node, tx, *one, actor, event_id, said);
  if (!event) return event.error();
  if (auto taken = take_with_consequences(node, tx, *one, *event); !taken) return taken.error();
  const auto view = told_view(node, tx, *one);
  if (!view) return view.error();
  return Json{{"case_view", *view}};
}

}  // namespace passerelle::service
