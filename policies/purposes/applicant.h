// Who may ask for what. Art. 53(2): the purposes (a) to (c) are for public sector bodies and Union
// bodies, and for a third party that acts on behalf of one.
//
// Thread safety: values; any thread.
#pragma once

#include <span>
#include <string_view>

#include "node/base/result.h"
#include "policies/purposes/language.h"
#include "policies/purposes/purpose.h"

namespace passerelle::purposes {

enum class ApplicantCategory {
  public_sector_body,
  union_body,
  research_organisation,
  healthcare_provider,
  company,
  microenterprise,
  non_profit,
  natural_person,
};

// How an applicant relates to a public mandate: a university may be a public body, and a company
// may work for one.
enum class PublicMandate { none, own, on_behalf };

std::span<const ApplicantCategory> all_applicant_categories();
Result<ApplicantCategory> parse_applicant_category(std::string_view code);
std::string_view code(ApplicantCategory category);
std::string_view label(ApplicantCategory category, Language language);

// Says whether the category is a public body by itself.
bool is_public_body(ApplicantCategory category);

// Says whether Art. 53(2) keeps the purpose for bodies with a public mandate.
bool needs_public_mandate(Purpose purpose);

// Refuses a purpose that Art. 53(2) does not open to that applicant.
Result<void> check_purpose(Purpose purpose, ApplicantCategory category, PublicMandate mandate);

}  // namespace passerelle::purposes
