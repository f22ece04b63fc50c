// A profile as a table that people read, one rule per line, and the shapes that are made from it.
// The columns are told in healthdcat-ap-8.table, the table that comes with the program.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/result.h"

namespace passerelle::profiles {

struct Rule {
  enum class Kind : std::uint8_t { any, text, iri, resource };
  enum class Severity : std::uint8_t { violation, warning, info };

  std::size_t line = 0;
  std::string subject;  // the IRI of a class, or the name of a part
  bool is_part = false;
  std::vector<std::string> properties;  // one, or several of which any counts
  bool is_inverse = false;
  std::uint64_t least = 0;
  std::optional<std::uint64_t> most;
  std::string condition;  // a property that must be true for the count to hold; empty for always
  Kind kind = Kind::any;
  std::vector<std::string> datatypes, classes;
  std::vector<std::string> parts;   // "as X", X a part or a class
  std::vector<std::string> values;  // "= X", each must be there
  std::vector<std::string> code_lists;
  std::string pattern;
  Severity severity = Severity::violation;
  std::map<std::string, std::string> messages;  // by language

  // The rule that the document describes an instance of the class `properties.front()`.
  bool is_about_document() const { return subject.empty(); }
};

struct RuleTable {
  std::string profile, release;            // "healthdcat-ap/8", "8"
  std::vector<std::string> access_rights;  // what it applies to
  std::vector<Rule> rules;
};

// Reads a table; refuses a line that breaks its rules, a reference to a part or class without
// rules, and a condition on a count from 0.
Result<RuleTable> parse_rules(std::string_view name, std::string_view text);

// Returns the shapes. `schemes` gives the scheme of every code list that the rules name; one that
// is not there is refused.
//
// Of each class or part there is one shape with counts, kinds, datatypes and references, which "as
// X" refers to, one with the classes of values, one with code lists, and one with everything that
// is no violation. Parts have one shape with all. Their IRIs are `urn:passerelle:profile:NAME#…`.
Result<rdf::Graph> shapes_of(const RuleTable& table,
                             const std::map<std::string, std::string, std::less<>>& schemes);

}  // namespace passerelle::profiles
