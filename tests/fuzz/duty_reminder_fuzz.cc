// What a body reminds an applicant of: read or refused, and the same after a journey as JSON.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "policies/procedure/reminder.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(duty_reminder, text) {
  using namespace passerelle;
  const auto value = parse_json(text);
  if (!value) return;
  const auto reminder = procedure::duty_reminder_from_json(*value);
  if (!reminder) return;
  const auto again = procedure::duty_reminder_from_json(procedure::to_json(*reminder));
  if (!again || !(*again == *reminder)) std::abort();
}
