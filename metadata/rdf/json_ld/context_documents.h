// The contexts that documents may name.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace passerelle::rdf::json_ld {

// IRI → text of the JSON-LD document that holds the context.
using ContextDocuments = std::map<std::string, std::string, std::less<>>;

}  // namespace passerelle::rdf::json_ld
