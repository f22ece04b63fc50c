#include "node/net/handed_over.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "node/net/listening_socket.h"

namespace passerelle::net {
namespace {

// The first descriptor that is handed over (SD_LISTEN_FDS_START).
constexpr int kFirst = 3;
constexpr int kMost = 16;

std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value ? value : "";
  ::unsetenv(name);
  return text;
}

Result<int> number_in(std::string_view text, const char* variable) {
  int number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || stopped != end || number < 0) {
    return Error{NetError::cannot_listen, std::string(variable) + " is not a number"};
  }
  return number;
}

}  // namespace

Result<std::map<std::string, int>> take_handed_over_sockets() {
  const auto pid = take_variable("LISTEN_PID");
  const auto count_text = take_variable("LISTEN_FDS");
  const auto all_names = take_variable("LISTEN_FDNAMES");
  std::map<std::string, int> sockets;
  if (count_text.empty()) return sockets;
  if (!pid.empty()) {
    const auto owner = number_in(pid, "LISTEN_PID");
    if (!owner) return owner.error();
    if (*owner != ::getpid()) return sockets;  // meant for a parent of ours
  }
  const auto count = number_in(count_text, "LISTEN_FDS");
  if (!count) return count.error();
  if (*count > kMost) return Error{NetError::cannot_listen, "LISTEN_FDS: too many sockets"};

  std::string_view names = all_names;
  for (int i = 0; i < *count; ++i) {
    const auto end = std::min(names.find(':'), names.size());
    const std::string name(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
    if (name.empty() || !sockets.emplace(name, kFirst + i).second) {
      return Error{NetError::cannot_listen, "LISTEN_FDNAMES does not name each socket once"};
    }
    keep_from_children(kFirst + i);
  }
  return sockets;
}

}  // namespace passerelle::net
