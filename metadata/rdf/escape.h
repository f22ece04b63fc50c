// How terms are written. Not for other rooms.
#pragma once

#include <string>
#include <string_view>

#include "metadata/rdf/term.h"

namespace passerelle::rdf {

std::string written(const Iri& iri);      // <…>
std::string written(const Blank& blank);  // _:…
std::string quoted(std::string_view lexical);

}  // namespace passerelle::rdf
