// The host's end of a worker's pipe: frames (a length of 32 bits, big endian, and JSON text) that
// are sent and awaited until a deadline. A worker that is gone is an error, never a signal.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/worker/deadline.h"

namespace passerelle::worker {

inline constexpr std::size_t kMaximumFrameBytes = std::size_t{256} << 20;

// A descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int number() const { return number_; }

 private:
  int number_ = -1;
};

// Requires of all: the descriptor does not block (O_NONBLOCK).
Result<void> send_frame(const Descriptor& to, std::string_view text, Deadline deadline);
Result<std::string> receive_frame(const Descriptor& from, Deadline deadline);

}  // namespace passerelle::worker
