#include "policies/documents/documents.h"
#include "policies/documents/sections.h"
#include "policies/documents/written.h"

namespace passerelle::documents {
namespace {

using access::Decision;

Section case_section(const access::CountryCase& decided, const Messages& say) {
  const auto& application = decided.application;
  Section section(say("heading.application"));
  section.add(say("application.id"), application.id.text());
  section.add(say("application.applicant"), application.applicant.organisation);
  section.add(say("application.kind"), say.of("kind", code(application.kind)));
  section.add(say("application.purpose"),
              std::string(purposes::label(application.purpose, say.language())));
  section.add(say("application.submitted"), written(application.submitted_at, say));
  return section;
}

Section reasons_section(const Decision& decision, const Messages& say) {
  Section section(say("heading.reasons"));
  section.add(say("decision.reason"), decision.reason);
  std::vector<Text> grounds;
  for (const auto ground : decision.grounds) {
    grounds.emplace_back(say.of("ground", code(ground)));
  }
  section.add(say("decision.grounds"), std::move(grounds));
  section.add(say("decision.decider"), decision.decider.text());
  section.add(say("decision.at"), written(decision.at, say));
  return section;
}

// What is granted whole is what was asked for.
std::vector<access::PermittedDataset> granted_of(const access::CountryCase& decided) {
  if (decided.decision->granted.datasets) return *decided.decision->granted.datasets;
  std::vector<access::PermittedDataset> datasets;
  for (const auto& asked : decided.application.datasets) {
    access::PermittedDataset dataset;
    dataset.id = asked.id;
    dataset.variables = asked.variables;
    datasets.push_back(std::move(dataset));
  }
  return datasets;
}

Section conditions_section(const Decision& decision, const Messages& say) {
  const auto& conditions = decision.conditions;
  Section section(say("heading.conditions"));
  if (conditions.valid_until) {
    section.add(say("permit.valid_until"), written(*conditions.valid_until, say));
  }
  if (conditions.min_cell) {
    section.add(say("output.min_cell"), std::to_string(*conditions.min_cell));
  }
  if (conditions.runs_max) {
    section.add(say("permit.runs_max"), std::to_string(*conditions.runs_max));
  }
  section.add(say("output.review"), say.of("review", code(conditions.review)));
  section.add(say("conditions"), conditions_of(conditions.items, say));
  add_data_protection(section, decision.data_protection, decision.agreements, say);
  if (const auto& exception = decision.opt_out_exception) {
    section.add(say("opt_out"), say("opt_out.exception", {exception->law, exception->reason}));
  }
  return section;
}

}  // namespace

std::string decision_document(const access::CountryCase& decided,
                              const Body& body,
                              const std::optional<Seal>& seal,
                              Language language) {
  const auto& say = Messages::in(language);
  const auto& decision = *decided.decision;
  Page page;
  page.title = say("decision.title", {body.name, body.country});
  page.subtitle = Text(decided.application.title, language);
  page.outcome = say.of("outcome", code(decision.outcome));
  page.sections = {case_section(decided, say), reasons_section(decision, say)};
  if (gives_permit(decision.outcome)) {
    page.sections.push_back(datasets_section(granted_of(decided), say));
    page.sections.push_back(conditions_section(decision, say));
  }
  if (decision.fees) page.sections.push_back(fees_section(*decision.fees, say));
  page.seal = seal;
  return to_html(page, say);
}

}  // namespace passerelle::documents
