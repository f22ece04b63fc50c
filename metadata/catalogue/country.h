// Countries in the authority table of the Publications Office.
#pragma once

#include <string>
#include <string_view>

namespace passerelle::catalogue {

// Returns the IRI of a country of the European Economic Area, Switzerland or the United Kingdom,
// from its ISO 3166-1 alpha-2 code; empty when it is none of them.
std::string country_iri(std::string_view alpha2);

}  // namespace passerelle::catalogue
