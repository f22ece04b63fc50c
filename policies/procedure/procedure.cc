#include "policies/procedure/procedure.h"

#include <algorithm>
#include <set>
#include <string>

#include "policies/access/reading.h"
#include "policies/procedure/deadlines.h"
#include "policies/procedure/errors.h"

namespace passerelle::procedure {
namespace {

using access::shown;

std::string path_of_step(std::size_t index) { return "/steps/" + std::to_string(index); }

Error refuse(ProcedureError why, const std::string& path, const std::string& sentence) {
  return Error{why, path + ": " + sentence};
}

Result<void> check_deadlines(const Deadlines& deadlines) {
  static const Deadlines kLaw;
  for (const auto& one : deadline_list()) {
    const Period& period = deadlines.*(one.member);
    const std::string path = "/deadlines/" + std::string(one.name);
    if (period.count < 1 || period.count > calendar::kMaximumCount) {
      return refuse(ProcedureError::bad_period, path, "a period is at least one");
    }
    if (one.force == Force::legal && !is_within(period, kLaw.*(one.member))) {
      return refuse(ProcedureError::maximum_lengthened, path,
                    text_of(period) + " can be longer than the " + text_of(kLaw.*(one.member)) +
                        " of " + std::string(one.basis));
    }
  }
  return {};
}

Result<void> check_step(const Procedure& procedure, std::size_t index) {
  const Step& step = procedure.steps[index];
  const auto path = path_of_step(index);
  for (std::size_t before = 0; before < index; ++before) {
    if (procedure.steps[before].id == step.id) {
      return refuse(ProcedureError::repeated_step, path + "/id",
                    shown(step.id.text()) + " stands twice");
    }
  }
  if (std::ranges::find(procedure.bodies, step.by, &Body::id) == procedure.bodies.end()) {
    return refuse(ProcedureError::unknown_body, path + "/by",
                  shown(step.by) + " is none of the bodies of this file");
  }
  for (std::size_t i = 0; i < step.after.size(); ++i) {
    if (procedure.find(step.after[i]) == nullptr) {
      return refuse(ProcedureError::unknown_step, path + "/after/" + std::to_string(i),
                    "there is no step " + shown(step.after[i].text()));
    }
  }
  for (const auto* period : {&step.due, &step.extension}) {
    if (*period && ((*period)->count < 1 || (*period)->count > calendar::kMaximumCount)) {
      return refuse(ProcedureError::bad_period,
                    path + (period == &step.due ? "/due" : "/extension"),
                    "a period is at least one");
    }
  }
  if (step.extension && !step.due) {
    return refuse(ProcedureError::extension_without_due, path + "/extension",
                  "what has no period cannot be extended");
  }
  const bool may_be_silent = step.type == StepType::opinion || step.type == StepType::feasibility ||
                             step.type == StepType::authorisation;
  if (step.silence != Silence::none && !(step.due && may_be_silent)) {
    return refuse(ProcedureError::silence_without_due, path + "/silence",
                  "silence counts for an opinion, a feasibility or an authorisation with a period");
  }
  return {};
}

// Steps in an order in which each follows what it waits for; fewer than all when there is a cycle.
std::set<StepId> reachable(const Procedure& procedure) {
  std::set<StepId> reached;
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const auto& step : procedure.steps) {
      if (std::ranges::all_of(step.after, [&](const auto& id) { return reached.contains(id); })) {
        has_grown |= reached.insert(step.id).second;
      }
    }
  }
  return reached;
}

// Whether `step` waits for `wanted`, over any number of steps. Requires: no cycle.
bool comes_after(const Procedure& procedure, const Step& step, const StepId& wanted) {
  std::set<StepId> seen;
  std::vector<StepId> open = step.after;
  while (!open.empty()) {
    const StepId id = open.back();
    open.pop_back();
    if (id == wanted) return true;
    if (!seen.insert(id).second) continue;
    const auto& before = procedure.find(id)->after;
    open.insert(open.end(), before.begin(), before.end());
  }
  return false;
}

std::vector<std::size_t> positions(const Procedure& procedure, StepType type) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    if (procedure.steps[i].type == type) found.push_back(i);
  }
  return found;
}

