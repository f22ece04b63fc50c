#include "node/step/frames.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "node/step/errors.h"

namespace passerelle::step {
namespace {

Error broken(const char* what) {
  return {StepError::pipe, std::string(what) + ": " + std::strerror(errno)};
}

// Returns how many bytes came before the end, at most `size`.
Result<std::size_t> read_fully(int descriptor, char* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::read(descriptor, to + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return broken("read from the host");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> write_fully(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return broken("write to the host");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace

Result<std::optional<std::string>> read_frame(int descriptor) {
  std::array<char, 4> head{};
  const auto got = read_fully(descriptor, head.data(), head.size());
  if (!got) return got.error();
  if (*got == 0) return std::optional<std::string>{};
  if (*got < head.size()) return Error{StepError::pipe, "the host stopped inside a frame"};
  std::size_t size = 0;
  for (const char byte : head) size = size << 8 | static_cast<std::uint8_t>(byte);
  if (size > kMaximumFrameBytes) return Error{StepError::pipe, "a frame is too large"};
  std::string text(size, '\0');
  const auto body = read_fully(descriptor, text.data(), size);
  if (!body) return body.error();
  if (*body < size) return Error{StepError::pipe, "the host stopped inside a frame"};
  return std::optional(std::move(text));
}

Result<void> write_frame(int descriptor, std::string_view text) {
  if (text.size() > kMaximumFrameBytes) return Error{StepError::pipe, "a frame is too large"};
  std::array<char, 4> head{};
  for (std::size_t i = 0; i < head.size(); ++i) {
    head[i] = static_cast<char>(text.size() >> (8 * (head.size() - 1 - i)) & 0xFF);
  }
  if (auto sent = write_fully(descriptor, {head.data(), head.size()}); !sent) return sent;
  return write_fully(descriptor, text);
}

}  // namespace passerelle::step
