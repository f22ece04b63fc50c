#include "node/service/access/reminders.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "node/federation/errors.h"
#include "node/service/access/case_store.h"
#include "node/service/access/case_view.h"
#include "node/service/access/parts.h"
#include "node/service/callers.h"

namespace passerelle::service {
namespace {

using procedure::DutyReminder;
using procedure::Reminder;
using std::chrono::days;

// As it is kept: 0 stands for a limit that is over.
std::int64_t number_of(const std::optional<days>& before) { return before ? before->count() : 0; }

std::optional<days> distance_of(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(days(number));
}

Result<void> tell_applicant_of(Node& node,
                               store::Transaction& tx,
                               const Case& one,
                               const Reminder& reminder) {
  const DutyReminder told{one.id(),       node.id(),
                          reminder.rule,  reminder.step,
                          reminder.due,   one.procedure.calendar().last_day_before(reminder.due),
                          reminder.before};
  const auto sent = node.send(tx, federation::MessageType::duty_reminded, one.requesting_node(),
                              one.id(), procedure::to_json(told));
  return sent ? Result<void>() : sent.error();
}

// Gives a reminder unless it was given before.
Result<void> give(Node& node, store::Transaction& tx, const Case& one, const Reminder& reminder) {
  const auto rule = procedure::code(reminder.rule);
  if (auto kept = tx.run("insert into reminders_given (application, rule, step, due, days_before,"
                         " given) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                         one.id(), rule, reminder.step, reminder.due, number_of(reminder.before),
                         node.now());
      !kept) {
    return kept;
  }
  if (tx.changed_rows() == 0) return {};
  Json subject = {{"application", one.id().text()},
                  {"rule", rule},
                  {"whom", procedure::code(reminder.whom)},
                  {"due", to_text(reminder.due)},
                  {"distance", procedure::distance_text(reminder.before)}};
  if (!reminder.step.empty()) subject["step"] = reminder.step;
  if (auto logged = node.log.append(tx, node.entry(audit::Event::reminder_given, subject));
      !logged) {
    return logged.error();
  }
  if (reminder.whom != procedure::Role::applicant) return {};
  return tell_applicant_of(node, tx, one, reminder);
}

Result<void> remind(Node& node, const ApplicationId& id) {
  return node.commit([&](store::Transaction& tx) -> Result<void> {
    const auto one = find_case(tx, id);
    if (!one) return one.error();
    const auto now = node.now();
    const auto& distances = node.config.remind_before;
    for (const auto& reminder :
         procedure::reminders_at(one->file, one->procedure, distances, now)) {
      if (auto given = give(node, tx, *one, reminder); !given) return given;
    }
    return tx.run("update cases set remind_at = ? where application = ?",
                  procedure::next_reminder(one->file, one->procedure, distances, now), id);
  });
}

// {"application", "node", …} in a message that its body has sealed.
Result<Json> hear(store::Transaction& tx,
                  const federation::Message& message,
                  const identity::PeerEntry& from) {
  const auto body = parse_json(message.body);
  if (!body) return body.error();
  const auto reminder = procedure::duty_reminder_from_json(*body);
  if (!reminder) return reminder.error();
  if (auto about = federation::require_about(message.application.value_or(ApplicationId()),
                                             reminder->application);
      !about) {
    return about.error();
  }
  if (reminder->node != from.id) {
    return Error{federation::MessageError::wrong_sender,
                 from.id.text() + " speaks of the case of " + reminder->node.text()};
  }
  if (auto part = require_part(tx, reminder->application, from.id); !part) return part.error();
  const auto kept = tx.run(
      "insert into reminders_heard (application, node, rule, step, due, days_before, last_day)"
      " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
      reminder->application, reminder->node, procedure::code(reminder->rule), reminder->step,
      reminder->due, number_of(reminder->before), reminder->last_day);
  if (!kept) return kept.error();
  return Json::object();
}

// How near to its end somebody was reminded of each clock of a case: by rule, step and end.
using Given = std::map<std::tuple<std::string, std::string, Instant>, std::int64_t>;

Result<Given> reminders_given(store::Reader& reader, const ApplicationId& id) {
  const auto rows = reader.query(
      "select rule, step, due, min(days_before) from reminders_given where application = ?"
      " group by rule, step, due",
      id);
  if (!rows) return rows.error();
  Given given;
  for (const auto& row : *rows) {
    const auto due = row.instant(2);
    if (!due) return due.error();
    given[{row.text(0), row.text(1), *due}] = row.integer(3);
  }
  return given;
}

// The clocks of one case that are open and concern somebody.
Result<void> add_duties(const Node& node, store::Reader& reader, const Case& one, Json& duties) {
  const auto given = reminders_given(reader, one.id());
  if (!given) return given.error();
  for (const auto& clock : procedure::clocks_at(one.file, one.procedure, node.now())) {
    const auto whom = procedure::concerned(clock);
    if (!clock.is_open() || !whom) continue;
    Json duty = service::to_json(clock, one.procedure.calendar());
    duty["application"] = one.id().text();
    duty["waits_for"] = procedure::code(*whom);
    const auto reminded =
        given->find({std::string(procedure::code(clock.rule)), clock.step, clock.due});
    if (reminded != given->end())
      duty["reminded"] = procedure::distance_text(distance_of(reminded->second));
    duties.push_back(std::move(duty));
  }
  return {};
}

Json sorted(Json duties) {
  const auto key = [](const Json& duty) {
    return std::tuple(duty.at("due").get<std::string>(), duty.at("application").get<std::string>(),
                      duty.at("rule").get<std::string>());
  };
  std::sort(duties.begin(), duties.end(),
            [&](const Json& left, const Json& right) { return key(left) < key(right); });
  return {{"duties", std::move(duties)}};
}

Result<std::vector<ApplicationId>> ids_of(const Result<std::vector<store::Row>>& rows) {
  if (!rows) return rows.error();
  std::vector<ApplicationId> ids;
  for (const auto& row : *rows) ids.emplace_back(row.text(0));
  return ids;
}

}  // namespace

void give_reminders(Node& node) {
  const auto due = node.database.read([&](store::Reader& reader) {
    return ids_of(reader.query("select application from cases where remind_at <= ?", node.now()));
  });
  if (!due) return spdlog::error("nobody_reminded: {}", due.error().text());
  for (const auto& id : *due) {
    if (auto reminded = remind(node, id); !reminded) {
      spdlog::error("not_reminded: {}: {}", id.text(), reminded.error().text());
    }
  }
}

void add_reminder_handler(MessageHandlers& handlers) {
  handlers[federation::MessageType::duty_reminded].receive = hear;
}

Result<std::vector<DutyReminder>> reminders_heard(store::Reader& reader, const ApplicationId& id) {
  const auto rows = reader.query(
      "select node, rule, step, due, last_day, days_before from reminders_heard"
      " where application = ? order by days_before desc",
      id);
  if (!rows) return rows.error();
  std::vector<DutyReminder> heard;
  for (const auto& row : *rows) {
    const auto rule = procedure::parse<procedure::ClockRule>(row.text(1));
    const auto due = row.instant(3);
    if (!rule) return rule.error();
    if (!due) return due.error();
    heard.push_back({id, NodeId(row.text(0)), *rule, row.text(2), *due, row.text(4),
                     distance_of(row.integer(5))});
  }
  return heard;
}

Result<Json> list_duties(Node& node, const identity::Caller& caller) {
  const auto user = require_staff(caller);
  if (!user) return user.error();
  const auto account = access::account_of(user->name(), node.id());
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto ids = ids_of(reader.query("select application from cases"));
    if (!ids) return ids.error();
    Json duties = Json::array();
    for (const auto& id : *ids) {
      const auto one = find_case(reader, id);
      if (!one) return one.error();
      if (one->file.locked_out.contains(account)) continue;
      if (auto added = add_duties(node, reader, *one, duties); !added) return added.error();
    }
    return sorted(std::move(duties));
  });
}

Result<Json> list_own_duties(Node& node, const identity::Caller& caller) {
  const auto user = require_role(caller, identity::Role::applicant);
  if (!user) return user.error();
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto ids =
        ids_of(reader.query("select id from applications where user = ?", user->name()));
    if (!ids) return ids.error();
    Json duties = Json::array();
    for (const auto& id : *ids) {
      const auto parts = parts_of(reader, id);
      if (!parts) return parts.error();
      for (const auto& part : *parts) {
        for (auto& duty : duties_of(part)) {
          duty["application"] = id.text();
          duty["node"] = part.node.text();
          duties.push_back(std::move(duty));
        }
      }
    }
    return sorted(std::move(duties));
  });
}

}  // namespace passerelle::service
