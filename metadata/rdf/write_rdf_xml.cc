#include <algorithm>
#include <map>
#include <optional>

#include "metadata/rdf/blocks.h"
#include "metadata/rdf/rdf_xml_names.h"
#include "metadata/rdf/syntaxes.h"
#include "metadata/rdf/vocabulary.h"
#include "metadata/rdf/xml_literal.h"

namespace passerelle::rdf {
namespace {

// An IRI as an XML name: its namespace and its longest end that is a name.
struct Split {
  std::string_view name_space, local;
};

std::optional<Split> split(std::string_view iri) {
  const auto at = safe_xml_name_at_end(iri);
  if (at == 0 || at == iri.size()) return std::nullopt;
  const Split parts{iri.substr(0, at), iri.substr(at)};
  if (parts.name_space == kXmlnsNamespace) return std::nullopt;  // which no prefix may have
  return parts;
}

// Says whether an element of that name is a property or a type, and no part of the syntax.
bool is_free_name(const Split& name) {
  return name.name_space != kRdfNamespace ||
         (!is_rdf_syntax_name(name.local) && name.local != "Description" && name.local != "li");
}

// Section 2.2 of XML 1.0: most control characters can be written in no way.
bool is_xml_text(std::string_view text) {
  return std::ranges::none_of(text,
                              [](char c) {
                                return static_cast<unsigned char>(c) < 0x20 && c != '\t' &&
                                       c != '\n' && c != '\r';
                              }) &&
         text.find("\xEF\xBF\xBE") == std::string_view::npos &&
         text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

bool is_writable(const Dictionary& terms, const TripleIds& triple) {
  const auto name = split(terms.text(triple.predicate));
  return name && is_free_name(*name) &&
         (terms.kind(triple.object) != TermKind::literal || is_xml_text(terms.text(triple.object)));
}

std::vector<TripleIds> writable_triples(const Graph& graph) {
  std::vector<TripleIds> triples;
  std::ranges::copy_if(graph.all(), std::back_inserter(triples), [&](const TripleIds& triple) {
    return is_writable(graph.dictionary(), triple);
  });
  return triples;
}

class RdfXmlWriter {
 public:
  explicit RdfXmlWriter(const Graph& graph)
      : terms_(graph.dictionary()),
        blocks_(terms_, writable_triples(graph)),
        prefixes_{{std::string(kRdfNamespace), "rdf"}} {
    for (const auto& [prefix, name_space] : graph.prefixes()) {
      if (!prefix.empty() && safe_xml_name_at_end(prefix) == 0 && !prefix.starts_with("xml") &&
          prefix != "rdf") {
        offered_.emplace(name_space, prefix);
      }
    }
  }

  std::string text(std::size_t left_out) {
    for (const auto subject : blocks_.subjects()) node(subject, "  ");
    std::string head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF";
    std::map<std::string, std::string> declared;
    for (const auto& [name_space, prefix] : prefixes_) declared.emplace(prefix, name_space);
    for (const auto& [prefix, name_space] : declared) {
      head += "\n    xmlns:" + prefix + "=\"";
      append_xml_value(head, name_space);
      head += '"';
    }
    head += ">\n";
    if (left_out > 0) {
      head += "  <!-- " + std::to_string(left_out) +
              " triples are left out: XML has no name for their predicate, or no way to write a"
              " character -->\n";
    }
    return head + body_ + "</rdf:RDF>\n";
  }

 private:
  // Returns "prefix:local", declaring the namespace.
  std::string qualified(const Split& name) {
    auto [entry, is_new] = prefixes_.try_emplace(std::string(name.name_space));
    if (is_new) {
      const auto offer = offered_.find(name.name_space);
      if (offer != offered_.end()) entry->second = offer->second;
      while (entry->second.empty()) {
        const auto made = "ns" + std::to_string(++made_prefixes_);
        const bool is_taken = std::ranges::any_of(
            offered_, [&](const auto& offered) { return offered.second == made; });
        if (!is_taken) entry->second = made;
      }
    }
    return entry->second + ":" + std::string(name.local);
  }

  void attribute(std::string_view name, std::string_view value) {
    body_.append(" ").append(name).append("=\"");
    append_xml_value(body_, value);
    body_ += '"';
  }

  // Labels of our own, for others may be no XML names.
  void blank(TermId id) {
    const auto number = numbers_.try_emplace(id, numbers_.size()).first->second;
    attribute("rdf:nodeID", "b" + std::to_string(number));
  }

  // Returns the first type that can name the element of a node; nothing when none can.
  const TripleIds* naming_type(std::span<const TripleIds> triples) const {
    for (const auto& triple : triples) {
      if (terms_.text(triple.predicate) != kRdfType) break;  // types come first
      if (terms_.kind(triple.object) != TermKind::iri) continue;
      const auto name = split(terms_.text(triple.object));
      if (name && is_free_name(*name)) return &triple;
    }
    return nullptr;
  }

  void node(TermId id, const std::string& indent) {
    const auto triples = blocks_.about(id);
    const auto* type = naming_type(triples);
    const auto name = type == nullptr ? std::string("rdf:Description")
                                      : qualified(*split(terms_.text(type->object)));
    body_ += indent + "<" + name;
    if (terms_.kind(id) == TermKind::iri) attribute("rdf:about", terms_.text(id));
    else if (!blocks_.is_inlined(id)) blank(id);
    if (triples.size() == (type == nullptr ? 0U : 1U)) {
      body_ += "/>\n";
      return;
    }
    body_ += ">\n";
    for (const auto& triple : triples) {
      if (&triple != type) property(triple, indent + "  ");
    }
    body_ += indent + "</" + name + ">\n";
  }

  void property(const TripleIds& triple, const std::string& indent) {
    const auto name = qualified(*split(terms_.text(triple.predicate)));
    const auto object = triple.object;
    body_ += indent + "<" + name;
    switch (terms_.kind(object)) {
      case TermKind::iri:
        attribute("rdf:resource", terms_.text(object));
        body_ += "/>\n";
        return;
      case TermKind::blank:
        if (!blocks_.is_inlined(object)) {
          blank(object);
          body_ += "/>\n";
          return;
        }
        body_ += ">\n";
        node(object, indent + "  ");
        body_ += indent;
        break;
      case TermKind::literal:
        if (const auto language = terms_.language(object); !language.empty()) {
          attribute("xml:lang", language);
        } else if (terms_.datatype(object) != Dictionary::kStringType) {
          attribute("rdf:datatype", terms_.text(terms_.datatype(object)));
        }
        body_ += ">";
        append_xml_text(body_, terms_.text(object));
        break;
    }
    body_ += "</" + name + ">\n";
  }

  const Dictionary& terms_;
  Blocks blocks_;
  std::map<std::string, std::string, std::less<>> prefixes_;  // namespace → prefix
  std::map<std::string, std::string, std::less<>> offered_;   // by the graph
  std::map<TermId, std::size_t> numbers_;
  std::size_t made_prefixes_ = 0;
  std::string body_;
};

}  // namespace

std::size_t unwritable_in_rdf_xml(const Graph& graph) {
  return graph.size() - writable_triples(graph).size();
}

std::string written_rdf_xml(const Graph& graph) {
  return RdfXmlWriter(graph).text(unwritable_in_rdf_xml(graph));
}

}  // namespace passerelle::rdf
