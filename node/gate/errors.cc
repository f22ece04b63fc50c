#include "node/gate/errors.h"

#include <array>

#include "node/base/error.h"

namespace passerelle::gate {

std::error_code make_error_code(GateError code) {
  static constexpr std::array kNames{"no_evidence", "not_sealed", "wrong_answer"};
  static const ErrorCategory category("gate", kNames);
  return {static_cast<int>(code), category};
}

}  // namespace passerelle::gate
