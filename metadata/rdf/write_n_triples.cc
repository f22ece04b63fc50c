#include <algorithm>
#include <cstdio>
#include <vector>

#include "metadata/rdf/escape.h"
#include "metadata/rdf/turtle.h"

namespace passerelle::rdf {
namespace {

std::string written(const Literal& literal) {
  auto text = quoted(literal.lexical);
  if (!literal.language.empty()) return text + "@" + literal.language;
  if (literal.datatype == kXsdString) return text;
  return text + "^^" + rdf::written(Iri{literal.datatype});
}

}  // namespace

std::string written(const Iri& iri) { return "<" + iri.text + ">"; }
std::string written(const Blank& blank) { return "_:" + blank.label; }

std::string quoted(std::string_view lexical) {
  std::string text = "\"";
  for (const char c : lexical) {
    switch (c) {
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          char escaped[8];
          std::snprintf(escaped, sizeof escaped, "\\u%04X", static_cast<unsigned>(c) & 0xFFU);
          text += escaped;
        } else {
          text += c;
        }
    }
  }
  return text + "\"";
}

std::string write_n_triples(const Graph& graph) {
  std::vector<std::string> lines;
  lines.reserve(graph.size());
  const auto write = [](const auto& term) { return written(term); };
  for (const auto& [subject, predicate, object] : graph.triples()) {
    lines.push_back(std::visit(write, subject) + " " + written(predicate) + " " +
                    std::visit(write, object) + " .\n");
  }
  // By text, not by term: sorted as `sort` would with LC_ALL=C.
  std::ranges::sort(lines);
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

}  // namespace passerelle::rdf
