#include "policies/register/activity.h"

#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"

namespace passerelle::public_register {
namespace {

constexpr std::size_t kLongestText = 1000;  // bytes
constexpr std::int64_t kMost = 1'000'000'000'000;

constexpr auto kCodes = std::to_array<std::string_view>(
    {"fine", "user_audit", "environment_audit", "person_request", "engagement", "payment",
     "peer_reviewed", "policy_document", "regulatory_procedure", "digital_product",
     "artificial_intelligence"});
constexpr std::string_view kLetters = "bcdefgjjjkk";
static_assert(kCodes.size() == kLetters.size());

bool is_money(ActivityKind kind) {
  return kind == ActivityKind::fine || kind == ActivityKind::payment;
}

bool is_currency(const std::string& text) {
  return text.size() == 3 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

}  // namespace

std::string_view code(ActivityKind kind) { return kCodes[static_cast<std::size_t>(kind)]; }

char letter_of(ActivityKind kind) { return kLetters[static_cast<std::size_t>(kind)]; }

Result<Activity> activity_from_json(const Json& value) {
  Fields f(value, "");
  Activity activity;
  const auto kind = access::parse_code<ActivityKind>(kCodes, f.text("kind"));
  const auto day = parse_instant(f.text("day") + "T00:00:00Z");
  activity.text = f.text("text");
  activity.count = f.integer_or("count", 1);
  activity.cents = f.integer_or("cents", 0);
  activity.currency = f.text_or("currency", "");
  if (f.failed()) return f.done().error();
  if (!kind) {
    f.fail("kind", kind.error().detail);
  } else {
    activity.kind = *kind;
  }
  if (!day) {
    f.fail("day", "a day like 2029-03-26 is expected");
  } else {
    activity.day = *day;
  }
  if (activity.text.empty() || activity.text.size() > kLongestText) {
    f.fail("text", "1 to " + std::to_string(kLongestText) + " bytes are expected");
  }
  if (activity.count < 1 || activity.count > kMost) f.fail("count", "1 or more is expected");
  if (activity.cents < 0 || activity.cents > kMost) f.fail("cents", "no debt is expected");
  if (kind && is_money(*kind)) {
    if (activity.cents == 0) f.fail("cents", "the amount of a " + std::string(code(*kind)));
    if (!is_currency(activity.currency)) f.fail("currency", "a code like EUR is expected");
  } else if (activity.cents != 0 || !activity.currency.empty()) {
    f.fail("cents", "only a fine or a payment has an amount");
  }
  if (auto read = f.done(); !read) return read.error();
  return activity;
}

Json to_json(const Activity& activity) {
  Json value{{"kind", code(activity.kind)},
             {"day", date_text(activity.day)},
             {"text", activity.text},
             {"count", activity.count}};
  if (is_money(activity.kind)) {
    value["cents"] = activity.cents;
    value["currency"] = activity.currency;
  }
  return value;
}

}  // namespace passerelle::public_register
