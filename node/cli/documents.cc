#include "node/cli/documents.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iostream>
#include <iterator>

#include "node/service/errors.h"
#include "node/service/home.h"

namespace passerelle::cli {
namespace {

using service::ServiceError;

// Words for syntaxes beside the endings of files.
struct SyntaxWord {
  std::string_view word, ending;
};
constexpr std::array kSyntaxWords{
    SyntaxWord{"turtle", "ttl"}, SyntaxWord{"n-triples", "nt"}, SyntaxWord{"ntriples", "nt"},
    SyntaxWord{"n-quads", "nq"}, SyntaxWord{"nquads", "nq"},    SyntaxWord{"rdf-xml", "rdf"},
    SyntaxWord{"rdfxml", "rdf"}, SyntaxWord{"rdf/xml", "rdf"},  SyntaxWord{"json-ld", "jsonld"},
};

// "file:///work/my%20data.ttl" (RFC 8089).
std::string file_iri(const std::filesystem::path& file) {
  constexpr std::string_view kPlain = "/-._~!$&'()*+,;=:@";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string iri = "file://";
  for (const char c : std::filesystem::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos) {
      iri += c;
    } else {
      iri += '%';
      iri += kHex[byte >> 4U];
      iri += kHex[byte & 15U];
    }
  }
  return iri;
}

Result<std::string> read_input() {
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  if (text.size() <= kMaximumDocumentBytes) return text;
  return Error{BaseError::too_large, "standard input is longer than a document may be"};
}

}  // namespace

rdf::ReadLimits document_limits() {
  rdf::ReadLimits limits;
  limits.bytes = kMaximumDocumentBytes;
  limits.term_bytes = 8 * kMaximumDocumentBytes;
  limits.triples = 100'000'000;
  return limits;
}

Result<rdf::Syntax> syntax_of_word(const std::string& word) {
  if (const auto syntax = rdf::syntax_of_media_type(word)) return *syntax;
  const auto known = std::ranges::find(kSyntaxWords, std::string_view(word), &SyntaxWord::word);
  const auto ending = known == kSyntaxWords.end() ? std::string_view(word) : known->ending;
  if (const auto syntax = rdf::syntax_of_extension(ending)) return *syntax;
  return Error{ServiceError::bad_request, word + " is no syntax of RDF that is known here"};
}

Result<Document> read_document(const std::filesystem::path& file, const std::string& syntax) {
  const bool is_input = file == "-";
  auto ending = file.extension().string();
  if (!ending.empty()) ending.erase(0, 1);
  if (syntax.empty() && (is_input || !rdf::syntax_of_extension(ending))) {
    return Error{ServiceError::bad_request,
                 file.string() + ": the ending names no syntax of RDF; say which it is"};
  }
  const auto meant = syntax_of_word(syntax.empty() ? ending : syntax);
  if (!meant) return meant.error();
  auto text = is_input ? read_input() : service::read_text_file(file, kMaximumDocumentBytes);
  if (!text) return text.error();
  return Document{*std::move(text), *meant, is_input ? std::string() : file_iri(file)};
}

}  // namespace passerelle::cli
