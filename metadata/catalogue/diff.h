// What changed between two versions of a description: every triple that went or came, gathered by
// the field it belongs to and named as people name it.
//
// Blank nodes have no name that lasts, so those of one version are paired with those of the other:
// under the same property of the same thing, equal ones first, then the most alike. A changed label
// of one variable is thus one change of that variable, not a new variable.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "metadata/rdf/graph.h"

namespace passerelle::catalogue {

// One step from a resource to a value: a property, and the node it leads to when that is blank.
struct FieldStep {
  std::string property;  // IRI
  std::string field;     // its name in the reader's language
  std::string node;      // what names the blank node: "rx", "Access desk"; may be empty
};

struct FieldChange {
  rdf::Iri subject;                // the resource with an IRI that the triples are about
  std::string subject_name;        // its title or name; may be empty
  std::vector<FieldStep> path;     // the last eight steps of a longer way
  std::vector<rdf::Term> removed;  // values that only the older version has
  std::vector<rdf::Term> added;    // values that only the newer version has
};

// Returns the changes in the order of subjects and properties; none when the graphs say the same.
// Requires: every blank node is reached from a resource with an IRI, as `part_about` leaves it;
// others are not compared.
std::vector<FieldChange> difference(const rdf::Graph& older,
                                    const rdf::Graph& newer,
                                    const std::string& language);

// Returns what people call a property in that language; "dct:title" when nobody named it.
std::string field_name(const std::string& property, const std::string& language);

// Returns "Dictionary of variables › Tables › Variables rx › Title of the variable".
std::string field_path(const FieldChange& change);

}  // namespace passerelle::catalogue
