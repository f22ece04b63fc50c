// What holds for every RDF document from anybody: it is read within limits or refused with a
// sentence, and what was read is the same dataset after being written and read again.
#pragma once

#include <string_view>

#include "metadata/rdf/documents.h"

namespace passerelle {

// Ends the process when it does not hold.
void round_trip(std::string_view document, rdf::Syntax syntax);

}  // namespace passerelle
