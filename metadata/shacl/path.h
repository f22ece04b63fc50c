// Property paths of SHACL (section 2.3.1), compiled to ids, and their walk through a graph.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metadata/rdf/dictionary.h"
#include "metadata/shacl/budget.h"
#include "metadata/shacl/view.h"

namespace passerelle::shacl {

struct Path {
  enum class Kind : std::uint8_t {
    predicate,
    inverse,       // of parts[0]
    sequence,      // parts one after the other
    alternative,   // any of the parts
    zero_or_more,  // of parts[0]
    one_or_more,
    zero_or_one,
  };
  Kind kind = Kind::predicate;
  rdf::TermId predicate{};  // of Kind::predicate
  std::vector<Path> parts;

  bool operator==(const Path&) const = default;
};

// Returns the nodes that the path leads to. The walk ends early when the budget is spent.
Terms walk(const View& view, const Path& path, rdf::TermId from, Budget& budget);

// Returns the path in the syntax of SPARQL: "<p>", "^<p>", "<p>/<q>", "<p>|<q>", "<p>*",
// with brackets where they are needed.
std::string text(const Path& path, const rdf::Dictionary& dictionary);

}  // namespace passerelle::shacl
