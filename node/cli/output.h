// How a command shows its answer: one JSON document, or lines that a person reads.
#pragma once

#include <iosfwd>
#include <string>

#include "node/base/error.h"
#include "node/base/json.h"

namespace passerelle::cli {

// Nested objects as indented "name: value" lines, lists as tables (text_table.h) or as "- item".
void print_text(std::ostream& out, const Json& value);

void print(std::ostream& out, const Json& value, bool as_json);

// A failure on stderr; with --json the RFC 9457 object on stdout.
void print_failure(const Error& error, const Json& problem, bool as_json);

}  // namespace passerelle::cli
