// Where a dataset stands in a catalogue that is fixed by decisions: announced, in force from a
// date, withdrawn. It may be applied for and ordered only while it is in force.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace passerelle::catalogue {

enum class Status { announced, in_force, withdrawn };

// Returns "announced", "in_force" or "withdrawn", and back.
std::string_view code(Status status);
std::optional<Status> parse_status(std::string_view text);

// Returns the concept of the Publications Office's table that says the same in RDF (DEVELOP,
// COMPLETED, WITHDRAWN), and back. An entry of somebody else's with another concept is in force.
std::string status_iri(Status status);
Status status_of_iri(std::string_view iri);

}  // namespace passerelle::catalogue
