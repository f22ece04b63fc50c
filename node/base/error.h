// An expected failure, as a value: a code that programs compare and a sentence that people read.
//
// A room declares its codes as `enum class XError` with a category made by `ErrorCategory`; the
// code's name ("permit.revoked") is stable and public, it appears in problems, logs and tests.
// Never put personal data, keys, SQL or file content in `detail`.
#pragma once

#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace passerelle {

// The category of one room: `names[i]` is the name of the enumerator with value i + 1.
class ErrorCategory final : public std::error_category {
 public:
  constexpr ErrorCategory(const char* room, std::span<const char* const> names) noexcept
      : room_(room), names_(names) {}

  const char* name() const noexcept override { return room_; }

  // Returns the public name of the code, "room.name".
  std::string message(int value) const override;

 private:
  const char* room_;
  std::span<const char* const> names_;
};

struct Error {
  std::error_code code;
  std::string detail;

  Error(std::error_code what, std::string why = {}) : code(what), detail(std::move(why)) {}

  // Returns the public name of the code, "room.name".
  std::string name() const { return code.message(); }

  // Returns "room.name: detail", for logs and terminals.
  std::string text() const { return detail.empty() ? name() : name() + ": " + detail; }
};

// Codes for inputs and system calls that any room may meet.
enum class BaseError {
  malformed = 1,  // bytes that are not what they claim to be
  too_large,      // over a limit
  unavailable,    // a file or system resource cannot be had
  internal,       // a mistake of ours
};
std::error_code make_error_code(BaseError code);

}  // namespace passerelle

template <>
struct std::is_error_code_enum<passerelle::BaseError> : std::true_type {};
