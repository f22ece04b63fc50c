#include "node/search/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::search {

std::error_code make_error_code(SearchError code) {
  static constexpr std::array kNames{
      "too_long", "no_words", "unknown_parameter", "bad_page", "bad_range", "outdated", "corrupt"};
  static const ErrorCategory category("search", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::search
