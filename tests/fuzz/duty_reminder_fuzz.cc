// What a body reminds an applicant of: read or refused, and the same after a journey as JSON.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/procedure/reminder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace passerelle;
  const auto value = parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto reminder = procedure::duty_reminder_from_json(*value);
  if (!reminder) return 0;
  const auto again = procedure::duty_reminder_from_json(procedure::to_json(*reminder));
  if (!again || !(*again == *reminder)) std::abort();
  return 0;
}
