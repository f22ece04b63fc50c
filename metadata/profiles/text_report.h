// A validation report as a text that a data steward understands.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "metadata/profiles/profile.h"
#include "metadata/shacl/report.h"

namespace passerelle::profiles {

// Returns the report in that language (English and French; others get English, with titles and
// labels in the language where the data have them): groups by severity, then by node with its title
// and the dataset it belongs to; of each finding the field by name, what is wrong, why (under a
// failing sh:node), values that are allowed or were probably meant, and what to do. Findings that
// say the same stand once; notices of the shapes come first. Requires: the report is of these data,
// which stand on the profile's terms (`Profile::read`, `adopt`).
std::string render_text(const Profile& profile,
                        const rdf::Graph& data,
                        const shacl::Report& report,
                        std::string_view language);

}  // namespace passerelle::profiles
