#include "node/step/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "node/step/errors.h"

namespace passerelle::step {
namespace {

// The kernel's newest form of `struct landlock_ruleset_attr`; Debian 12's header knows only the
// first field. An older kernel is given the size it knows.
struct Ruleset {
  std::uint64_t files;
  std::uint64_t network;  // from version 4
  std::uint64_t scopes;   // from version 6
};

// Everything each version can refuse (linux/landlock.h of Linux 6.12).
std::uint64_t all_file_rights(int abi) {
  std::uint64_t rights = (std::uint64_t{1} << 13) - 1;  // execute … make symbolic link
  if (abi >= 2) rights |= std::uint64_t{1} << 13;       // move between folders
  if (abi >= 3) rights |= std::uint64_t{1} << 14;       // truncate
  if (abi >= 5) rights |= std::uint64_t{1} << 15;       // ioctl on devices
  return rights;
}

constexpr std::uint64_t kAllNetwork = 3;  // TCP bind and connect
constexpr std::uint64_t kAllScopes = 3;   // abstract Unix sockets and signals outside

class Descriptor {
 public:
  explicit Descriptor(long number) : number_(static_cast<int>(number)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

}  // namespace

int landlock_abi() {
  const auto abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

Result<void> restrict_files(const std::vector<std::string>& readable) {
  const int abi = landlock_abi();
  const Ruleset wanted{all_file_rights(abi), abi >= 4 ? kAllNetwork : 0, abi >= 6 ? kAllScopes : 0};
  const std::size_t size = abi >= 6 ? sizeof(Ruleset) : (abi >= 4 ? 16 : 8);
  const Descriptor rules(::syscall(SYS_landlock_create_ruleset, &wanted, size, 0));
  if (!rules.is_open()) return sandbox_refused("landlock_create_ruleset");

  for (const auto& file : readable) {
    const Descriptor opened(::open(file.c_str(), O_PATH | O_CLOEXEC));
    if (!opened.is_open()) continue;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    rule.parent_fd = opened.number();
    if (::syscall(SYS_landlock_add_rule, rules.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) !=
        0) {
      return sandbox_refused("landlock_add_rule");
    }
  }
  if (::syscall(SYS_landlock_restrict_self, rules.number(), 0) != 0) {
    return sandbox_refused("landlock_restrict_self");
  }
  return {};
}

}  // namespace passerelle::step
