#include <nlohmann/json.hpp>

#include "policies/documents/documents.h"
#include "policies/documents/page.h"
#include "policies/documents/written.h"

namespace passerelle::documents {
namespace {

std::vector<Text> in_language(const std::vector<access::Texts>& list, Language language) {
  std::vector<Text> texts;
  for (const auto& text : list) texts.emplace_back(text, language);
  return texts;
}

Section study_section(const CommitteeSheet& sheet, const Messages& say) {
  Section section(say("heading.study"));
  section.add(say("application.id"), sheet.application.text());
  section.add(say("application.applicant"), sheet.applicant);
  section.add(say("application.kind"), say.of("kind", code(sheet.kind)));
  section.add(say("application.purpose"),
              std::string(purposes::label(sheet.purpose, say.language())));
  section.add(say("sheet.study"), {Text(sheet.study, say.language())});
  return section;
}

Section outputs_section(const CommitteeSheet& sheet, const Messages& say) {
  Section section(say("heading.outputs"));
  section.add(say("sheet.outputs"), in_language(sheet.outputs, say.language()));
  section.add(say("output.min_cell"), std::to_string(sheet.min_cell));
  section.add(say("output.review"), say.of("review", code(sheet.review)));
  return section;
}

Section releases_section(const CommitteeSheet& sheet, const Messages& say) {
  Section section(say("heading.releases"));
  for (const auto& release : sheet.earlier_releases) {
    section.add(written(release.released, say),
                {Text(release.title, say.language()), Text(release.closeness, say.language())});
  }
  if (sheet.earlier_releases.empty()) section.add(say("sheet.releases"), say("sheet.none"));
  return section;
}

Section similar_section(const CommitteeSheet& sheet, const Messages& say) {
  Section section(say("heading.similar"));
  for (const auto& similar : sheet.similar_decisions) {
    std::vector<Text> texts{Text(similar.title, say.language()),
                            say("sheet.decided", {say.of("outcome", code(similar.outcome)),
                                                  written(similar.decided, say)})};
    if (!similar.reason.empty()) texts.emplace_back(similar.reason);
    section.add(say("sheet.body", {similar.body.name, similar.body.country}), std::move(texts));
  }
  if (sheet.similar_decisions.empty()) section.add(say("sheet.similar"), say("sheet.none"));
  return section;
}

}  // namespace

std::string committee_sheet(const CommitteeSheet& sheet, const Body& body, Language language) {
  const auto& say = Messages::in(language);
  Page page;
  page.title = say("sheet.title", {body.name, body.country});
  page.subtitle = Text(sheet.title, language);
  page.sections = {study_section(sheet, say), outputs_section(sheet, say),
                   releases_section(sheet, say), similar_section(sheet, say)};
  page.length = Length::one_page;
  return to_html(page, say);
}

Json to_json(const CommitteeSheet& sheet) {
  Json releases = Json::array();
  for (const auto& release : sheet.earlier_releases) {
    releases.push_back({{"title", release.title},
                        {"released", to_text(release.released)},
                        {"closeness", release.closeness}});
  }
  Json similar = Json::array();
  for (const auto& decision : sheet.similar_decisions) {
    similar.push_back({{"body", {{"name", decision.body.name}, {"country", decision.body.country}}},
                       {"decided", to_text(decision.decided)},
                       {"outcome", code(decision.outcome)},
                       {"title", decision.title},
                       {"reason", decision.reason}});
  }
  return {{"application", sheet.application.text()},
          {"title", sheet.title},
          {"applicant", sheet.applicant},
          {"kind", code(sheet.kind)},
          {"purpose", purposes::code(sheet.purpose)},
          {"study", sheet.study},
          {"outputs", sheet.outputs},
          {"min_cell", sheet.min_cell},
          {"review", code(sheet.review)},
          {"earlier_releases", releases},
          {"similar_decisions", similar}};
}

}  // namespace passerelle::documents
