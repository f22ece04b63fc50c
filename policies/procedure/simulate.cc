#include "policies/procedure/simulate.h"

#include <algorithm>
#include <map>
#include <utility>

namespace passerelle::procedure {
namespace {

using access::PermitKind;

class Simulation {
 public:
  Simulation(const Procedure& procedure, const calendar::Calendar& calendar, PermitKind path)
      : procedure_(procedure), calendar_(calendar), path_(path) {}

  std::vector<Stage> run(Instant start) && {
    const Instant complete = take_up(start);
    national_steps(complete);
    const Instant decided = decide(is_request() ? start : complete);
    after_decision(decided);
    return std::move(stages_);
  }

 private:
  bool is_request() const { return path_ == PermitKind::request_approval; }

  bool is_on_path(const Step& step) const {
    return step.paths.empty() || std::ranges::find(step.paths, path_) != step.paths.end();
  }

  const Step& step_of(StepType type) const {
    return *std::ranges::find(procedure_.steps, type, &Step::type);
  }

  std::string name_of(const std::string& body) const {
    return std::ranges::find(procedure_.bodies, body, &Body::id)->name;
  }

  // Keeps the order of beginning; of stages that begin together, the one told first.
  void insert(Stage stage) {
    const auto later = std::ranges::upper_bound(stages_, stage.begins, {}, &Stage::begins);
    stages_.insert(later, std::move(stage));
  }

  // Adds a stage that lasts its whole period, and returns its end.
  Instant add(Rule rule,
              std::string who,
              Instant begins,
              const Period& period,
              Force force,
              std::string basis) {
    const Instant due = calendar_.due(begins, period);
    insert({std::string(code(rule)), std::move(who), begins, due, force, std::move(basis)});
    return due;
  }

  Instant take_up(Instant start) {
    const Step& step = step_of(StepType::completeness);
    const Period period = step.due.value_or(procedure_.deadlines.taking_up);
    const Instant due = calendar_.due(start, period);
    insert({step.id.text(), name_of(step.by), start, due, step.force,
            step.due ? "national" : "[D6.3]"});
    ends_[step.id] = due;
    return due;
  }

  // Each begins when those before it have ended; one that is not on the path takes no time.
  void national_steps(Instant complete) {
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (const auto& step : procedure_.steps) {
        if (step.type == StepType::decision || ends_.contains(step.id)) continue;
        Instant begins = complete;
        const bool is_ready = std::ranges::all_of(step.after, [&](const StepId& before) {
          const auto end = ends_.find(before);
          if (end == ends_.end()) return false;
          begins = std::max(begins, end->second);
          return true;
        });
        if (!is_ready) continue;
        has_grown = true;
        ends_[step.id] = begins;
        if (!is_on_path(step)) continue;
        std::optional<Instant> due;
        if (step.due) ends_[step.id] = *(due = calendar_.due(begins, *step.due));
        insert({step.id.text(), name_of(step.by), begins, due, step.force, "national"});
      }
    }
  }

  Instant decide(Instant from) {
    const Step& step = step_of(StepType::decision);
    const auto& d = procedure_.deadlines;
    const Instant due = calendar_.due(from, is_request() ? d.request : d.decision);
    insert({step.id.text(), name_of(step.by), from, due, Force::legal,
            is_request() ? "Art. 69(4)" : "Art. 68(4)"});
    return due;
  }

  void after_decision(Instant decided) {
    const auto& d = procedure_.deadlines;
    const std::string body = name_of(step_of(StepType::decision).by);
    const Instant accepted =
        add(Rule::acceptance, "applicant", decided, d.acceptance, Force::target, "[D6.3] 6.6");
    if (is_request()) {
      add(Rule::answer, body, decided, d.answer, Force::target, "Art. 69(4)");
      return;
    }
    const Instant delivered = add(Rule::holder_delivery, "holder", accepted, d.holder_delivery,
                                  Force::legal, "Art. 60(2)");
    add(Rule::preparation, body, delivered, d.preparation, Force::legal, "Art. 68(7)");
  }

  const Procedure& procedure_;
  const calendar::Calendar& calendar_;
  PermitKind path_;
  std::map<StepId, Instant> ends_;
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> simulate(const Procedure& procedure,
                            const calendar::Calendar& calendar,
                            access::PermitKind path,
                            Instant start) {
  return Simulation(procedure, calendar, path).run(start);
}

}  // namespace passerelle::procedure
