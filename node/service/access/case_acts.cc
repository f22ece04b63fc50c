#include "node/service/access/case_acts.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/service/access/case_consequences.h"
#include "node/service/access/case_files.h"
#include "node/service/access/case_requests.h"
#include "node/service/access/case_view.h"
#include "node/service/callers.h"
#include "node/service/errors.h"
#include "policies/form/definition.h"
#include "policies/procedure/transition.h"

namespace passerelle::service {
namespace {

using procedure::Actor;
using procedure::CaseEvent;
using procedure::EventType;

// A question is about a field that the form asks of this application.
Result<void> check_questions(const Node& node, const Case& one, const CaseEvent& event) {
  if (event.type() != EventType::information_asked) return {};
  return form::check_request(form::current_form(), one.application.current(),
                             request_of(node, one, event));
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
  std::optional<procedure::Role> chosen;
  std::string wanted;
  for (const auto role : procedure::all<procedure::Role>()) {
    if (role == procedure::Role::applicant || role == procedure::Role::system) continue;
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

Result<Actor> output_checker_of(const Node& node,
                                store::Reader& reader,
                                const identity::Caller& caller,
                                const ApplicationId& id) {
  const auto one = find_case(reader, id);
  if (!one) return one.error();
  auto actor = staff_of(node, caller, *one, EventType::used);
  if (!actor) return actor;
  if (auto separate = procedure::check_actor(one->file, *actor, one->procedure); !separate) {
    return separate.error();
  }
  return actor;
}

Result<Json> act_on_case(Node& node,
                         const identity::Caller& caller,
                         const ApplicationId& id,
                         const Json& request) {
  const auto type = event_type_of(request);
  if (!type) return type.error();
  constexpr procedure::EnumSet<EventType> kDecisions{EventType::decision_signed,
                                                     EventType::change_refused, EventType::amended,
                                                     EventType::renewed};
  if (kDecisions.contains(*type)) {
    return Error{ServiceError::bad_request, "/event: a decision has a way of its own"};
  }
  // Whom a measure is told to is known within the transaction only when it was read before.
  if (*type == EventType::revoked || *type == EventType::excluded) {
    if (auto list = node.trust.newest(); !list)
      spdlog::warn("measure_not_told: {}", list.error().text());
  }
  const auto done = node.commit([&](store::Transaction& tx) -> Result<Case> {
    auto one = find_case(tx, id);
    if (!one) return one;
    const auto actor = staff_of(node, caller, *one, *type);
    if (!actor) return actor.error();
    const auto event = event_from(node, tx, *one, *actor, new_event_id(node), request);
    if (!event) return event.error();
    if (auto asked = check_questions(node, *one, *event); !asked) return asked.error();
    if (*type == EventType::declared_complete) {
      if (auto whole = require_files(tx, *one); !whole) return whole.error();
    }
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
  const Actor actor{procedure::Role::applicant, from.text(), person};
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
