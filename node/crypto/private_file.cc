#include "node/crypto/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "node/crypto/errors.h"

namespace passerelle::crypto {
namespace {

constexpr std::size_t kMaximumPrivateBytes = std::size_t{64} << 10;
constexpr std::size_t kMaximumPublicBytes = std::size_t{1} << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

Error failure(CryptoError code, const char* act, const std::filesystem::path& file, int reason) {
  return {code, std::string(act) + " " + file.string() + ": " +
                    std::error_code(reason, std::generic_category()).message()};
}

// Makes the name of a new file survive a power cut.
void sync_folder_of(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open()) ::fsync(descriptor.number());
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure(CryptoError::unwritable, "write", file, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// The buffer has its full size from the start, so that no copy of a key stays behind in memory.
Result<std::string> read_all(int descriptor,
                             std::size_t maximum,
                             const std::filesystem::path& file) {
  std::string bytes(maximum + 1, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(CryptoError::unreadable, "read", file, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled > maximum) return failure(CryptoError::unreadable, "read", file, EFBIG);
  bytes.resize(filled);
  return bytes;
}

}  // namespace

Result<void> write_new_file(const std::filesystem::path& file,
                            std::string_view bytes,
                            Readers readers) {
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  const Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!descriptor.is_open()) {
    const int reason = errno;
    return failure(reason == EEXIST ? CryptoError::exists : CryptoError::unwritable, "create", file,
                   reason);
  }
  auto written = write_all(descriptor.number(), bytes, file);
  if (written && ::fsync(descriptor.number()) != 0) {
    written = failure(CryptoError::unwritable, "sync", file, errno);
  }
  if (!written) {
    ::unlink(file.c_str());
    return written;
  }
  sync_folder_of(file);
  return {};
}

Result<Secret> read_private_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) return failure(CryptoError::unreadable, "open", file, errno);
  struct stat facts{};
  if (::fstat(descriptor.number(), &facts) != 0) {
    return failure(CryptoError::unreadable, "stat", file, errno);
  }
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{CryptoError::exposed,
                 file.string() + ": others than the owner may use this file; chmod 600 it"};
  }
  auto bytes = read_all(descriptor.number(), kMaximumPrivateBytes, file);
  if (!bytes) return bytes.error();
  return Secret(*std::move(bytes));
}

Result<std::string> read_public_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) return failure(CryptoError::unreadable, "open", file, errno);
  return read_all(descriptor.number(), kMaximumPublicBytes, file);
}

}  // namespace passerelle::crypto
