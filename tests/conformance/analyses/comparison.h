// One answer against the numbers of a reference.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/conformance/analyses/places.h"
#include "tests/conformance/analyses/tally.h"

namespace passerelle::conformance {

// A quantity of a form (cases/forms.json): places below those that a case names, how far the
// numbers may be apart, and what else a difference is measured by: a number, or the place of one
// (or of as many) in the reference, a standard error mostly.
struct Quantity {
  Places places;
  double tolerance = 0;
  Json scale;
};

// Fields beside a list that say where its elements stand, so that a reference may hold fewer; what
// it holds beyond `until` is left out.
struct Along {
  std::string ours, theirs;
  double until = 0;
};

class Comparison {
 public:
  // `order` has the names of levels as they are declared, for references that are lists of them.
  Comparison(Tally& tally, std::string analysis, std::string source, std::vector<std::string> order)
      : tally_(&tally), row_{std::move(analysis), std::move(source)}, order_(std::move(order)) {}

  void compare(const Json& answer,
               const Json& reference,
               const Quantity& quantity,
               const Along& along);

  // Holds the cells of a table against a list of them, each with the names of its levels and
  // `Freq`; with `node`, those of the node's own. Requires: `table` is the answer to a crosstab of
  // `rows` and `columns` ("" for none).
  void compare_cells(const Json& table,
                     const Json& list,
                     const std::string& node,
                     const std::string& rows,
                     const std::string& columns);

 private:
  void compare_one(const Json& answer,
                   const Json& reference,
                   const Places& places,
                   const Json& scale,
                   const Along& along);
  void number(const Json& ours, const Json& theirs, double scale, const std::string& place);
  void value(const Json& ours, const Json& theirs, const Json& scale, const std::string& place);
  void list(const Json& ours, const Json& theirs, const Json& scale, const std::string& place);
  void object(const Json& ours, const Json& theirs, const Json& scale, const std::string& place);

  Tally* tally_;
  Compared row_;
  double tolerance_ = 0;
  std::vector<std::string> order_;
};

}  // namespace passerelle::conformance
