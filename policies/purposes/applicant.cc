#include "policies/purposes/applicant.h"

#include <array>
#include <string>

#include "policies/purposes/entry.h"
#include "policies/purposes/errors.h"

namespace passerelle::purposes {
namespace {

// In the order of the enumerators.
constexpr std::array kCategoryEntries{
    Entry{"public_sector_body", "Public sector body", "Organisme du secteur public"},
    Entry{"union_body", "Institution, body or agency of the Union",
          "Institution, organe ou organisme de l’Union"},
    Entry{"research_organisation", "University or research organisation",
          "Université ou organisme de recherche"},
    Entry{"healthcare_provider", "Healthcare provider", "Prestataire de soins de santé"},
    Entry{"company", "Company", "Entreprise"},
    Entry{"microenterprise", "Microenterprise", "Microentreprise"},
    Entry{"non_profit", "Non-profit organisation", "Organisme sans but lucratif"},
    Entry{"natural_person", "Natural person", "Personne physique"},
};

constexpr std::array kCategories{
    ApplicantCategory::public_sector_body,
    ApplicantCategory::union_body,
    ApplicantCategory::research_organisation,
    ApplicantCategory::healthcare_provider,
    ApplicantCategory::company,
    ApplicantCategory::microenterprise,
    ApplicantCategory::non_profit,
    ApplicantCategory::natural_person,
};
static_assert(kCategories.size() == kCategoryEntries.size());

const Entry& entry(ApplicantCategory category) {
  return kCategoryEntries.at(static_cast<std::size_t>(category));
}

}  // namespace

std::span<const ApplicantCategory> all_applicant_categories() { return kCategories; }

Result<ApplicantCategory> parse_applicant_category(std::string_view wanted) {
  std::string known;
  for (const auto category : kCategories) {
    if (code(category) == wanted) return category;
    known += (known.empty() ? "" : ", ") + std::string(code(category));
  }
  return Error{PurposeError::unknown_category,
               shown(wanted) + " is no category of applicant; known: " + known};
}

std::string_view code(ApplicantCategory category) { return entry(category).code; }

std::string_view label(ApplicantCategory category, Language language) {
  return language == Language::fr ? entry(category).fr : entry(category).en;
}

bool is_public_body(ApplicantCategory category) {
  return category == ApplicantCategory::public_sector_body ||
         category == ApplicantCategory::union_body;
}

bool needs_public_mandate(Purpose purpose) {
  return purpose == Purpose::public_health || purpose == Purpose::policy_and_regulation ||
         purpose == Purpose::official_statistics;
}

Result<void> check_purpose(Purpose purpose, ApplicantCategory category, PublicMandate mandate) {
  if (!needs_public_mandate(purpose)) return {};
  if (is_public_body(category) || mandate != PublicMandate::none) return {};
  return Error{PurposeError::not_open,
               "purpose " + std::string(code(purpose)) +
                   " is only for public sector bodies, Union " +
                   "bodies, and those who act on behalf of one (Art. 53(2)); the applicant is: " +
                   std::string(label(category, Language::en))};
}

}  // namespace passerelle::purposes
