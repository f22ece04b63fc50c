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

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '"' || c == '\\';
}

// Where a line stands in the text of all.
struct Line {
  std::size_t begin, size;
};

}  // namespace

void append_iri(std::string& text, std::string_view iri) {
  text += '<';
  if (std::ranges::all_of(iri, [](char c) { return kIriBytes.has(c); })) {
    text += iri;
  } else {
    // Nothing that was read holds such a character; an IRI of our own that did would stay one term.
    for (const char c : iri) {
      if (kIriBytes.has(c)) text += c;
      else append_escaped(text, c);
    }
  }
  text += '>';
}

void append_quoted(std::string& text, std::string_view lexical) {
  text += '"';
  while (!lexical.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if(lexical, needs_escape) - lexical.begin());
    text += lexical.substr(0, plain);
    if (plain == lexical.size()) break;
    const char c = lexical[plain];
    lexical.remove_prefix(plain + 1);
    switch (c) {
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      case '\b': text += "\\b"; break;
      case '\f': text += "\\f"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      case '\t': text += "\\t"; break;
      default: append_escaped(text, c);
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
  std::string unsorted;
  std::vector<Line> lines;
  for (const auto& [name, graph] : graphs) {
    const auto& terms = graph->dictionary();
    for (const auto& triple : graph->all()) {
      const auto begin = unsorted.size();
      for (const auto id : {triple.subject, triple.predicate, triple.object}) {
        append_term(unsorted, terms, id);
        unsorted += ' ';
      }
      if (name) {
        append_term(unsorted, terms, *name);
        unsorted += ' ';
      }
      unsorted += ".\n";
      lines.push_back({begin, unsorted.size() - begin});
    }
  }
  // By text, not by term: sorted as `sort` would with LC_ALL=C.
  const auto text_of = [all = std::string_view(unsorted)](const Line& line) {
    return all.substr(line.begin, line.size);
  };
  std::ranges::sort(lines, {}, text_of);
  std::string text;
  text.reserve(unsorted.size());
  for (const auto& line : lines) text += text_of(line);
  return text;
}

}  // namespace passerelle::rdf
