// Which profile a document means.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <span>
#include <string>

#include "metadata/profiles/profile.h"
#include "metadata/rdf/graph.h"

namespace passerelle::profiles {

// Returns the profile that applies to the document; null when none does.
//
// One that the document names by dct:conformsTo goes before one that fits the access rights of its
// datasets; then an installed one before the built-in one, then the higher release (numbers by
// value), then the name.
const ProfileInfo* choose(std::span<const ProfileInfo> profiles, const rdf::Graph& document);

}  // namespace passerelle::profiles
