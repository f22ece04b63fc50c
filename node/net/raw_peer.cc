#include "node/net/raw_peer.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <utility>

namespace passerelle::net {
namespace {

template <class Address>
const sockaddr* generic(const Address& address) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::string openssl_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "closed";
}

}  // namespace

struct RawPeer::Tls {
  explicit Tls(const SSL_METHOD* method) : context(SSL_CTX_new(method)) {}
  ~Tls() {
    SSL_free(session);
    SSL_CTX_free(context);
  }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  void present(const PemFiles& files) const {
    REQUIRE(SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1);
  }

  SSL_CTX* context;
  SSL* session = nullptr;
};

RawPeer::RawPeer(int descriptor) : descriptor_(descriptor) {
  // OpenSSL writes to its socket without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  const timeval patience{10, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

RawPeer::RawPeer(RawPeer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      tls_(std::move(other.tls_)),
      last_error_(std::move(other.last_error_)),
      kept_(std::move(other.kept_)) {}

RawPeer::~RawPeer() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RawPeer RawPeer::connect_tcp(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  REQUIRE(::connect(descriptor, generic(address), sizeof(address)) == 0);
  return RawPeer(descriptor);
}

RawPeer RawPeer::connect_unix(const std::filesystem::path& path) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  REQUIRE(::connect(descriptor, generic(address), sizeof(address)) == 0);
  return RawPeer(descriptor);
}

std::string RawPeer::start_tls(const PemFiles* mine, int highest_version) {
  tls_ = std::make_unique<Tls>(TLS_client_method());
  SSL_CTX_set_max_proto_version(tls_->context, highest_version);
  if (mine) tls_->present(*mine);
  tls_->session = SSL_new(tls_->context);
  SSL_set_fd(tls_->session, descriptor_);
  return SSL_connect(tls_->session) == 1 ? "" : openssl_error();
}

std::string RawPeer::accept_tls(const PemFiles& mine, RawTrust trust) {
  tls_ = std::make_unique<Tls>(TLS_server_method());
  tls_->present(mine);
  if (trust == RawTrust::nobody) {
    SSL_CTX_set_verify(tls_->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  tls_->session = SSL_new(tls_->context);
  SSL_set_fd(tls_->session, descriptor_);
  return SSL_accept(tls_->session) == 1 ? "" : openssl_error();
}

void RawPeer::leave_tls() { tls_.reset(); }

bool RawPeer::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count =
        tls_ ? SSL_write(tls_->session, bytes.data(), static_cast<int>(bytes.size()))
             : static_cast<int>(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string RawPeer::read_some() {
  if (!kept_.empty()) return std::exchange(kept_, {});
  std::array<char, 16'384> buffer;
  const auto count = tls_ ? SSL_read(tls_->session, buffer.data(), static_cast<int>(buffer.size()))
                          : static_cast<int>(::recv(descriptor_, buffer.data(), buffer.size(), 0));
  if (count > 0) return {buffer.data(), static_cast<std::size_t>(count)};
  const bool is_late = errno == EAGAIN && count < 0;
  CHECK_MESSAGE(!is_late, "the other side neither wrote nor closed");
  if (tls_) last_error_ = openssl_error();
  return {};
}

std::string RawPeer::read_to_end() {
  std::string all;
  while (true) {
    const auto more = read_some();
    if (more.empty()) return all;
    all += more;
  }
}

std::string RawPeer::read_response() {
  std::string all;
  while (true) {
    const auto end = all.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto field = all.find("Content-Length: ");
      const auto length = field < end ? std::stoul(all.substr(field + 16)) : 0;
      if (all.size() >= end + 4 + length) {
        kept_ = all.substr(end + 4 + length);
        return all.substr(0, end + 4 + length);
      }
    }
    const auto more = read_some();
    if (more.empty()) return all;
    all += more;
  }
}

void RawPeer::half_close() {
  if (tls_) SSL_shutdown(tls_->session);
  ::shutdown(descriptor_, SHUT_WR);
}

std::string RawPeer::tls_version() const { return SSL_get_version(tls_->session); }

RawServer::RawServer(std::function<void(RawPeer&)> script)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof(address);
  REQUIRE(::bind(descriptor_, generic(address), size) == 0);
  REQUIRE(::listen(descriptor_, 1) == 0);
  REQUIRE(getsockname(descriptor_, static_cast<sockaddr*>(static_cast<void*>(&address)), &size) ==
          0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, script = std::move(script)] {
    const int accepted = ::accept(descriptor_, nullptr, nullptr);
    if (accepted < 0) return;
    RawPeer peer(accepted);
    script(peer);
  });
}

RawServer::~RawServer() {
  ::shutdown(descriptor_, SHUT_RDWR);
  thread_.join();
  ::close(descriptor_);
}

}  // namespace passerelle::net
