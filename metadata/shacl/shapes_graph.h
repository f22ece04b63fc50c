// Reads values out of a shapes graph: lists, numbers, names for sentences. Not for other rooms.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/graph.h"
#include "metadata/shacl/path.h"
#include "metadata/shacl/view.h"
#include "node/base/result.h"

namespace passerelle::shacl {

class ShapesGraph {
 public:
  explicit ShapesGraph(const rdf::Graph& graph)
      : graph_(graph), view_(graph), dictionary_(*graph.shared_dictionary()) {}

  const View& view() const { return view_; }
  rdf::Dictionary& dictionary() const { return dictionary_; }

  // The id of a name, made when there is none.
  rdf::TermId iri(std::string_view text) const { return dictionary_.iri(text); }
  rdf::TermId shacl(std::string_view local_name) const;

  // The local name of a term of the SHACL namespace; empty for any other term.
  std::string_view shacl_name(rdf::TermId term) const;

  // "<http://…>", "_:b1" or "\"text\"", for sentences.
  std::string name(rdf::TermId term) const;

  // The members of a well-formed list; an error says what is wrong with it.
  Result<std::vector<rdf::TermId>> list(rdf::TermId head) const;

  // A whole number of xsd:integer that is not negative.
  std::optional<std::uint64_t> count(rdf::TermId term) const;

  bool is_iri(rdf::TermId term) const { return dictionary_.kind(term) == rdf::TermKind::iri; }
  bool is_literal(rdf::TermId term) const {
    return dictionary_.kind(term) == rdf::TermKind::literal;
  }
  bool is_text(rdf::TermId term) const;     // xsd:string
  bool is_message(rdf::TermId term) const;  // xsd:string or a text with a language
  bool is_boolean(rdf::TermId term) const;

  // SHACL's switches are set by the literal `true`, not by its other spelling "1".
  bool is_true(rdf::TermId term) const;

  // Nodes whose type is the class or a subclass of it.
  Terms instances(std::string_view class_iri) const;

  // The path that stands at a node, or what is wrong with it.
  Result<Path> path(rdf::TermId node) const { return path(node, 0); }

 private:
  Result<Path> path(rdf::TermId node, int depth) const;

  const rdf::Graph& graph_;
  View view_;
  rdf::Dictionary& dictionary_;
};

}  // namespace passerelle::shacl
