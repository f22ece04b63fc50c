#include "node/audit/head_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

namespace passerelle::audit {
namespace {

// More than any head with a hundred witnesses.
constexpr std::size_t kMaximumHeadBytes = std::size_t{64} << 10;

Error failure(const char* act, const std::filesystem::path& file) {
  return Error{BaseError::unavailable,
               std::string(act) + " " + file.string() + ": " + std::strerror(errno)};
}

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int value() const { return value_; }

 private:
  int value_;
};

Result<void> write_all(int descriptor, std::string_view text, const std::filesystem::path& file) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("write", file);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return failure("fsync", file);
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.value() < 0) return failure("open", folder);
  if (::fsync(descriptor.value()) != 0) return failure("fsync", folder);
  return {};
}

}  // namespace

Result<std::optional<std::string>> read_head_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.value() < 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    return failure("open", file);
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto count = ::read(descriptor.value(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("read", file);
    if (count == 0) return std::optional<std::string>(std::move(text));
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaximumHeadBytes) {
      return Error{BaseError::too_large, file.string() + " is too long for a log head"};
    }
  }
}

Result<void> write_head_file(const std::filesystem::path& file, const std::string& note) {
  auto temporary = file;
  temporary += ".new";
  {
    const Descriptor descriptor(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (descriptor.value() < 0) return failure("open", temporary);
    if (auto written = write_all(descriptor.value(), note, temporary); !written) return written;
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) return failure("rename", temporary);
  // A rename is durable when its folder is.
  const auto folder = file.parent_path();
  return sync_folder(folder.empty() ? "." : folder);
}

}  // namespace passerelle::audit
