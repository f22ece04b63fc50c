#include "policies/register/waiting.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "policies/procedure/clocks.h"
#include "policies/procedure/progress.h"
#include "policies/register/days.h"

namespace passerelle::public_register {
namespace {

using procedure::Clock;
using procedure::ClockRule;
using procedure::EventType;
using Days = std::vector<std::int64_t>;

std::int64_t days_between(const procedure::Procedure& procedure, Instant from, Instant until) {
  const auto& calendar = procedure.calendar();
  return (calendar.day_of(until) - calendar.day_of(from)).count();
}

std::optional<Instant> access_of(const procedure::CaseFile& file) {
  const auto found = std::ranges::find_if(file.history, [](const procedure::Entry& taken) {
    return taken.event.type() == EventType::data_available;
  });
  return found == file.history.end() ? std::nullopt : std::optional(found->event.at);
}

// Who has to act: a step is its body's, other acts of staff are those of the body that decides.
std::string body_of(const procedure::Procedure& procedure,
                    const CountedCase& one,
                    const Clock& clock) {
  if (clock.rule == ClockRule::step) {
    const auto* step = procedure.find_step(clock.step, one.file.submission->path());
    if (step != nullptr && procedure::is_staff(clock.waits_for)) return step->by;
  }
  return procedure::is_staff(clock.waits_for) ? procedure.text().body : std::string();
}

struct Waiting {
  std::size_t count = 0;
  std::size_t late = 0;
  Instant oldest = Instant::max();
};

}  // namespace

Json days_to_access(std::span<const CountedCase> cases, const Span& span) {
  Days all;
  std::map<std::string, Days, std::less<>> by_path;
  std::map<std::pair<std::string, std::string>, Days> by_step;
  for (const auto& one : cases) {
    const auto& kind = one.file.submission->kind;
    if (const auto access = access_of(one.file); access && span.contains(*access)) {
      const auto days = days_between(one.procedure, one.file.history.front().event.at, *access);
      all.push_back(days);
      by_path[std::string(access::code(kind))].push_back(days);
    }
    for (const auto* step : one.procedure.steps_of(one.file.submission->path())) {
      const auto done = procedure::record_of(one.file, step->id).done;
      const auto began = procedure::began_at(one.file, one.procedure, *step);
      if (!done || !began || !span.contains(*done)) continue;
      by_step[{step->id, step->by}].push_back(
          days_between(one.procedure, std::min(*began, *done), *done));
    }
  }
  Json told{{"access", days_json(all)}, {"by_path", Json::object()}, {"by_step", Json::array()}};
  for (const auto& [path, days] : by_path) told["by_path"][path] = days_json(days);
  for (const auto& [step, days] : by_step) {
    Json row = days_json(days);
    row["step"] = step.first;
    row["body"] = step.second;
    told["by_step"].push_back(std::move(row));
  }
  return told;
}

Json waited_for(std::span<const CountedCase> cases, Instant now) {
  std::map<std::pair<procedure::Role, std::string>, Waiting> waiting;
  for (const auto& one : cases) {
    for (const auto& clock : procedure::clocks_at(one.file, one.procedure, now)) {
      if (!clock.is_open() || clock.rule == ClockRule::title_end ||
          clock.standing == procedure::Standing::paused) {
        continue;
      }
      auto& row = waiting[{clock.waits_for, body_of(one.procedure, one, clock)}];
      ++row.count;
      if (clock.standing == procedure::Standing::missed) ++row.late;
      row.oldest = std::min(row.oldest, clock.started);
    }
  }
  Json rows = Json::array();
  for (const auto& [who, row] : waiting) {
    Json told{{"role", procedure::code(who.first)},
              {"count", row.count},
              {"late", row.late},
              {"oldest", to_text(row.oldest)}};
    if (!who.second.empty()) told["body"] = who.second;
    rows.push_back(std::move(told));
  }
  return rows;
}

}  // namespace passerelle::public_register
