// Which codes a shape lets through: those of the schemes that it asks for. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <vector>

#include "metadata/profiles/profile.h"

namespace passerelle::profiles {

// Returns the concept schemes one of which a node must be in to fit the shape, as the restrictions
// of DCAT-AP say it: a property skos:inScheme with a sh:hasValue, alone or under sh:or and sh:node.
std::vector<rdf::TermId> schemes_of(const Profile& profile, shacl::ShapeIndex shape);

// Returns the concepts of a scheme, in the order of their IRIs.
std::vector<rdf::TermId> concepts_in(const Profile& profile, rdf::TermId scheme);

// Returns the concept that was probably meant: one whose code or label is the text, or the last
// part of the IRI, whatever the letter case.
std::vector<rdf::TermId> similar(const Profile& profile,
                                 const std::vector<rdf::TermId>& concepts,
                                 std::string_view text);

}  // namespace passerelle::profiles
