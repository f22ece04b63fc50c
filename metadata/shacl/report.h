// What a validation found: the validation report of SHACL (section 3.6) as values.
//
// Thread safety: const functions from any thread, as long as nobody adds to the dictionary of the
// data graph. A report keeps alive what its findings point to; the data graph itself is not needed.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "metadata/rdf/dictionary.h"
#include "metadata/shacl/path.h"
#include "metadata/shacl/shapes.h"

namespace passerelle::shacl {

// One validation result. The pointers lead into the shapes and live as long as the report.
struct Finding {
  rdf::TermId focus;
  std::optional<Path> path;
  std::optional<rdf::TermId> value;
  const Shape* shape;
  const Constraint* constraint;
  std::vector<Finding> details;  // why a value does not fit the shape of a sh:node
};

struct Counts {
  std::size_t violations = 0, warnings = 0, infos = 0, others = 0;
  bool operator==(const Counts&) const = default;
};

class Report {
 public:
  // Puts the findings in their order: by severity (violations first), focus node, path, component
  // and value, terms by their text. So equal inputs give equal reports, whatever the ids were.
  Report(Shapes shapes,
         std::shared_ptr<const rdf::Dictionary> dictionary,
         std::vector<Finding> findings);

  // Returns the report without the findings on these nodes.
  Report without(const std::set<rdf::TermId>& focus_nodes) const;

  const std::vector<Finding>& findings() const { return findings_; }
  const Counts& counts() const { return counts_; }

  // SHACL's notion: no result at all, not even a warning.
  bool conforms() const { return findings_.empty(); }
  bool has_violations() const { return counts_.violations > 0; }

  // What the ids of findings mean.
  const rdf::Dictionary& dictionary() const { return *dictionary_; }
  const std::shared_ptr<const rdf::Dictionary>& shared_dictionary() const { return dictionary_; }
  const Shapes& shapes() const { return shapes_; }

 private:
  Shapes shapes_;
  std::shared_ptr<const rdf::Dictionary> dictionary_;  // shared with the data graph
  std::vector<Finding> findings_;
  Counts counts_;
};

// The literals of sh:message that go with a finding; none when the shape has none.
const std::vector<rdf::TermId>& messages(const Finding& finding);

}  // namespace passerelle::shacl
