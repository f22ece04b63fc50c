#include "policies/procedure/clocks.h"

#include <algorithm>
#include <iterator>

#include "policies/procedure/clock_run.h"
#include "policies/procedure/progress.h"

namespace passerelle::procedure {
namespace {

using calendar::Calendar;
using calendar::Period;
using std::chrono::local_days;

// Returns on how many days the clock stood: days that two pauses share count once.
std::chrono::days paused_days(const Clock& clock, const Calendar& calendar, Instant now) {
  std::chrono::days total{0};
  local_days counted = calendar.day_of(clock.started);
  for (const auto& pause : clock.pauses) {
    const auto from = std::max(counted, calendar.day_of(pause.from));
    const auto until = calendar.day_of(pause.until.value_or(now));
    if (until > from) {
      total += until - from;
      counted = until;
    }
  }
  return total;
}

Instant due_of(const Clock& clock, const Period& period, const Calendar& calendar, Instant now) {
  const auto start = calendar.day_of(clock.started) + paused_days(clock, calendar, now);
  return calendar.end_of_day(last_day(calendar, start, period, clock.extension));
}

// Runs the clocks of one rule along the history.
class Run {
 public:
  Run(const ClockRun& run,
      const Deadline& deadline,
      const CaseFile& file,
      const Procedure& procedure,
      Instant now)
      : run_(run), deadline_(deadline), file_(file), procedure_(procedure), now_(now) {}

  std::vector<Clock> clocks() {
    for (std::size_t i = 0; i < file_.history.size(); ++i) {
      const auto& entry = file_.history[i];
      if (entry.lapses.empty()) take(i);
      for (const auto& lapse : entry.lapses) take(i, lapse);
      if (kEnded.contains(entry.state) && !run_.outlives_case) {
        end(Standing::overtaken, entry.lapses.empty() ? entry.event.at : entry.lapses.back().at);
      }
    }
    if (open_) {
      set_due(now_);
      const bool stands =
          std::ranges::any_of(open_->pauses, [](const Interval& pause) { return !pause.until; });
      open_->standing = stands              ? Standing::paused
                        : now_ < open_->due ? Standing::running
                                            : Standing::missed;
      done_.push_back(*std::move(open_));
    }
    return std::move(done_);
  }

 private:
  void take(std::size_t i) {
    const auto& event = file_.history[i].event;
    const auto type = event.type();
    if (open_) watch(event);
    if (run_.stops.contains(type) && run_.stops_if(file_, i, procedure_)) stop(event.at);
    if (run_.overtaken_by.contains(type)) end(Standing::overtaken, event.at);
    if (run_.starts.contains(type) && run_.starts_if(file_, i, procedure_)) start(event.at);
  }

  void take(std::size_t i, const Lapse& lapse) {
    if (lapse.rule == run_.rule) end(Standing::lapsed, lapse.at);
    if (lapse.rule == ClockRule::information && is_asked()) answered(lapse.at);
    if (run_.starts_on_lapse == lapse.rule && run_.starts_if(file_, i, procedure_)) start(lapse.at);
  }

  // Extensions, and the applicant being asked.
  void watch(const CaseEvent& event) {
    if (const auto* extended = std::get_if<ClockExtended>(&event.what)) {
      if (extended->clock == run_.rule) open_->extension = deadline_.extension;
      return;
    }
    if (!is_decision_clock(run_.rule)) return;
    // The desk asks before the body's time begins, or within a request's time: only the assessor's
    // question stops the clock.
    if (event.type() == EventType::information_asked && event.actor.role == Role::assessor) {
      asked_.push_back({event.at, std::nullopt});
    } else if (event.type() == EventType::information_given && is_asked()) {
      answered(event.at);
      if (procedure_.settings().when_asked == WhenAsked::restart) {
        open_->started = event.at;
        asked_.clear();
      }
    }
  }

  bool is_asked() const { return !asked_.empty() && !asked_.back().until; }
  void answered(Instant at) { asked_.back().until = at; }

  void start(Instant at) {
    if (open_ || (run_.again == Again::never && first_)) return;
    if (!first_ || run_.again == Again::anew) first_ = at;
    asked_.clear();
    open_ = Clock{run_.rule, "", law(run_.rule).waits_for, *first_, {}, {}, {}, {}, {}};
  }

  void stop(Instant at) {
    if (!open_) return;
    set_due(at);
    end(at < open_->due ? Standing::met : Standing::met_late, at);
  }

  void end(Standing standing, Instant at) {
    if (!open_) return;
    set_due(at);
    open_->standing = standing;
    open_->ended = at;
    done_.push_back(*std::move(open_));
    open_.reset();
  }

  void set_due(Instant at) {
    open_->pauses = pauses_until(at);
    open_->due = due_of(*open_, deadline_.due, procedure_.calendar(), at);
  }

