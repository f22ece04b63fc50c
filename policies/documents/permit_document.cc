#include "policies/documents/documents.h"
#include "policies/documents/sections.h"
#include "policies/documents/written.h"
#include "policies/purposes/prohibition.h"

namespace passerelle::documents {
namespace {

using access::Permit;

Section title_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.title"));
  section.add(say("permit.id"), permit.id.text());
  section.add(say("permit.version"), std::to_string(permit.version));
  if (permit.predecessor) {
    section.add(
        say("permit.predecessor"),
        say(permit.is_renewal ? "permit.renews" : "permit.amends", {permit.predecessor->text()}));
  }
  section.add(say("permit.valid_from"), written(permit.valid_from, say));
  section.add(say("permit.valid_until"), written(permit.valid_until, say));
  section.add(say("application.id"), permit.application.text());
  section.add(say("permit.decision"), permit.decision_digest);
  return section;
}

Section users_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.users"));
  section.add(say("permit.organisation"), permit.user_organisation);
  section.add(say("permit.requesting_node"), permit.requesting_node.text());
  section.add(say("permit.persons"), persons_of(permit.persons, say));
  return section;
}

Section purposes_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.purposes"));
  std::vector<Text> purposes;
  purposes.reserve(permit.purposes.size());
  for (const auto purpose : permit.purposes) {
    purposes.emplace_back(std::string(purposes::label(purpose, say.language())));
  }
  section.add(say("application.purpose"), std::move(purposes));
  section.add(say("permit.purpose_text"), {Text(permit.purpose_text, say.language())});
  std::vector<Text> prohibitions;
  for (const auto prohibition : purposes::all_prohibitions()) {
    prohibitions.emplace_back(std::string(purposes::sentence(prohibition, say.language())));
  }
  prohibitions.emplace_back(say("permit.reidentification"));
  section.add(say("permit.prohibitions"), std::move(prohibitions));
  return section;
}

Section use_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.use"));
  section.add(say("permit.form"), say.of("form", code(permit.form)));
  std::vector<std::string> linked = permit.own_datasets;
  for (const auto& id : permit.linkage) linked.push_back(id.text());
  section.add(say("permit.linkage"),
              linked.empty() ? std::vector<Text>{say("permit.no_linkage")} : texts_of(linked));
  section.add(say("opt_out"),
              permit.opt_out.exception
                  ? say("opt_out.exception",
                        {permit.opt_out.exception->law, permit.opt_out.exception->reason})
                  : say("opt_out.applied", {written(permit.opt_out.snapshot, say)}));
  section.add(say("permit.studies"), texts_of(permit.study_digests));
  section.add(say("permit.peers"), texts_of(permit.peers));
  section.add(say("permit.runs_max"), std::to_string(permit.runs_max));
  section.add(say("permit.concurrency"), std::to_string(permit.concurrency));
  section.add(say("permit.place"),
              say("permit.place_text", {permit.place.country, permit.place.environment}));
  section.add(
      say("permit.third_country"),
      say.of("third_country", permit.place.allows_third_country ? "allowed" : "not_allowed"));
  return section;
}

Section conditions_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.conditions"));
  section.add(say("conditions"), conditions_of(permit.conditions, say));
  add_data_protection(section, permit.data_protection, permit.agreements, say);
  return section;
}

Section duties_section(const Permit& permit, const Messages& say) {
  Section section(say("heading.duties"));
  section.add(say("duties.acknowledgement"), {Text(permit.acknowledgement, say.language())});
  section.add(say("duties.results"),
              say("duties.results_text", {std::to_string(permit.results_due_months)}));
  std::vector<Text> dates;
  dates.reserve(permit.report_dates.size());
  for (const auto date : permit.report_dates) dates.emplace_back(written(date, say));
  section.add(say("duties.reports"), std::move(dates));
  section.add(say("duties.delete_by"), written(permit.delete_by, say));
  if (permit.keep_formula) section.add(say("duties.formula"), say("duties.formula_text"));
  return section;
}

}  // namespace

std::string permit_document(const Permit& permit,
                            const Body& body,
                            const std::optional<Seal>& seal,
                            Language language) {
  const auto& say = Messages::in(language);
  Page page;
  page.title = say.of("kind", code(permit.kind));
  page.subtitle = Text(say("permit.subtitle", {body.name, body.country}));
  page.sections = {title_section(permit, say),      users_section(permit, say),
                   purposes_section(permit, say),   datasets_section(permit.datasets, say),
                   use_section(permit, say),        output_section(permit.output, say),
                   conditions_section(permit, say), duties_section(permit, say)};
  if (permit.fees) page.sections.push_back(fees_section(*permit.fees, say));
  page.seal = seal;
  return to_html(page, say);
}

}  // namespace passerelle::documents
