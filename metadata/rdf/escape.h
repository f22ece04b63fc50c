// How terms are written in N-Quads, and where Turtle writes them alike.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "metadata/rdf/dictionary.h"

namespace passerelle::rdf {

void append_iri(std::string& text, std::string_view iri);         // <…>
void append_quoted(std::string& text, std::string_view lexical);  // "…"
void append_term(std::string& text, const Dictionary& terms, TermId id);

}  // namespace passerelle::rdf