  // Returns when the applicant was waited for, in order of time: asked for information, or in a
  // step that may stop the clock.
  std::vector<Interval> pauses_until(Instant at) const {
    if (!is_decision_clock(run_.rule)) return {};
    auto pauses = asked_;
    for (const auto* step : procedure_.steps_of(file_.submission->path())) {
      if (!step->may_pause_clock) continue;
      const auto began = began_at(file_, procedure_, *step);
      if (began && *began < at) pauses.push_back({*began, record_of(file_, step->id).done});
    }
    std::ranges::sort(pauses, {}, &Interval::from);
    return pauses;
  }

  const ClockRun& run_;
  const Deadline& deadline_;
  const CaseFile& file_;
  const Procedure& procedure_;
  const Instant now_;
  std::optional<Instant> first_;
  std::optional<Clock> open_;
  std::vector<Interval> asked_;  // by the assessor, since the clock started
  std::vector<Clock> done_;
};

std::optional<Clock> step_clock(const Step& step,
                                const CaseFile& file,
                                const Procedure& procedure,
                                Instant now) {
  const auto began = began_at(file, procedure, step);
  if (!step.due || !began) return std::nullopt;
  const auto& record = record_of(file, step.id);
  Clock clock{ClockRule::step, step.id, waited_for(step.type), *began, {}, {}, {}, {}, {}};
  for (const auto& entry : file.history) {
    const auto* extended = std::get_if<ClockExtended>(&entry.event.what);
    if (extended != nullptr && extended->step == step.id) clock.extension = step.extension;
  }
  clock.due = due_of(clock, *step.due, procedure.calendar(), now);
  const auto left = std::ranges::find_if(file.history, [&](const Entry& entry) {
    return entry.event.at >= *began && !kUndecided.contains(entry.state);
  });
  if (record.done) {
    clock.ended = record.done;
    clock.standing = record.by_silence          ? Standing::lapsed
                     : *record.done < clock.due ? Standing::met
                                                : Standing::met_late;
  } else if (left != file.history.end()) {
    clock.ended = left->event.at;
    clock.standing = Standing::overtaken;
  } else {
    clock.standing = now < clock.due ? Standing::running : Standing::missed;
  }
  return clock;
}

// The title's own period: no deadline, but the day that everybody looks for.
std::optional<Clock> title_clock(const CaseFile& file, Instant now) {
  if (!file.title) return std::nullopt;
  Clock clock{ClockRule::title_end, "", Role::system, file.title->valid_from, {}, {}, {}, {}, {}};
  clock.due = file.title->valid_until;
  for (const auto& entry : file.history) {
    for (const auto& lapse : entry.lapses) {
      if (lapse.rule == ClockRule::title_end) clock.ended = lapse.at;
    }
    if (entry.state == CaseState::revoked) clock.ended = entry.event.at;
  }
  clock.standing = !clock.ended ? now < clock.due ? Standing::running : Standing::missed
                   : *clock.ended == clock.due ? Standing::lapsed
                                               : Standing::overtaken;
  return clock;
}

void add_clocks(std::vector<Clock>& to,
                ClockRule rule,
                const CaseFile& file,
                const Procedure& procedure,
                Instant now) {
  if (rule == ClockRule::step) {
    for (const auto* step : procedure.steps_of(file.submission->path())) {
      if (auto clock = step_clock(*step, file, procedure, now)) to.push_back(*std::move(clock));
    }
  } else if (rule == ClockRule::title_end) {
    if (auto clock = title_clock(file, now)) to.push_back(*std::move(clock));
  } else if (const auto deadline = procedure.deadline(rule)) {
    const auto run = std::ranges::find(clock_runs(), rule, &ClockRun::rule);
    auto clocks = Run(*run, *deadline, file, procedure, now).clocks();
    std::ranges::move(clocks, std::back_inserter(to));
  }
}

}  // namespace

std::vector<Clock> clocks_at(const CaseFile& file, const Procedure& procedure, Instant now) {
  std::vector<Clock> clocks;
  if (!file.submission) return clocks;
  for (const auto rule : all<ClockRule>()) add_clocks(clocks, rule, file, procedure, now);
  return clocks;
}

std::optional<Clock> open_clock(const CaseFile& file,
                                const Procedure& procedure,
                                ClockRule rule,
                                const std::string& step,
                                Instant now) {
  std::vector<Clock> clocks;
  add_clocks(clocks, rule, file, procedure, now);
  const auto found = std::ranges::find_if(
      clocks, [&](const Clock& clock) { return clock.is_open() && clock.step == step; });
  return found == clocks.end() ? std::nullopt : std::optional(*std::move(found));
}

}  // namespace passerelle::procedure
