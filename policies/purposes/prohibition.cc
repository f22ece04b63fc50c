#include "policies/purposes/prohibition.h"

#include <array>

#include "policies/purposes/entry.h"

namespace passerelle::purposes {
namespace {

// In the order of the enumerators. Our own words: the law's text is the law's.
constexpr std::array kProhibitionEntries{
    Entry{"54-a",
          "The data must not be used to take decisions that harm a person or a group by their "
          "legal, social, economic or similar effects.",
          "Les données ne servent pas à prendre, à l’égard d’une personne ou d’un groupe, des "
          "décisions préjudiciables par leurs effets juridiques, sociaux, économiques ou "
          "semblables."},
    Entry{"54-b",
          "The data must not be used to decide on job offers, to exclude anyone from insurance or "
          "credit, to change premiums or terms to a person’s disadvantage, or to discriminate.",
          "Les données ne servent ni à décider d’une offre d’emploi, ni à exclure quiconque d’une "
          "assurance ou d’un crédit, ni à modifier des primes ou des conditions au détriment d’une "
          "personne, ni à discriminer."},
    Entry{"54-c", "The data must not be used for advertising or marketing.",
          "Les données ne servent ni à la publicité ni à la prospection commerciale."},
    Entry{
        "54-d",
        "The data must not be used to develop products or services that harm people, public "
        "health or society, such as illicit drugs, alcohol, tobacco, weapons or products made to "
        "create addiction.",
        "Les données ne servent pas à concevoir des produits ou services nuisibles aux personnes, "
        "à la santé publique ou à la société, tels que drogues illicites, alcool, tabac, armes ou "
        "produits conçus pour créer une dépendance."},
    Entry{"54-e", "The data must not be used for activities that national ethical rules forbid.",
          "Les données ne servent pas à des activités contraires aux règles éthiques nationales."},
};

constexpr std::array kProhibitions{
    Prohibition::detrimental_decisions,
    Prohibition::exclusion_and_premiums,
    Prohibition::advertising,
    Prohibition::harmful_products,
    Prohibition::against_national_ethics,
};
static_assert(kProhibitions.size() == kProhibitionEntries.size());

const Entry& entry(Prohibition prohibition) {
  return kProhibitionEntries.at(static_cast<std::size_t>(prohibition));
}

}  // namespace

std::span<const Prohibition> all_prohibitions() { return kProhibitions; }

std::string_view code(Prohibition prohibition) { return entry(prohibition).code; }

std::string_view sentence(Prohibition prohibition, Language language) {
  return language == Language::fr ? entry(prohibition).fr : entry(prohibition).en;
}

std::vector<std::string> prohibition_codes() {
  std::vector<std::string> codes;
  for (const auto prohibition : kProhibitions) codes.emplace_back(code(prohibition));
  return codes;
}

}  // namespace passerelle::purposes
