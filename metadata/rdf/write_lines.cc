#include <algorithm>
#include <cstdio>
#include <vector>

#include "metadata/rdf/characters.h"
#include "metadata/rdf/escape.h"
#include "metadata/rdf/syntaxes.h"

namespace passerelle::rdf {
namespace {

void append_escaped(std::string& text, char c) {
  char escaped[8];
  std::snprintf(escaped, sizeof escaped, "\\u%04X", static_cast<unsigned>(c) & 0xFFU);
  text += escaped;
}

}  // namespace

void append_iri(std::string& text, std::string_view iri) {
  text += '<';
  for (const char c : iri) {
    // Nothing that was read holds such a character; an IRI of our own that did would stay one term.
    if (kIriBytes.has(c)) text += c;
    else append_escaped(text, c);
  }
  text += '>';
}

void append_quoted(std::string& text, std::string_view lexical) {
  text += '"';
  for (const char c : lexical) {
    switch (c) {
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      case '\b': text += "\\b"; break;
      case '\f': text += "\\f"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) append_escaped(text, c);
        else text += c;
    }
  }
  text += '"';
}

void append_term(std::string& text, const Dictionary& terms, TermId id) {
  switch (terms.kind(id)) {
    case TermKind::iri: append_iri(text, terms.text(id)); return;
    case TermKind::blank: text.append("_:").append(terms.text(id)); return;
    case TermKind::literal: break;
  }
  append_quoted(text, terms.text(id));
  if (const auto language = terms.language(id); !language.empty()) {
    text.append("@").append(language);
  } else if (terms.datatype(id) != Dictionary::kStringType) {
    text += "^^";
    append_iri(text, terms.text(terms.datatype(id)));
  }
}

std::string written_lines(const NamedGraphs& graphs) {
  std::vector<std::string> lines;
  for (const auto& [name, graph] : graphs) {
    const auto& terms = graph->dictionary();
    for (const auto& triple : graph->all()) {
      auto& line = lines.emplace_back();
      for (const auto id : {triple.subject, triple.predicate, triple.object}) {
        append_term(line, terms, id);
        line += ' ';
      }
      if (name) {
        append_term(line, terms, *name);
        line += ' ';
      }
      line += ".\n";
    }
  }
  // By text, not by term: sorted as `sort` would with LC_ALL=C.
  std::ranges::sort(lines);
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

}  // namespace passerelle::rdf
