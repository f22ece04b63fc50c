#include "policies/procedure/case_file.h"

#include <algorithm>
#include <cassert>

namespace passerelle::procedure {
namespace {

// Whether an event that closes this very step has come: an answer of its body, or its silence.
bool is_answered(const StepId& step, const CaseFile& file) {
  return std::ranges::any_of(file.events, [&](const CaseEvent& event) {
    if (const auto* opinion = std::get_if<OpinionGiven>(&event.what)) return opinion->step == step;
    if (const auto* given = std::get_if<AuthorisationGiven>(&event.what)) {
      return given->step == step;
    }
    const auto* passed = std::get_if<TimePassed>(&event.what);
    return passed != nullptr && passed->rule == Rule::step && passed->step == step;
  });
}

bool has_all_findings(const CaseFile& file) {
  for (std::size_t i = 0; i < kCriteria; ++i) {
    if (finding(file, static_cast<Criterion>(i)) == nullptr) return false;
  }
  return true;
}

bool has_happened(const Step& step, const CaseFile& file) {
  switch (step.type) {
    case StepType::completeness: return last(file, EventKind::declared_complete) != nullptr;
    case StepType::opinion:
    case StepType::feasibility:
    case StepType::authorisation: return is_answered(step.id, file);
    case StepType::assessment: return has_all_findings(file);
    case StepType::choice: return last(file, EventKind::applicant_chose) != nullptr;
    case StepType::fee: return last(file, EventKind::fee_accepted) != nullptr;
    case StepType::decision: return standing_decision(file) != nullptr;
  }
  return false;
}

}  // namespace

const CaseEvent* last(const CaseFile& file, EventKind kind) {
  const auto found = std::find_if(file.events.rbegin(), file.events.rend(),
                                  [&](const CaseEvent& e) { return kind_of(e.what) == kind; });
  return found == file.events.rend() ? nullptr : &*found;
}

const Submitted& submission(const CaseFile& file) {
  assert(!file.events.empty());
  return std::get<Submitted>(file.events.front().what);
}

bool is_grant(Outcome outcome) { return outcome != Outcome::refused; }

const DecisionSigned* standing_decision(const CaseFile& file) {
  for (auto event = file.events.rbegin(); event != file.events.rend(); ++event) {
    if (const auto* decision = std::get_if<DecisionSigned>(&event->what)) return decision;
    const auto* appeal = std::get_if<AppealDecided>(&event->what);
    if (appeal != nullptr && appeal->outcome == AppealOutcome::overturned) return nullptr;
  }
  return nullptr;
}

std::vector<Title> titles(const CaseFile& file) {
  std::vector<Title> all;
  const DecisionSigned* signed_decision = nullptr;
  for (const auto& event : file.events) {
    if (const auto* decision = std::get_if<DecisionSigned>(&event.what)) {
      signed_decision = decision;
    } else if (kind_of(event.what) == EventKind::accepted) {
      all.push_back({*signed_decision->permit, std::nullopt, signed_decision->digest,
                     *signed_decision->valid_until});
    } else if (const auto* amended = std::get_if<Amended>(&event.what)) {
      const Title before = all.back();
      all.push_back({amended->permit, before.permit, amended->digest, before.valid_until});
    } else if (const auto* renewed = std::get_if<Renewed>(&event.what)) {
      const Title before = all.back();
      all.push_back({renewed->permit, before.permit, renewed->digest, renewed->valid_until});
    }
  }
  return all;
}

bool is_locked_out(const CaseFile& file, const std::string& person) {
  return std::ranges::any_of(file.events, [&](const CaseEvent& event) {
    const auto* conflict = std::get_if<ConflictDeclared>(&event.what);
    return conflict != nullptr && conflict->person == person;
  });
}

const FindingRecorded* finding(const CaseFile& file, Criterion criterion) {
  for (auto event = file.events.rbegin(); event != file.events.rend(); ++event) {
    const auto* one = std::get_if<FindingRecorded>(&event->what);
    if (one != nullptr && one->criterion == criterion && !is_locked_out(file, event->actor.name)) {
      return one;
    }
  }
  return nullptr;
}

bool may_be_inapplicable(Criterion criterion) {
  return criterion == Criterion::c1c || criterion == Criterion::c1f ||
         criterion == Criterion::c1g || criterion == Criterion::c2b;
}

bool applies(const Step& step, const CaseFile& file) {
  const auto& submitted = submission(file);
  if (step.only_pseudonymised && !submitted.pseudonymised) return false;
  return step.paths.empty() || std::ranges::find(step.paths, submitted.path) != step.paths.end();
}

bool is_done(const Step& step, const CaseFile& file, const Procedure& procedure) {
  return applies(step, file) ? has_happened(step, file) : is_ready(step, file, procedure);
}

bool is_ready(const Step& step, const CaseFile& file, const Procedure& procedure) {
  return std::ranges::all_of(step.after, [&](const StepId& id) {
    const auto* before = procedure.find(id);
    return before != nullptr && is_done(*before, file, procedure);
  });
}

const StepId* awaited_step(const CaseFile& file) {
  if (file.state == State::awaiting_opinion) {
    return &last_said<EventKind::opinion_asked>(file)->step;
  }
  if (file.state == State::awaiting_authorisation) {
    return &last_said<EventKind::authorisation_asked>(file)->step;
  }
  return nullptr;
}

bool has_open_views(const CaseFile& file) {
  for (auto event = file.events.rbegin(); event != file.events.rend(); ++event) {
    if (kind_of(event->what) == EventKind::information_given) return false;
    if (kind_of(event->what) == EventKind::views_asked) return true;
  }
  return false;
}

}  // namespace passerelle::procedure
