#include "policies/purposes/purpose.h"

#include <array>
#include <string>

#include "policies/purposes/entry.h"
#include "policies/purposes/errors.h"

namespace passerelle::purposes {
namespace {

// In the order of the enumerators.
constexpr std::array kPurposeEntries{
    Entry{"53-1-a", "Public interest in public or occupational health",
          "Intérêt public dans le domaine de la santé publique ou de la santé au travail"},
    Entry{"53-1-b", "Policy making and regulatory activities",
          "Élaboration de politiques et activités réglementaires"},
    Entry{"53-1-c", "Official statistics", "Statistiques officielles"},
    Entry{"53-1-d", "Education or teaching in the health and care sectors",
          "Formation ou enseignement dans les secteurs de la santé et des soins"},
    Entry{"53-1-e", "Scientific research related to health and care",
          "Recherche scientifique relative à la santé et aux soins"},
    Entry{"53-1-e-i", "Research: development and innovation of products or services",
          "Recherche : développement de produits ou de services et innovation"},
    Entry{"53-1-e-ii", "Research: training, testing and evaluating algorithms",
          "Recherche : entraînement, test et évaluation d’algorithmes"},
    Entry{"53-1-f", "Better delivery of care, based on other persons’ data",
          "Amélioration des soins à partir des données d’autres personnes"},
};

constexpr std::array kPurposes{
    Purpose::public_health,
    Purpose::policy_and_regulation,
    Purpose::official_statistics,
    Purpose::education,
    Purpose::research,
    Purpose::research_innovation,
    Purpose::research_algorithms,
    Purpose::care_delivery,
};
static_assert(kPurposes.size() == kPurposeEntries.size());

const Entry& entry(Purpose purpose) {
  return kPurposeEntries.at(static_cast<std::size_t>(purpose));
}

}  // namespace

std::span<const Purpose> all_purposes() { return kPurposes; }

Result<Purpose> parse_purpose(std::string_view wanted) {
  for (const auto purpose : kPurposes) {
    if (code(purpose) == wanted) return purpose;
  }
  return Error{PurposeError::unknown, shown(wanted) +
                                          " is no purpose of Art. 53(1); known: 53-1-a to " +
                                          "53-1-d, 53-1-e, 53-1-e-i, 53-1-e-ii, 53-1-f"};
}

std::string_view code(Purpose purpose) { return entry(purpose).code; }

std::string_view label(Purpose purpose, Language language) {
  return language == Language::fr ? entry(purpose).fr : entry(purpose).en;
}

}  // namespace passerelle::purposes
