// The order of literals, as the operators `<` and `<=` of SPARQL 1.1 (section 17.3) see it, which
// SHACL asks for in sh:minInclusive, sh:lessThan and their like: numbers with numbers, strings with
// strings, booleans with booleans, dateTimes with dateTimes; and, beyond that table, dates with
// dates and times with times, as in XPath. Nothing else has an order.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <compare>
#include <string_view>

namespace passerelle::shacl {

// A literal as it is compared: a view, the texts must outlive it.
struct LiteralView {
  std::string_view lexical;
  std::string_view datatype;
};

// Returns the order of two literals; `unordered` for ill-typed ones, for NaN, and for kinds that
// have no order.
std::partial_ordering compare(const LiteralView& left, const LiteralView& right);

}  // namespace passerelle::shacl
