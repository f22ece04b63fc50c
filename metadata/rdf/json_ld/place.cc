#include "metadata/rdf/json_ld/place.h"

#include "metadata/rdf/iri.h"
#include "node/base/fields.h"

namespace passerelle::rdf::json_ld {

std::string Place::text() const {
  if (up_ == nullptr) return step_.empty() ? "" : shortened(step_) + "#";
  const auto step =
      step_.data() == nullptr ? std::to_string(index_) : pointer_step(shortened(step_));
  return up_->text() + "/" + step;
}

}  // namespace passerelle::rdf::json_ld
