#include "node/service/access/case_consequences.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/service/access/case_view.h"
#include "node/service/access/notices.h"
#include "node/service/access/permits.h"

namespace passerelle::service {
namespace {

using federation::MessageType;
using procedure::CaseEvent;
using procedure::CaseState;
using procedure::EventType;

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
    case EventType::change_refused:
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

// The newest event but the node's own act of publishing it.
EventType newest_event(const Case& one) {
  const auto& history = one.file.history;
  const auto found = std::find_if(history.rbegin(), history.rend(), [](const auto& taken) {
    return taken.event.type() != EventType::published ||
           taken.event.actor.role != procedure::Role::system;
  });
  return found->event.type();
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

Result<void> tell_applicant(Node& node, store::Transaction& tx, const Case& one) {
  const auto view = told_view(node, tx, one);
  if (!view) return view.error();
  const auto why = reason_to_tell(newest_event(one), one.file.state);
  const auto sent = node.send(tx, why, one.requesting_node(), one.id(), *view);
  return sent ? Result<void>() : sent.error();
}

void stop_what_ended(Node& node, const Case& one) {
  const auto rows = node.database.read([&](store::Reader& reader) {
    return reader.query("select id from permits where application = ?", one.id());
  });
  if (!rows) return spdlog::error("orders_not_stopped: {}", rows.error().text());
  for (const auto& row : *rows) node.permit_changed(PermitId(row.text(0)));
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
  if (auto sent = send_notices(node, tx, one, event); !sent) return sent;
  return tell_applicant(node, tx, one);
}

Result<void> note_use(Node& node,
                      store::Transaction& tx,
                      const ApplicationId& id,
                      const procedure::Used& use,
                      const std::string& checker) {
  const procedure::EventId event("use-" + use.run.text());
  const auto known =
      tx.query_one("select 1 from case_events where application = ? and id = ?", id, event);
  if (!known) return known.error();
  if (*known) return {};
  auto one = find_case(tx, id);
  if (!one) return one.error();
  if (auto available = make_available(node, tx, *one); !available) return available;
  auto used = system_event(node, *one, use);
  used.id = event;
  if (!checker.empty()) {
    used.actor.role = procedure::Role::output_checker;
    used.actor.person = access::account_of(UserName(checker), node.id());
  }
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

}  // namespace passerelle::service
