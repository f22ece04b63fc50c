#include "policies/privacy/register_file.h"

#include <algorithm>
#include <functional>

#include "policies/privacy/errors.h"

namespace passerelle::privacy {
namespace {

constexpr std::string_view kHeader = "person,recorded_at,kind";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error in_line(std::size_t line, std::string_view why) {
  return {PrivacyError::bad_file, "line " + std::to_string(line) + ": " + std::string(why)};
}

// Shows the lines with their numbers, without their ends, until one is refused.
Result<void> each_line(std::string_view text,
                       const std::function<Result<void>(std::size_t, std::string_view)>& take) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    auto content = text.substr(0, end);
    if (content.ends_with('\r')) content.remove_suffix(1);
    if (auto taken = take(line, content); !taken) return taken;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

Result<Statement> statement_of(std::size_t line, std::string_view content, Instant now) {
  if (content.find('"') != std::string_view::npos) {
    return in_line(line, "quotation marks are not expected");
  }
  const auto first = content.find(',');
  const auto second = first == std::string_view::npos ? first : content.find(',', first + 1);
  if (second == std::string_view::npos || content.find(',', second + 1) != std::string_view::npos) {
    return in_line(line, "three fields are expected: " + std::string(kHeader));
  }
  // Their errors would quote the field; a shifted column would make that an identifier.
  const auto recorded_at = parse_instant(content.substr(first + 1, second - first - 1));
  if (!recorded_at) return in_line(line, "recorded_at is no time of RFC 3339 in UTC");
  const auto choice = parse_choice(content.substr(second + 1));
  if (!choice) return in_line(line, choice.error().detail);
  Statement statement{std::string(content.substr(0, first)), *choice, *recorded_at};
  if (auto checked = check(statement, now); !checked) return in_line(line, checked.error().detail);
  return statement;
}

}  // namespace

Result<std::vector<Statement>> read_register_file(std::string_view text, Instant now) {
  std::vector<Statement> statements;
  // A file of nothing was lost on the way; a register in which nobody stands has a header.
  if (text.empty()) return in_line(1, "the header is expected: " + std::string(kHeader));
  auto read = each_line(text, [&](std::size_t line, std::string_view content) -> Result<void> {
    if (line == 1) {
      if (content == kHeader) return {};
      return in_line(line, "the header is expected: " + std::string(kHeader));
    }
    auto statement = statement_of(line, content, now);
    if (!statement) return statement.error();
    statements.push_back(*std::move(statement));
    return {};
  });
  if (!read) return read.error();
  return statements;
}

Result<std::vector<Statement>> read_person_list(std::string_view text, Choice choice, Instant now) {
  std::vector<Statement> statements;
  auto read = each_line(text, [&](std::size_t line, std::string_view content) -> Result<void> {
    if (content.empty()) return {};
    Statement statement{std::string(content), choice, now};
    if (auto checked = check(statement, now); !checked) {
      return in_line(line, checked.error().detail);
    }
    statements.push_back(std::move(statement));
    return {};
  });
  if (!read) return read.error();
  if (statements.empty()) {
    return Error{PrivacyError::statements_missing, "the list names no person"};
  }
  return statements;
}

}  // namespace passerelle::privacy
