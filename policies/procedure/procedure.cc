#include "policies/procedure/procedure.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace passerelle::procedure {

Procedure::Procedure(ProcedureText text, calendar::Calendar calendar, std::vector<Remark> warnings)
    : text_(std::move(text)), calendar_(std::move(calendar)), warnings_(std::move(warnings)) {}

bool Procedure::knows_body(std::string_view id) const {
  return std::ranges::find(text_.bodies, id, &Body::id) != text_.bodies.end();
}

const Step* Procedure::find_step(std::string_view id, const Path& path) const {
  const auto found = std::ranges::find(text_.steps, id, &Step::id);
  return found == text_.steps.end() || !found->applies_to(path) ? nullptr : &*found;
}

std::vector<const Step*> Procedure::steps_of(const Path& path) const {
  std::vector<const Step*> ordered;
  const auto is_placed = [&](const std::string& id) {
    return find_step(id, path) == nullptr ||
           std::ranges::find(ordered, id, &Step::id) != ordered.end();
  };
  const auto may_begin = [&](const Step& step) {
    return std::ranges::all_of(step.after, is_placed) &&
           (kBeforeCompleteness.contains(step.type) || is_placed(the(StepType::completeness).id));
  };
  // Each round places at least one step: `load` refused cycles.
  for (std::size_t placed = 0, before = 1; placed != before;) {
    before = ordered.size();
    for (const auto& step : text_.steps) {
      if (step.applies_to(path) && !is_placed(step.id) && may_begin(step)) {
        ordered.push_back(&step);
      }
    }
    placed = ordered.size();
  }
  return ordered;
}

const Step& Procedure::the(StepType type) const {
  const auto found = std::ranges::find(text_.steps, type, &Step::type);
  assert(found != text_.steps.end());
  return *found;
}

std::optional<Deadline> Procedure::deadline(ClockRule rule) const {
  const auto& publication = text_.publication;
  if (rule == ClockRule::application_publication) return Deadline{publication.application, {}};
  if (rule == ClockRule::decision_publication) return Deadline{publication.decision, {}};
  if (const auto own = text_.deadlines.find(rule); own != text_.deadlines.end()) return own->second;
  const auto& legal = law(rule);
  if (!legal.due) return std::nullopt;
  return Deadline{*legal.due, legal.longest_extension};
}

}  // namespace passerelle::procedure
