// The Union data quality and utility label of a dataset (Regulation (EU) 2025/327, Art. 78): what
// its holder declares about documentation, technical quality, management, coverage, provision and
// modifications. Mandatory for data collected with public money; a body may revoke it.
//
// The elements are a closed table with the letters of Art. 78(3). The Commission's visual and
// technical specification of the label is still to come, so every element stands as a DQV
// measurement under a metric of ours that names its letter.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "metadata/rdf/graph.h"
#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::catalogue {

struct LabelElement {
  enum class Kind {
    text,
    iri,
    share,   // percent, 0 to 100
    level,   // of maturity, 1 to 5
    months,  // not negative
    days,    // not negative
  };
  std::string_view name;  // "completeness"
  char letter;            // of Art. 78(3): a to f
  Kind kind;
  std::string_view english, french;  // what it says
};

// In the order of the Regulation.
std::span<const LabelElement> label_elements();

struct QualityLabel {
  std::string issuer;  // IRI of the data holder
  Instant issued;
  std::map<std::string, std::string> values;  // by name of the element, as XML Schema writes them
  bool operator==(const QualityLabel&) const = default;
};

// {"issuer": IRI, "issued": time, "elements": {"completeness": 98.5, …}}. Refuses an element that
// the table does not know, a value out of its range, and a label that says nothing.
Result<QualityLabel> label_from_json(const Json& value);
Json to_json(const QualityLabel& label);

// Returns the label in DQV: a dqv:QualityCertificate as the dataset's annotation and one
// measurement for each element.
rdf::Graph label_statements(const QualityLabel& label, const rdf::Iri& dataset);

// Reads what `label_statements` wrote; nothing when the dataset has no label of this kind.
std::optional<QualityLabel> label_of(const rdf::Graph& graph, const rdf::Iri& dataset);

}  // namespace passerelle::catalogue
