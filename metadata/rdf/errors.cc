#include "metadata/rdf/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::rdf {

std::error_code make_error_code(RdfError code) {
  static constexpr std::array kNames{"bad_syntax", "too_large", "relative_iri", "named_graphs",
                                     "too_complex"};
  static const ErrorCategory category("rdf", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::rdf
