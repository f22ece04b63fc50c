#include "node/catalogue/errors.h"

#include <array>

namespace passerelle::catalogue_store {

std::error_code make_error_code(RecordError code) {
  static constexpr std::array kNames{"unknown",  "other_source", "withdrawn",
                                     "no_label", "bad_code",     "unreadable"};
  static const ErrorCategory category("record", kNames);
  return {static_cast<int>(code), category};
}

Error unknown_dataset(const DatasetId& dataset) {
  return {RecordError::unknown, "the catalogue has no dataset " + dataset.text()};
}

}  // namespace passerelle::catalogue_store
