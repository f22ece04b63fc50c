#include "node/worker/pipe.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <utility>

#include "node/worker/errors.h"

namespace passerelle::worker {
namespace {

// A write to a worker that died raises SIGPIPE, which would end the host; the thread keeps it to
// itself for the time of a write and takes it out again.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_signal_);
    sigaddset(&pipe_signal_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_signal_, &before_);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;
  ~NoPipeSignal() {
    if (was_raised_) {
      const timespec at_once{0, 0};
      while (::sigtimedwait(&pipe_signal_, nullptr, &at_once) < 0 && errno == EINTR) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  void was_raised() { was_raised_ = true; }

 private:
  sigset_t pipe_signal_{};
  sigset_t before_{};
  bool was_raised_ = false;
};

Error died() { return {WorkerError::died, "the worker ended before it answered"}; }

Result<void> await(int descriptor, short event, Deadline deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
            .count();
    if (left <= 0) return Error{WorkerError::timed_out, "the worker was over its time"};
    pollfd watched{descriptor, event, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min<long>(left, INT_MAX)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return died();
  }
}

Result<void> send_bytes(int to, std::string_view bytes, Deadline deadline) {
  NoPipeSignal no_signal;
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (auto ready = await(to, POLLOUT, deadline); !ready) return ready;
    } else if (errno != EINTR) {
      if (errno == EPIPE) no_signal.was_raised();
      return died();
    }
  }
  return {};
}

Result<void> receive_bytes(int from, char* to, std::size_t size, Deadline deadline) {
  while (size > 0) {
    const auto count = ::read(from, to, size);
    if (count > 0) {
      to += count;
      size -= static_cast<std::size_t>(count);
    } else if (count < 0 && errno == EAGAIN) {
      if (auto ready = await(from, POLLIN, deadline); !ready) return ready;
    } else if (count == 0 || errno != EINTR) {
      return died();
    }
  }
  return {};
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  Descriptor taken(std::move(other));
  std::swap(number_, taken.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<void> send_frame(const Descriptor& to, std::string_view text, Deadline deadline) {
  if (text.size() > kMaximumFrameBytes) {
    return Error{WorkerError::protocol, "a request is too large"};
  }
  std::array<char, 4> head{};
  for (std::size_t i = 0; i < head.size(); ++i) {
    head[i] = static_cast<char>(text.size() >> (8 * (head.size() - 1 - i)) & 0xFF);
  }
  if (auto sent = send_bytes(to.number(), {head.data(), head.size()}, deadline); !sent) return sent;
  return send_bytes(to.number(), text, deadline);
}

Result<std::string> receive_frame(const Descriptor& from, Deadline deadline) {
  std::array<char, 4> head{};
  if (auto got = receive_bytes(from.number(), head.data(), head.size(), deadline); !got) {
    return got.error();
  }
  std::size_t size = 0;
  for (const char byte : head) size = size << 8 | static_cast<std::uint8_t>(byte);
  if (size > kMaximumFrameBytes) return Error{WorkerError::protocol, "an answer is too large"};
  std::string text(size, '\0');
  if (auto got = receive_bytes(from.number(), text.data(), size, deadline); !got) {
    return got.error();
  }
  return text;
}

}  // namespace passerelle::worker
