#include "node/audit/checkpoint.h"

#include <charconv>

#include "node/audit/errors.h"
#include "node/base/encoding.h"

namespace passerelle::audit {
namespace {

// Takes one line and its newline away from the text.
Result<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == 0 || end == std::string_view::npos) {
    return Error{AuditError::malformed, "a log head with a line missing"};
  }
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool has_leading_zero = text.size() > 1 && text.front() == '0';
  if (problem != std::errc() || end != text.data() + text.size() || has_leading_zero) {
    return Error{AuditError::malformed, "a log head whose size is not a number"};
  }
  return size;
}

}  // namespace

std::string Checkpoint::text() const {
  return origin + "\n" + std::to_string(size) + "\n" + to_base64(root) + "\n";
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const auto origin = take_line(text);
  if (!origin) return origin.error();
  const auto size_line = take_line(text);
  if (!size_line) return size_line.error();
  const auto root_line = take_line(text);
  if (!root_line) return root_line.error();
  const auto size = parse_size(*size_line);
  if (!size) return size.error();
  const auto root = from_base64(*root_line);
  if (!root || root->size() != empty_root().size()) {
    return Error{AuditError::malformed, "a log head whose root is not a hash"};
  }
  while (!text.empty()) {
    if (const auto extension = take_line(text); !extension) return extension.error();
  }
  return Checkpoint{std::string(*origin), *size, *root};
}

Result<Checkpoint> verify_checkpoint(std::string_view note, const NoteKey& log) {
  const auto text = verify_note(note, log);
  if (!text) return text.error();
  auto checkpoint = Checkpoint::parse(*text);
  if (checkpoint && checkpoint->origin != log.name()) {
    return Error{AuditError::signature, "the head of another log"};
  }
  return checkpoint;
}

}  // namespace passerelle::audit
