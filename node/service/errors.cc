#include "node/service/errors.h"

#include <array>

namespace passerelle::service {

std::error_code make_error_code(ServiceError code) {
  static constexpr std::array kNames{"bad_configuration",
                                     "not_a_home",
                                     "home_in_use",
                                     "exists",
                                     "not_found",
                                     "not_allowed",
                                     "login_required",
                                     "conflict",
                                     "bad_request",
                                     "busy",
                                     "dataset_changed",
                                     "no_local_dataset",
                                     "not_linkable",
                                     "reads_identifiers",
                                     "no_permit",
                                     "refused",
                                     "order_failed",
                                     "violations",
                                     "dataset_not_in_force",
                                     "not_acceptable",
                                     "no_analysis_set"};
  static const ErrorCategory category("service", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::service
