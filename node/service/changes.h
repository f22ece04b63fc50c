// Lets a caller wait until a thing changes without holding a thread: a long poll registers a
// wake-up, whoever changes the thing calls it.
//
// Thread safety: any thread. A wake-up is called at most once, on the thread of `notify`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace passerelle::service {

class Changes {
 public:
  using Wake = std::function<void()>;

  // Returns a ticket for `forget`.
  std::uint64_t expect(const std::string& thing, Wake wake);
  void forget(const std::string& thing, std::uint64_t ticket);
  void notify(const std::string& thing);

 private:
  std::mutex mutex_;
  std::uint64_t last_ticket_ = 0;
  std::map<std::pair<std::string, std::uint64_t>, Wake> waiting_;
};

}  // namespace passerelle::service
