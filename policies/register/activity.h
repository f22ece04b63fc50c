// What a body did, or learned, that no case tells and that its activity report is to tell
// (Art. 59(1)): audits, requests of natural persons, fines, publications of users. People record it
// as it happens, each under one kind, which has the letter of Art. 59(1) that it counts in.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::public_register {

enum class ActivityKind {
  fine,                     // b: administrative fine (Art. 63 and 64)
  user_audit,               // c: of a user's processing
  environment_audit,        // d: of a secure processing environment (Art. 73(3))
  person_request,           // e: of a natural person, on data protection rights
  engagement,               // f: with stakeholders
  payment,                  // g: received for permits and requests (Art. 62)
  peer_reviewed,            // j: publication of a user
  policy_document,          // j
  regulatory_procedure,     // j
  digital_product,          // k: product or service of digital health
  artificial_intelligence,  // k: the same, with artificial intelligence
};

std::string_view code(ActivityKind kind);
char letter_of(ActivityKind kind);

struct Activity {
  ActivityKind kind = ActivityKind::fine;
  Instant day;             // its first moment, UTC
  std::string text;        // a sentence for the report, without personal data
  std::int64_t count = 1;  // of what it tells
  std::int64_t cents = 0;  // of a fine or payment, in hundredths of `currency`
  std::string currency;
  bool operator==(const Activity&) const = default;
};

// {"kind", "day": "2029-03-26", "text", "count"?, "cents"?, "currency"?}. Refuses a fine or payment
// without money, and money of anything else.
Result<Activity> activity_from_json(const Json& value);
Json to_json(const Activity& activity);

}  // namespace passerelle::public_register
