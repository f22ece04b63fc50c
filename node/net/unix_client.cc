#include "node/net/unix_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "node/http/codec.h"

namespace passerelle::net {
namespace {

using SteadyClock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// One exchange over a connected socket, every wait bounded by the same deadline.
class LocalExchange {
 public:
  LocalExchange(std::string where, SteadyClock::time_point deadline)
      : where_(std::move(where)),
        deadline_(deadline),
        socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}

  Result<void> connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (where_.size() >= sizeof(address.sun_path)) {
      return Error{NetError::bad_address, "the path of the socket is too long: " + where_};
    }
    std::memcpy(address.sun_path, where_.data(), where_.size());
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    while (::connect(socket_.number(), generic, sizeof(address)) != 0) {
      // EAGAIN: the queue of a Unix socket is full; there is nothing to poll for.
      if (errno != EAGAIN && errno != EINTR) return unreachable();
      if (SteadyClock::now() >= deadline_) return timeout();
      ::poll(nullptr, 0, 10);
    }
    return {};
  }

  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return {};  // the node may have answered and closed: the answer counts
      } else if (auto ready = wait_for(POLLOUT); !ready) {
        return ready;
      }
    }
    return {};
  }

  // Returns the next bytes; none at the end.
  Result<std::string_view> read() {
    while (true) {
      const auto count = ::recv(socket_.number(), buffer_.data(), buffer_.size(), 0);
      if (count >= 0) return std::string_view(buffer_.data(), static_cast<std::size_t>(count));
      if (errno == ECONNRESET) return std::string_view();
      if (auto ready = wait_for(POLLIN); !ready) return ready.error();
    }
  }

  Error unreachable() const {
    return Error{NetError::unreachable,
                 "no node answers at " + where_ + ": " + std::strerror(errno)};
  }

 private:
  Error timeout() const { return Error{NetError::timeout, "the node at " + where_ + " is silent"}; }

  Result<void> wait_for(short event) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return unreachable();
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline_ - SteadyClock::now()).count();
    if (left <= 0) return timeout();
    pollfd waiting{socket_.number(), event, 0};
    ::poll(&waiting, 1, static_cast<int>(left));
    return {};
  }

  std::string where_;
  SteadyClock::time_point deadline_;
  Descriptor socket_;
  std::array<char, 16'384> buffer_{};
};

}  // namespace

Result<http::Response> fetch_unix(const std::filesystem::path& socket,
                                  const http::Request& request,
                                  std::chrono::milliseconds deadline) {
  auto question = request;
  question.set_header("Host", "localhost");
  const auto bytes = http::encode(question);
  if (!bytes) return bytes.error();
  LocalExchange exchange(socket.string(), SteadyClock::now() + deadline);
  if (auto connected = exchange.connect(); !connected) return connected.error();
  if (auto written = exchange.write(*bytes); !written) return written.error();

  http::ResponseDecoder decoder;
  decoder.expect(request.method);
  while (true) {
    const auto more = exchange.read();
    if (!more) return more.error();
    auto state = more->empty() ? decoder.finish() : decoder.feed(*more);
    while (state && *state == http::DecodeState::headers_complete) state = decoder.feed({});
    if (state && *state == http::DecodeState::done) return decoder.take();
    if (!state && !more->empty()) return Error{NetError::bad_response, state.error().text()};
    if (more->empty()) {
      return Error{NetError::unreachable, "the node at " + socket.string() + " went away"};
    }
  }
}

}  // namespace passerelle::net
