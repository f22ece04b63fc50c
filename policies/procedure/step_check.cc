// The bodies, the steps and their order.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "policies/access/reading.h"
#include "policies/procedure/procedure_check.h"

namespace passerelle::procedure {
namespace {

using access::shown;

constexpr EnumSet<StepType> kOnce{StepType::completeness, StepType::assessment, StepType::decision};
constexpr EnumSet<StepType> kMayBeSilent{StepType::opinion, StepType::authorisation,
                                         StepType::applicant_choice, StepType::fee};

constexpr std::size_t kMostSteps = 100;

std::string path_of(std::size_t step) { return "/steps/" + std::to_string(step); }

class Steps {
 public:
  explicit Steps(const ProcedureText& text) : text_(text) {
    for (std::size_t i = 0; i < text.steps.size(); ++i) places_.emplace(text.steps[i].id, i);
  }

  std::vector<Problem> problems() {
    check_bodies();
    check_each_once();
    if (text_.steps.size() > kMostSteps) {
      add(ProcedureError::bad_step, "/steps", "more than " + std::to_string(kMostSteps));
    }
    for (std::size_t i = 0; i < text_.steps.size(); ++i) check(i);
    if (problems_.empty()) check_order();
    return std::move(problems_);
  }

 private:
  void add(ProcedureError code, std::string path, std::string sentence) {
    problems_.push_back({code, std::move(path), std::move(sentence)});
  }

  void check_bodies() {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < text_.bodies.size(); ++i) {
      if (!seen.insert(text_.bodies[i].id).second) {
        add(ProcedureError::bad_text, "/bodies/" + std::to_string(i) + "/id",
            "stands twice: " + shown(text_.bodies[i].id));
      }
    }
    if (!seen.contains(text_.body)) {
      add(ProcedureError::unknown_body, "/body", "is none of the bodies: " + shown(text_.body));
    }
    for (std::size_t i = 0; i < text_.steps.size(); ++i) {
      const auto& by = text_.steps[i].by;
      if (!seen.contains(by)) {
        add(ProcedureError::unknown_body, path_of(i) + "/by",
            "is none of the bodies: " + shown(by));
      }
    }
  }

  void check_each_once() {
    for (const auto type : {StepType::completeness, StepType::assessment, StepType::decision}) {
      const auto count = std::ranges::count(text_.steps, type, &Step::type);
      if (count != 1) {
        add(ProcedureError::missing_step, "/steps",
            "exactly one step of type " + std::string(code(type)) + " is expected, there are " +
                std::to_string(count));
      }
    }
  }

  void check(std::size_t i) {
    const auto& step = text_.steps[i];
    const auto bad = [&](bool is_bad, const char* field, const char* sentence,
                         ProcedureError code = ProcedureError::bad_step) {
      if (is_bad) add(code, path_of(i) + "/" + field, sentence);
    };
    bad(places_.at(step.id) != i, "id", "stands twice", ProcedureError::repeated_step);
    bad(kOnce.contains(step.type) && !step.kinds.empty(), "kinds",
        "completeness, assessment and decision are for every legal path", ProcedureError::weakened);
    bad(kOnce.contains(step.type) && !step.only_for.empty(), "only_for",
        "completeness, assessment and decision are for every form of data",
        ProcedureError::weakened);
    bad(step.silence != Silence::none && !kMayBeSilent.contains(step.type), "silence",
        "the silence of the body itself, of a holder or about an evidence decides nothing",
        ProcedureError::weakened);
    bad(step.silence == Silence::favourable && kApplicantSteps.contains(step.type), "silence",
        "an applicant who is silent agrees to nothing");
    bad(step.silence != Silence::none && !step.due, "silence", "silence needs a time: due");
    bad(step.extension && !step.due, "extension", "an extension needs a time: due");
    bad(step.type == StepType::decision && step.due, "due",
        "the time to decide is that of the law; a shorter one stands in deadlines");
    bad(step.may_pause_clock && !kApplicantSteps.contains(step.type), "may_pause_clock",
        "only waiting for the applicant stops the legal clock (Art. 68(4))",
        ProcedureError::lengthened);
    bad(!step.outcomes.empty() && step.type != StepType::opinion, "outcomes",
        "only opinions have outcomes to choose from");
    bad(step.is_binding && step.type != StepType::opinion, "binding",
        "only an opinion can bind or not");
    bad(!step.uncertain.empty() && (step.silence != Silence::none || step.is_binding), "uncertain",
        "what the sources leave open is no hard rule: no silence, not binding",
        ProcedureError::uncertain_rule);
    for (std::size_t k = 0; k < step.after.size(); ++k) {
      if (!places_.contains(step.after[k])) {
        add(ProcedureError::unknown_step, path_of(i) + "/after/" + std::to_string(k),
            "is no step: " + shown(step.after[k]));
      }
    }
  }

