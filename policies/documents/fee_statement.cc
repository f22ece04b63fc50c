#include "policies/documents/documents.h"
#include "policies/documents/sections.h"
#include "policies/documents/written.h"

namespace passerelle::documents {

std::string fee_statement(const access::CountryCase& decided,
                          const Body& body,
                          const std::optional<Seal>& seal,
                          Language language) {
  const auto& say = Messages::in(language);
  const auto& decision = *decided.decision;
  Section application(say("heading.application"));
  application.add(say("application.id"), decided.application.id.text());
  application.add(say("application.applicant"), decided.application.applicant.organisation);
  application.add(say("decision.at"), written(decision.at, say));
  auto fees = fees_section(*decision.fees, say);
  fees.add(say("fees.rule"), say("fees.explanation"));
  Page page;
  page.title = say("fees.title", {body.name, body.country});
  page.subtitle = Text(decided.application.title, language);
  page.sections = {std::move(application), std::move(fees)};
  page.seal = seal;
  return to_html(page, say);
}

}  // namespace passerelle::documents
