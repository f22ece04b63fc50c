#include "metadata/catalogue/country.h"

#include <array>
#include <utility>

#include "metadata/catalogue/vocabulary.h"

namespace passerelle::catalogue {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 32> kCountries{{
    {"AT", "AUT"}, {"BE", "BEL"}, {"BG", "BGR"}, {"CH", "CHE"}, {"CY", "CYP"}, {"CZ", "CZE"},
    {"DE", "DEU"}, {"DK", "DNK"}, {"EE", "EST"}, {"ES", "ESP"}, {"FI", "FIN"}, {"FR", "FRA"},
    {"GB", "GBR"}, {"GR", "GRC"}, {"HR", "HRV"}, {"HU", "HUN"}, {"IE", "IRL"}, {"IS", "ISL"},
    {"IT", "ITA"}, {"LI", "LIE"}, {"LT", "LTU"}, {"LU", "LUX"}, {"LV", "LVA"}, {"MT", "MLT"},
    {"NL", "NLD"}, {"NO", "NOR"}, {"PL", "POL"}, {"PT", "PRT"}, {"RO", "ROU"}, {"SE", "SWE"},
    {"SI", "SVN"}, {"SK", "SVK"},
}};

}  // namespace

std::string country_iri(std::string_view alpha2) {
  for (const auto& [two, three] : kCountries) {
    if (two == alpha2) return vocabulary::kCountry + std::string(three);
  }
  return {};
}

}  // namespace passerelle::catalogue