  // Requires: every name in `after` is a step.
  void check_order() {
    std::vector<int> visited(text_.steps.size(), 0);  // 1: on the way, 2: done
    std::vector<std::string> way;
    const std::function<bool(std::size_t)> has_cycle = [&](std::size_t i) {
      if (visited[i] == 2) return false;
      way.push_back(text_.steps[i].id);
      if (visited[i] == 1) return true;
      visited[i] = 1;
      for (const auto& before : text_.steps[i].after) {
        if (has_cycle(places_.at(before))) return true;
      }
      visited[i] = 2;
      way.pop_back();
      return false;
    };
    for (std::size_t i = 0; i < text_.steps.size(); ++i) {
      if (!has_cycle(i)) continue;
      std::string circle;
      const auto first = std::ranges::find(way, way.back());
      for (auto step = first; step != way.end(); ++step) {
        circle += (step == first ? "" : " after ") + *step;
      }
      return add(ProcedureError::cycle, path_of(places_.at(way.back())) + "/after",
                 "the steps go in a circle: " + circle);
    }
    check_decision();
  }

  void check_decision() {
    const auto decision = static_cast<std::size_t>(
        std::ranges::find(text_.steps, StepType::decision, &Step::type) - text_.steps.begin());
    for (std::size_t i = 0; i < text_.steps.size(); ++i) {
      const auto& after = text_.steps[i].after;
      const auto place = std::ranges::find(after, text_.steps[decision].id);
      if (place != after.end()) {
        add(ProcedureError::unreachable_decision,
            path_of(i) + "/after/" + std::to_string(place - after.begin()),
            "a decision comes after every step, so it could never be taken");
      }
    }
    const auto complete = static_cast<std::size_t>(
        std::ranges::find(text_.steps, StepType::completeness, &Step::type) - text_.steps.begin());
    std::set<std::string> before_complete;
    collect_before(complete, before_complete);
    for (const auto& id : before_complete) {
      const auto place = places_.at(id);
      if (!kBroughtByApplicant.contains(text_.steps[place].type)) {
        add(ProcedureError::unreachable_decision, path_of(place),
            "it waits for the complete file and cannot come before it");
      }
    }
    std::set<std::string> before;
    collect_before(decision, before);
    for (const auto type : {StepType::completeness, StepType::assessment}) {
      const auto& needed = *std::ranges::find(text_.steps, type, &Step::type);
      if (!before.contains(needed.id)) {
        add(ProcedureError::weakened, path_of(decision) + "/after",
            "the decision comes after the " + std::string(code(type)) + " (Art. 68(1))");
      }
    }
  }

  void collect_before(std::size_t step, std::set<std::string>& to) const {
    for (const auto& before : text_.steps[step].after) {
      if (to.insert(before).second) collect_before(places_.at(before), to);
    }
  }

  const ProcedureText& text_;
  std::map<std::string, std::size_t> places_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> check_steps(const ProcedureText& text) { return Steps(text).problems(); }

}  // namespace passerelle::procedure
