#include "policies/documents/documents.h"
#include "policies/documents/sections.h"
#include "policies/documents/written.h"

namespace passerelle::documents {
namespace {

using access::Amendment;
using access::ChangeDecision;

Section asked_section(const ChangeDecision& decision,
                      const access::Application& application,
                      const Messages& say) {
  Section section(say("heading.application"));
  section.add(say("application.id"), application.id.text());
  section.add(say("application.applicant"), application.applicant.organisation);
  section.add(say("application.kind"), say.of("change", code(decision.change)));
  section.add(say("permit.id"), decision.permit.text());
  return section;
}

Section reasons_section(const ChangeDecision& decision, const Messages& say) {
  Section section(say("heading.reasons"));
  section.add(say("decision.reason"), decision.reason);
  section.add(say("decision.decider"), decision.decider.text());
  section.add(say("decision.at"), written(decision.at, say));
  if (decision.valid_until) {
    section.add(say("permit.valid_until"), written(*decision.valid_until, say));
  }
  return section;
}

// What stands as it stood is left out.
Section amended_section(const Amendment& amendment, const Messages& say) {
  Section section(say("heading.amended"));
  if (amendment.valid_until) {
    section.add(say("permit.valid_until"), written(*amendment.valid_until, say));
  }
  if (amendment.persons) section.add(say("permit.persons"), persons_of(*amendment.persons, say));
  if (amendment.study_digests) {
    section.add(say("permit.studies"), texts_of(*amendment.study_digests));
  }
  if (amendment.peers) section.add(say("permit.peers"), texts_of(*amendment.peers));
  if (amendment.runs_max) {
    section.add(say("permit.runs_max"), std::to_string(*amendment.runs_max));
  }
  if (amendment.concurrency) {
    section.add(say("permit.concurrency"), std::to_string(*amendment.concurrency));
  }
  if (amendment.conditions) {
    section.add(say("conditions"), conditions_of(*amendment.conditions, say));
  }
  return section;
}

}  // namespace

std::string change_document(const ChangeDecision& decision,
                            const access::Application& application,
                            const Body& body,
                            const std::optional<Seal>& seal,
                            Language language) {
  const auto& say = Messages::in(language);
  Page page;
  page.title = say("decision.title", {body.name, body.country});
  page.subtitle = Text(application.title, language);
  page.outcome = say.of("outcome", code(decision.outcome));
  page.sections = {asked_section(decision, application, say), reasons_section(decision, say)};
  if (const auto& amendment = decision.amendment) {
    page.sections.push_back(amended_section(*amendment, say));
    if (amendment->datasets) page.sections.push_back(datasets_section(*amendment->datasets, say));
    if (amendment->output) page.sections.push_back(output_section(*amendment->output, say));
  }
  page.seal = seal;
  return to_html(page, say);
}

}  // namespace passerelle::documents
