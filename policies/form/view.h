// An application as its form sees it: which fields are asked, and what stands in them. The document
// may be incomplete or wrong anywhere; what cannot be found is absent. Not for other rooms.
//
// Thread safety: one value, one thread. Lifetime: definition and document outlive the view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "policies/form/definition.h"

namespace passerelle::form {

class View {
 public:
  View(const Definition& definition, const Json& document)
      : definition_(definition), document_(document) {}

  // Returns what stands in a field, or nullptr. `country` is empty for a field of the common part.
  const Json* value(const Field& field, std::string_view country) const;

  // Says whether the application's legal path asks the field and its conditions hold.
  bool is_asked(const Field& field, std::string_view country) const;

  // The countries in which the field stands: those of the application, or "" for the common part.
  std::vector<std::string> places(const Field& field) const;

  std::vector<std::string> countries() const;

 private:
  bool holds(const Condition& condition, std::string_view country) const;

  const Definition& definition_;
  const Json& document_;
};

// Returns a member of an object, or nullptr; of anything else, nullptr.
const Json* member(const Json* object, std::string_view name);

// Returns the place of a field as a JSON Pointer: "/countries/FI/answers/cohort_size".
std::string pointer_to(const Field& field, std::string_view country);

}  // namespace passerelle::form
