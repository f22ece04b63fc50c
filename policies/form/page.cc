#include "policies/form/page.h"

#include <algorithm>

namespace passerelle::form {
namespace {

constexpr std::size_t kListedOptions = 12;

std::string_view short_code(access::PermitKind path) {
  switch (path) {
    case access::PermitKind::request_approval: return "R";
    case access::PermitKind::data_permit: return "P";
    case access::PermitKind::access_approval: return "A";
  }
  return "";
}

void append(std::string& list, const std::string& item) {
  list += (list.empty() ? "" : "; ") + item;
}

std::string conditions_of(const Field& field) {
  std::string text;
  for (const auto& condition : field.shown_when) {
    text += (text.empty() ? "when " : " and ") + ("`" + condition.field + "`") +
            (condition.match == Condition::Match::is ? " is " : " is not ");
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
      text += (i == 0 ? "`" : " or `") + condition.values[i] + "`";
    }
  }
  return text;
}

std::string rules_of(const Field& field) {
  std::string rules;
  if (field.is_required) append(rules, "mandatory");
  if (const auto conditions = conditions_of(field); !conditions.empty()) append(rules, conditions);
  const auto& limits = field.limits;
  if (limits.words) append(rules, "at most " + std::to_string(*limits.words) + " words");
  if (limits.characters) {
    append(rules, "at most " + std::to_string(*limits.characters) + " characters");
  }
  if (limits.minimum) append(rules, "at least " + std::to_string(*limits.minimum));
  if (limits.maximum) append(rules, "at most " + std::to_string(*limits.maximum));
  if (field.is_per_country) append(rules, "per country");
  if (field.visibility == Visibility::open) append(rules, "public");
  if (field.binds) append(rules, "stands at `" + *field.binds + "`");
  return rules;
}

std::string choices_of(const Field& field) {
  if (field.options.size() > kListedOptions) {
    return std::to_string(field.options.size()) + " codes, `" + field.options.front().code +
           "` to `" + field.options.back().code + "`";
  }
  std::string text;
  for (const auto& option : field.options) append(text, "`" + option.code + "` " + option.label.en);
  for (const auto& column : field.columns) append(text, "`" + column.id + "` " + column.label.en);
  return text;
}

std::string paths_of(const Field& field) {
  std::string text;
  for (const auto path : field.paths) text += short_code(path);
  return text;
}

std::string row_of(const Field& field) {
  std::string what = std::string(code(field.kind));
  if (const auto choices = choices_of(field); !choices.empty()) what += ": " + choices;
  std::string label = field.label.en + "<br>" + field.label.fr;
  if (!field.help.en.empty()) label += "<br>*" + field.help.en + "*<br>*" + field.help.fr + "*";
  return "| `" + field.id + "` | " + label + " | " + what + " | " + rules_of(field) + " | " +
         paths_of(field) + " | " + field.law + " |\n";
}

constexpr const char* kHead =
    "\n| field | question | answer | rules | path | law |\n| --- | --- | --- | --- | --- | --- |\n";

}  // namespace

std::string page_of(const Definition& definition) {
  std::string page = "# " + definition.title.en + " / " + definition.title.fr + " (`" +
                     definition.id +
                     "`)\n\n"
                     "Made from `" +
                     definition.id +
                     ".json`; do not edit. A row is a question. "
                     "Path: R health data request\n(Art. 69), P data permit (Art. 68), A access "
                     "approval (Art. 67(3)). What is not public is confidential.\n";
  int number = 0;
  for (const auto& section : definition.sections) {
    page += "\n## " + std::to_string(++number) + ". " + section.label.en + " / " +
            section.label.fr + "\n\n" + section.help.en + "\n\n" + section.help.fr + "\n";
    const std::string* group = nullptr;
    for (const auto& field : section.fields) {
      if (group != nullptr && *group == field.group) {
        page += row_of(field);
        continue;
      }
      group = &field.group;
      const auto named = std::ranges::find(section.groups, field.group, &Group::id);
      if (named != section.groups.end()) {
        page += "\n### " + named->label.en + " / " + named->label.fr + "\n";
      }
      page += kHead + row_of(field);
    }
  }
  return page;
}

}  // namespace passerelle::form