// What the law asks of every case cannot be left to some of them.
bool is_for_all(const Step& step) { return step.paths.empty() && !step.only_pseudonymised; }

Result<void> check_order(const Procedure& procedure) {
  const auto reached = reachable(procedure);
  const auto decisions = positions(procedure, StepType::decision);
  if (decisions.size() != 1 || !is_for_all(procedure.steps[decisions.front()])) {
    return refuse(ProcedureError::decision_missing, "/steps",
                  "exactly one step is the decision, for every case");
  }
  const Step& decision = procedure.steps[decisions.front()];
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    const Step& step = procedure.steps[i];
    if (reached.contains(step.id)) continue;
    const bool is_decision = step.id == decision.id;
    const bool is_in_cycle = comes_after(procedure, step, step.id);
    if (is_decision && !is_in_cycle) continue;  // what it waits for is told instead
    if (is_in_cycle) {
      return refuse(ProcedureError::cycle, path_of_step(i) + "/after",
                    shown(step.id.text()) + " waits for itself");
    }
  }
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    const Step& step = procedure.steps[i];
    if (step.id != decision.id && !comes_after(procedure, decision, step.id)) {
      return refuse(ProcedureError::unreachable_decision, path_of_step(i),
                    "the decision does not wait for " + shown(step.id.text()) +
                        ", so the way through it never reaches one");
    }
  }
  const auto complete = positions(procedure, StepType::completeness);
  if (complete.size() != 1 || !procedure.steps[complete.front()].after.empty() ||
      !is_for_all(procedure.steps[complete.front()])) {
    return refuse(ProcedureError::completeness_missing, "/steps",
                  "exactly one step is the check of completeness, the first of every case");
  }
  const auto assessments = positions(procedure, StepType::assessment);
  if (assessments.size() != 1 || !is_for_all(procedure.steps[assessments.front()])) {
    return refuse(ProcedureError::findings_missing, "/steps",
                  "exactly one step is the assessment of every case (Art. 68(1), (2))");
  }
  return {};
}

Result<void> check_texts(const Procedure& procedure) {
  if (procedure.country.size() != 2) {
    return refuse(ProcedureError::bad_text, "/country", "a code of two letters is expected");
  }
  if (procedure.version < 1) {
    return refuse(ProcedureError::bad_text, "/version", "versions count from one");
  }
  if (!parse_instant(procedure.applies_from + "T00:00:00Z")) {
    return refuse(ProcedureError::bad_text, "/applies_from",
                  "a day such as 2029-03-26 is expected");
  }
  for (std::size_t i = 0; i < procedure.bodies.size(); ++i) {
    const auto& id = procedure.bodies[i].id;
    const auto count = std::ranges::count(procedure.bodies, id, &Body::id);
    if (!access::is_identifier(id) || count > 1) {
      return refuse(ProcedureError::bad_text, "/bodies/" + std::to_string(i) + "/id",
                    "an identifier that stands once is expected");
    }
  }
  return {};
}

}  // namespace

const Step* Procedure::find(const StepId& id) const {
  const auto found = std::ranges::find(steps, id, &Step::id);
  return found == steps.end() ? nullptr : &*found;
}

Result<void> validate(const Procedure& procedure) {
  if (auto checked = check_texts(procedure); !checked) return checked;
  if (auto checked = check_deadlines(procedure.deadlines); !checked) return checked;
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    if (auto checked = check_step(procedure, i); !checked) return checked;
  }
  return check_order(procedure);
}

std::vector<Warning> warnings(const Procedure& procedure) {
  std::vector<Warning> found;
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    const auto& step = procedure.steps[i];
    if (step.due && !is_within(*step.due, procedure.deadlines.decision)) {
      found.push_back({path_of_step(i) + "/due", text_of(*step.due) + " can be longer than the " +
                                                     text_of(procedure.deadlines.decision) +
                                                     " of the decision it serves"});
    }
  }
  if (procedure.standing == Standing::unknown) {
    found.push_back({"/standing", "the procedure of this country is not known"});
  }
  return found;
}

}  // namespace passerelle::procedure
