// A report as JSON, for programs.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <iosfwd>
#include <string_view>

#include "metadata/shacl/report.h"
#include "node/base/json.h"

namespace passerelle::shacl {

// Returns {"conforms", "conformsIgnoringWarnings", "counts", "notices", "results"}, results in the
// order of the report. Of each: "focusNode" and "value" as N-Triples writes terms, "_:" for any
// blank node; "path" in the syntax of SPARQL, null for a node shape; "value" null when there is
// none; "constraintComponent" and "severity" by their local names (a severity that is not SHACL's
// by its IRI); "sourceShape"; "message" in that language when the shape has one, else in any, else
// our sentence; "details" when there are any.
Json to_json(const Report& report, std::string_view language = "en");

// Writes the text of the same, one result after the other: as values, a report of many results
// takes more memory than everything else.
void write_json(std::ostream& out, const Report& report, std::string_view language = "en");

}  // namespace passerelle::shacl
