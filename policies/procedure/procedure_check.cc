#include "policies/procedure/procedure_check.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

#include "policies/access/reading.h"

namespace passerelle::procedure {
namespace {

using access::shown;
using calendar::Period;

struct Switch {
  std::string_view name;
  std::string_view sentence;
};
constexpr std::array<Switch, 6> kSwitches{{
    {"findings", "every criterion has its finding before a grant (Art. 68(1), (2))"},
    {"decision", "every case ends by a decision that a decider signed (Art. 68(5))"},
    {"separation", "assessing, preparing and checking are for distinct persons (Art. 55(3))"},
    {"output_check", "every output is checked before it leaves (Art. 73(2))"},
    {"prohibitions", "the uses of Art. 54 are prohibited in every title"},
    {"publication", "applications, decisions and results are published (Art. 57(1)(j))"},
}};

bool is_switch_off(const Json& value) {
  return value.is_boolean() || value.is_null() || value == 0 || value == "off" || value == "none";
}

// The clocks that a procedure may set under "deadlines".
bool is_set_by_deadlines(ClockRule rule) {
  return rule != ClockRule::step && rule != ClockRule::title_end &&
         rule != ClockRule::application_publication && rule != ClockRule::decision_publication;
}

void check_deadline(ClockRule rule, const Deadline& deadline, std::vector<Problem>& problems) {
  const std::string path = "/deadlines/" + std::string(code(rule));
  const auto& legal = law(rule);
  const std::string source = " (" + std::string(legal.source) + ")";
  if (!is_set_by_deadlines(rule)) {
    problems.push_back({ProcedureError::bad_deadline, path, "is not set here"});
    return;
  }
  if (legal.force == Force::legal && !never_longer(deadline.due, *legal.due)) {
    problems.push_back({ProcedureError::lengthened, path + "/due",
                        calendar::text_of(deadline.due) +
                            " can be longer than the legal maximum of " +
                            calendar::text_of(*legal.due) + source});
  }
  if (!deadline.extension || legal.extension == Extension::open) return;
  if (legal.extension == Extension::none) {
    problems.push_back({ProcedureError::lengthened, path + "/extension",
                        "the law knows no extension of this time" + source});
  } else if (!never_longer(*deadline.extension, *legal.longest_extension)) {
    problems.push_back({ProcedureError::lengthened, path + "/extension",
                        calendar::text_of(*deadline.extension) +
                            " can be longer than the legal maximum of " +
                            calendar::text_of(*legal.longest_extension) + source});
  }
}

constexpr std::array<std::string_view, 4> kStricterCategories{"51-1-f", "51-1-g", "51-1-i",
                                                              "51-1-q"};

bool is_of(std::string_view text, std::size_t size, char first, char last) {
  return text.size() == size &&
         std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}

}  // namespace

std::vector<Problem> find_switches(const Json& value) {
  std::vector<Problem> problems;
  const auto look = [&](const Json& object, const std::string& path) {
    if (!object.is_object()) return;
    for (const auto& [name, sentence] : kSwitches) {
      const auto found = object.find(name);
      if (found != object.end() && is_switch_off(*found)) {
        problems.push_back({ProcedureError::weakened, path + "/" + std::string(name),
                            "no procedure can switch this: " + std::string(sentence)});
      }
    }
  };
  look(value, "");
  if (!value.is_object()) return problems;
  if (const auto settings = value.find("settings"); settings != value.end()) {
    look(*settings, "/settings");
  }
  if (const auto times = value.find("publication"); times != value.end() && times->is_object()) {
    for (const auto& [name, time] : times->items()) {
      if (is_switch_off(time)) {
        problems.push_back({ProcedureError::weakened, "/publication/" + pointer_step(name),
                            "publication has a time and cannot be switched off (Art. 57(1)(j))"});
      }
    }
  }
  return problems;
}

std::vector<Problem> check_times(const ProcedureText& text) {
  std::vector<Problem> problems;
  for (const auto& [rule, deadline] : text.deadlines) check_deadline(rule, deadline, problems);
  const auto longest = *law(ClockRule::decision_publication).due;
  const auto check = [&](const Period& period, const char* path, const char* sentence) {
    if (!never_longer(period, longest)) {
      problems.push_back({ProcedureError::lengthened, path, sentence});
    }
  };
  check(text.publication.decision, "/publication/decision",
        "decisions are published within 30 working days (Art. 57(1)(j)(iii))");
  check(text.publication.application, "/publication/application",
        "without undue delay is no longer than 30 working days (Art. 57(1)(j)(ii))");
  return problems;
}

std::vector<Problem> check_words(const ProcedureText& text) {
  std::vector<Problem> problems;
  const auto must = [&](bool holds, ProcedureError code, std::string path, std::string sentence) {
    if (!holds) problems.push_back({code, std::move(path), std::move(sentence)});
  };
  must(is_of(text.country, 2, 'A', 'Z'), ProcedureError::bad_text, "/country",
       "two capital letters are expected");
  must(!text.languages.empty(), ProcedureError::bad_text, "/languages",
       "one language at least is expected");
  for (std::size_t i = 0; i < text.languages.size(); ++i) {
    must(is_of(text.languages[i], 2, 'a', 'z'), ProcedureError::bad_text,
         "/languages/" + std::to_string(i), "two small letters are expected");
  }
  must(is_of(text.fees.currency, 3, 'A', 'Z'), ProcedureError::bad_text, "/fees/currency",
       "three capital letters are expected");
  for (std::size_t i = 0; i < text.overlays.size(); ++i) {
    const auto& category = text.overlays[i].category;
    must(std::ranges::find(kStricterCategories, category) != kStricterCategories.end(),
         ProcedureError::bad_overlay, "/category_overlays/" + std::to_string(i) + "/category",
         "national safeguards are for 51-1-f, 51-1-g, 51-1-i and 51-1-q (Art. 51(4)), not for " +
             shown(category));
  }
  return problems;
}

std::vector<Remark> warnings_of(const ProcedureText& text) {
  std::vector<Remark> warnings;
  const auto own = text.deadlines.find(ClockRule::decision);
  const auto legal = own == text.deadlines.end() ? *law(ClockRule::decision).due : own->second.due;
  for (std::size_t i = 0; i < text.steps.size(); ++i) {
    const auto& step = text.steps[i];
    if (!step.due) continue;
    if (never_longer(Deadline{*step.due, step.extension}, legal)) continue;
    warnings.push_back({"/steps/" + std::to_string(i) + "/due",
                        "the step " + step.id + " can take longer than the " +
                            calendar::text_of(legal) + " that the law gives for the decision"});
  }
  return warnings;
}

Result<Procedure> load(const Json& value) {
  auto problems = find_switches(value);
  auto text = procedure_text_from_json(value);
  if (problems.empty() && !text) return text.error();
  if (text) {
    for (const auto& check : {check_steps, check_times, check_words}) {
      for (auto& problem : check(*text)) problems.push_back(std::move(problem));
    }
    auto calendar = calendar::Calendar::of_country(text->calendar);
    if (!calendar) {
      problems.push_back({ProcedureError::unknown_calendar, "/calendar", calendar.error().detail});
    }
    if (problems.empty()) {
      auto warnings = warnings_of(*text);
      return Procedure(*std::move(text), *std::move(calendar), std::move(warnings));
    }
  }
  std::string sentences;
  for (const auto& problem : problems) {
    sentences += (sentences.empty() ? "" : "; ") + problem.path + ": " + problem.sentence;
  }
  return Error{problems.front().code, std::move(sentences)};
}

}  // namespace passerelle::procedure
