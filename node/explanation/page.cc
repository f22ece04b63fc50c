#include "node/explanation/page.h"

#include <nlohmann/json.hpp>

#include "node/explanation/leaving.h"
#include "node/explanation/outputs.h"
#include "node/explanation/passages.h"
#include "node/explanation/rounds.h"
#include "policies/purposes/purpose.h"

namespace passerelle::explanation {
namespace {

using analysis::StudyPlan;
using documents::Page;
using documents::Section;
using documents::Text;

Section study_section(const StudyPlan& plan, Language language) {
  const auto& say = words(language);
  const auto& documents = Messages::in(language);
  Section section(documents("heading.study"));
  section.add(say("page.id"), say("page.version", {plan.id, plan.version}));
  if (!plan.summary.empty()) section.add(documents("sheet.study"), {Text(plan.summary, language)});
  const auto purpose = purposes::parse_purpose(plan.purpose);
  section.add(documents("application.purpose"), std::string(purposes::label(*purpose, language)));
  section.add(say("page.digest"), plan.digest);
  if (plan.amends) {
    section.add(say("page.amends"), {Text(say("page.amended", {plan.amends->digest})),
                                     Text(plan.amends->reason, language)});
  }
  return section;
}

std::string rounds_in_words(const StudyPlan& plan, const Messages& say) {
  const auto rounds = rounds_expected(plan);
  auto text =
      rounds.at_least == rounds.at_most
          ? say("rounds.exactly", {std::to_string(rounds.at_least)})
          : say("rounds.range", {std::to_string(rounds.at_least), std::to_string(rounds.at_most)});
  if (rounds.agrees_on_groupings) text += " " + say("rounds.groupings");
  if (rounds.agrees_on_levels) text += " " + say("rounds.levels");
  return text;
}

Section outputs_section(const StudyPlan& plan, Language language) {
  const auto& say = words(language);
  const auto& documents = Messages::in(language);
  Section section(documents("heading.outputs"));
  section.add(documents("sheet.outputs"), cells_in_words(plan, language));
  std::vector<Text> leaving;
  for (const auto& one : plan.analyses) {
    leaving.emplace_back(say("variable", {one.id, leaving_in_words(plan, one, language)}));
  }
  section.add(say("page.leaving"), std::move(leaving));
  section.add(say("page.rounds"), rounds_in_words(plan, say));
  section.add(say("page.data"), say("page.untouched"));
  return section;
}

}  // namespace

Page page_of(const StudyPlan& plan, Language language) {
  const auto& say = words(language);
  Page page;
  page.title = Text(plan.title, language).text;
  page.subtitle = Text(say("page.subtitle"));
  page.sections.push_back(study_section(plan, language));
  Section plan_section(say("page.plan"));
  for (const auto& passage : passages_of(plan, language)) {
    plan_section.add(passage.heading,
                     std::vector<Text>(passage.sentences.begin(), passage.sentences.end()));
  }
  page.sections.push_back(std::move(plan_section));
  page.sections.push_back(outputs_section(plan, language));
  return page;
}

std::string to_html(const Page& page, Language language) {
  return documents::to_html(page, Messages::in(language));
}

std::string to_text(const Page& page) {
  auto text = page.title + "\n";
  if (page.subtitle) text += page.subtitle->text + "\n";
  for (const auto& section : page.sections) {
    text += "\n" + section.heading() + "\n";
    for (const auto& row : section.rows()) {
      text += "\n  " + row.label + "\n";
      for (const auto& value : row.values) text += "    - " + value.text + "\n";
    }
  }
  return text;
}

Json to_json(const Page& page) {
  Json sections = Json::array();
  for (const auto& section : page.sections) {
    Json rows = Json::array();
    for (const auto& row : section.rows()) {
      Json values = Json::array();
      for (const auto& value : row.values) values.push_back(value.text);
      rows.push_back({{"label", row.label}, {"values", std::move(values)}});
    }
    sections.push_back({{"heading", section.heading()}, {"rows", std::move(rows)}});
  }
  return {{"title", page.title}, {"sections", std::move(sections)}};
}

}  // namespace passerelle::explanation
