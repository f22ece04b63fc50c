// From a shapes graph to compiled shapes. Not for other rooms.
//
// Thread safety: one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/shacl/shapes.h"
#include "metadata/shacl/shapes_graph.h"
#include "node/base/result.h"

namespace passerelle::shacl {

class ShapesReader {
 public:
  explicit ShapesReader(const rdf::Graph& graph) : graph_(graph), source_(graph) {}

  Result<Shapes> run();

 private:
  // What refers to a shape, for what SHACL asks of a shape in that place.
  enum class Place { alone, in_property, in_node, in_list };

  // A shape while its triples are read.
  struct Draft {
    Shape shape;
    std::map<std::string, Terms, std::less<>> values;  // by local name in the SHACL namespace
  };

  Result<void> refuse_other_dialects() const;
  Terms shapes_to_read() const;

  // Compiles the shape that stands at a node, once.
  Result<ShapeIndex> shape(rdf::TermId node, Place place);
  Result<ShapeIndex> compile(rdf::TermId node);
  Result<void> read_head(Draft& draft) const;
  Result<void> read_targets(Draft& draft) const;
  Result<void> read_terms(const Draft& draft);
  Result<void> read_constraints(Draft& draft);
  Result<void> check_place(const Shape& found, Place place);

  // One group of constraint components each; they add to the draft's constraints.
  Result<void> read_values(Draft& draft) const;
  Result<void> read_counts(Draft& draft) const;
  Result<void> read_bounds(Draft& draft) const;
  Result<void> read_strings(Draft& draft) const;
  Result<void> read_pairs(Draft& draft) const;
  Result<void> read_references(Draft& draft);
  Result<void> read_qualified(Draft& draft);
  Result<void> read_closed(Draft& draft) const;
  Result<void> read_sparql_forms(Draft& draft) const;

  // Values of a parameter; none when it is not there.
  static const Terms& values(const Draft& draft, std::string_view parameter);
  // The one value of a parameter that may stand once.
  Result<std::optional<rdf::TermId>> single(const Draft& draft, std::string_view parameter) const;
  Result<std::optional<std::uint64_t>> single_count(const Draft& draft,
                                                    std::string_view parameter) const;
  Result<bool> is_switched_on(const Draft& draft, std::string_view parameter) const;
  Result<std::vector<ShapeIndex>> shapes_of(rdf::TermId list);

  // An error or a sentence that says which shape it is about: the innermost one with a name, and
  // the paths on the way from it.
  Error refused(std::error_code code, const std::string& why) const;
  Error bad(const std::string& why) const;
  std::string place_name() const;
  void notice(const std::string& what);

  const rdf::Graph& graph_;
  ShapesGraph source_;
  Shapes::Compiled compiled_;
  Terms node_shapes_, property_shapes_, classes_;  // by type
  std::map<rdf::TermId, ShapeIndex> done_;
  std::vector<rdf::TermId> open_;  // from the outermost shape to the one being read
  std::set<std::string> notices_;  // each sentence once
};

}  // namespace passerelle::shacl
