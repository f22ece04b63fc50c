#include "metadata/harvest/errors.h"

#include <array>

namespace passerelle::harvest {

std::error_code make_error_code(HarvestError code) {
  static constexpr std::array kNames{
      "bad_status",     "unknown_syntax",       "not_a_catalogue",  "page_loop",
      "repeated_page",  "too_many_pages",       "too_many_bytes",   "too_many_datasets",
      "out_of_time",    "fewer_than_announced", "described_twice",  "no_iri",
      "missing_record", "bad_activity",         "too_many_failures"};
  static const ErrorCategory category("harvest", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::harvest
