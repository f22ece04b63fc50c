#include "metadata/catalogue/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::catalogue {

std::error_code make_error_code(CatalogueError code) {
  static constexpr std::array kNames{"no_dataset",     "bad_iri",       "no_title",
                                     "no_description", "not_described", "unnamed_column"};
  static const ErrorCategory category("catalogue", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::catalogue
