#include "node/net/listening_socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <charconv>
#include <cstring>

namespace passerelle::net {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Error cannot_listen(const std::string& where, const std::string& why) {
  return Error{NetError::cannot_listen, "listen on " + where + ": " + why};
}

Result<Acceptor> take_over(asio::io_context& io, int descriptor) {
  const std::string where = "descriptor " + std::to_string(descriptor);
  int is_listening = 0;
  int family = 0;
  socklen_t size = sizeof(int);
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0 ||
      is_listening == 0 || getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0 ||
      (family != AF_INET && family != AF_INET6)) {
    return cannot_listen(where, "not a listening TCP socket");
  }
  Acceptor acceptor(io);
  error_code error;
  acceptor.assign(asio::generic::stream_protocol(family, IPPROTO_TCP), descriptor, error);
  if (error) return cannot_listen(where, error.message());
  keep_from_children(descriptor);
  return acceptor;
}

// A file without a listener is what a killed process leaves; anything else is not ours to remove.
Result<void> remove_stale(asio::io_context& io, const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  if (status.type() != std::filesystem::file_type::socket) {
    return cannot_listen(path.string(), "something else is there");
  }
  asio::local::stream_protocol::socket probe(io);
  error_code refused;
  probe.connect(asio::local::stream_protocol::endpoint(path.string()), refused);
  if (refused != asio::error::connection_refused) {
    return cannot_listen(path.string(), "another process listens there");
  }
  std::filesystem::remove(path, error);
  if (error) return cannot_listen(path.string(), error.message());
  return {};
}

}  // namespace

void keep_from_children(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

Result<Acceptor> listen_tcp(asio::io_context& io, const Endpoint& endpoint) {
  if (endpoint.descriptor) return take_over(io, *endpoint.descriptor);
  const std::string where = endpoint.address + " port " + std::to_string(endpoint.port);
  error_code error;
  const auto address = asio::ip::make_address(endpoint.address, error);
  if (error) return Error{NetError::bad_address, endpoint.address + " is not an IP address"};
  const asio::ip::tcp::endpoint place(address, endpoint.port);

  Acceptor acceptor(io);
  acceptor.open(asio::generic::stream_protocol(place.protocol()), error);
  if (error) return cannot_listen(where, error.message());
  keep_from_children(acceptor.native_handle());
  acceptor.set_option(asio::socket_base::reuse_address(true), error);
  acceptor.bind(asio::generic::stream_protocol::endpoint(place), error);
  if (error) return cannot_listen(where, error.message());
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(where, error.message());
  return acceptor;
}

Result<Acceptor> listen_path(asio::io_context& io, const std::filesystem::path& path) {
  if (path.string().size() >= sizeof(sockaddr_un{}.sun_path)) {
    return Error{NetError::bad_address, "the path of the socket is too long: " + path.string()};
  }
  if (auto removed = remove_stale(io, path); !removed) return removed.error();
  const asio::local::stream_protocol::endpoint place(path.string());
  Acceptor acceptor(io);
  error_code error;
  acceptor.open(asio::generic::stream_protocol(place.protocol()), error);
  if (error) return cannot_listen(path.string(), error.message());
  keep_from_children(acceptor.native_handle());
  acceptor.bind(asio::generic::stream_protocol::endpoint(place), error);
  if (error) return cannot_listen(path.string(), error.message());
  // Between bind and listen nobody can connect, so the mode is right before the first visitor.
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return cannot_listen(path.string(), std::strerror(errno));
  }
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(path.string(), error.message());
  return acceptor;
}

std::uint16_t port_of(const Acceptor& acceptor) {
  error_code error;
  const auto endpoint = acceptor.local_endpoint(error);
  if (error) return 0;
  // The port stands at the same place in both families.
  const int family = endpoint.protocol().family();
  if (family != AF_INET && family != AF_INET6) return 0;
  sockaddr_in address{};
  std::memcpy(&address, endpoint.data(), std::min(sizeof(address), endpoint.size()));
  return ntohs(address.sin_port);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto refuse = [&] {
    return Error{NetError::bad_address, std::string(text) + " is not address:port"};
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return refuse();
  auto address = text.substr(0, colon);
  const bool has_brackets = address.starts_with('[') && address.ends_with(']');
  if (has_brackets) address = address.substr(1, address.size() - 2);
  Endpoint endpoint;
  endpoint.address = std::string(address);
  const auto digits = text.substr(colon + 1);
  const auto* end = digits.data() + digits.size();
  const auto [stopped, failure] = std::from_chars(digits.data(), end, endpoint.port);
  error_code error;
  const auto parsed = asio::ip::make_address(endpoint.address, error);
  if (failure != std::errc{} || stopped != end || error || parsed.is_v6() != has_brackets) {
    return refuse();
  }
  return endpoint;
}

}  // namespace passerelle::net
