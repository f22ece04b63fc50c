#include "node/service/catalogue/query_values.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "node/service/errors.h"

namespace passerelle::service {
namespace {

constexpr std::size_t kDateSize = std::string_view("2026-11-25").size();
constexpr std::size_t kOffsetSize = std::string_view("+01:00").size();
constexpr std::size_t kDigitsKept = 3;

// Cuts "+01:00" off the end of a text; no offset is that of UTC.
std::optional<std::chrono::minutes> cut_offset(std::string_view& text) {
  if (text.ends_with('Z') || text.ends_with('z')) {
    text.remove_suffix(1);
    return std::chrono::minutes(0);
  }
  if (text.size() < kDateSize + kOffsetSize || text[text.size() - 3] != ':') {
    return std::chrono::minutes(0);
  }
  const auto offset = text.substr(text.size() - kOffsetSize);
  const char sign = offset.front();
  if (sign != '+' && sign != '-' && sign != ' ') return std::chrono::minutes(0);
  const auto hours = whole_number(offset.substr(1, 2), 0);
  const auto minutes = whole_number(offset.substr(4, 2), 0);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  text.remove_suffix(kOffsetSize);
  const auto distance = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return sign == '-' ? -distance : distance;
}

std::string_view without_small_digits(std::string_view text) {
  const auto point = text.find('.');
  return text.substr(0, point == std::string_view::npos ? point : point + 1 + kDigitsKept);
}

}  // namespace

Result<std::size_t> whole_number(std::string_view text, std::size_t otherwise) {
  if (text.empty()) return otherwise;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return Error{ServiceError::bad_request, "a whole number is expected in the address"};
  }
  return number;
}

Result<Instant> lenient_moment(std::string_view text) {
  if (text.size() == kDateSize) return parse_instant(std::string(text) + "T00:00:00Z");
  auto rest = text;
  const auto offset = cut_offset(rest);
  if (!offset) return Error{ServiceError::bad_request, "an offset from UTC that is none"};
  const auto moment = parse_instant(std::string(without_small_digits(rest)) + "Z");
  if (!moment) return moment.error();
  return *moment - *offset;
}

Error no_such_page() { return {ServiceError::not_found, "there is no such page"}; }

}  // namespace passerelle::service
