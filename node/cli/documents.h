// RDF documents from files and from standard input, for commands that need no node. Private to the
// room.
#pragma once

#include <filesystem>
#include <string>

#include "metadata/rdf/documents.h"
#include "node/base/result.h"

namespace passerelle::cli {

// What a file on the operator's own machine may be: larger than what a node takes from outside.
inline constexpr std::size_t kMaximumDocumentBytes = std::size_t{1} << 30;
rdf::ReadLimits document_limits();

// Returns the syntax of a word that people use ("turtle", "ttl", "json-ld"), or of a media type.
Result<rdf::Syntax> syntax_of_word(const std::string& word);

// A document with its syntax, and the IRI that relative ones in it are resolved against.
struct Document {
  std::string text;
  rdf::Syntax syntax;
  std::string base;
};

// Reads a file; its ending tells the syntax unless a word does. "-" is standard input, which needs
// the word and has no base.
Result<Document> read_document(const std::filesystem::path& file, const std::string& syntax = {});

}  // namespace passerelle::cli
