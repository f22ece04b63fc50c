// What the properties of DCAT-AP and HealthDCAT-AP are called in front of people, in English and
// French. A property that the table does not know is shown by its own name.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace passerelle::catalogue {

// Returns the name of a property ("Title", "Titre"); for one that the table does not know, the last
// part of its IRI. Other languages than French get English.
std::string field_name(std::string_view property, std::string_view language);

}  // namespace passerelle::catalogue
