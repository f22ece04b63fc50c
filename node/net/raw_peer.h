// The other end of a wire in tests: blocking sockets and OpenSSL's own calls, independent of what
// is tested. Every wait ends after ten seconds, as a failure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace passerelle::net {

struct PemFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

enum class RawTrust { anyone, nobody };  // nobody: the peer's certificate is required and refused

class RawPeer {
 public:
  static RawPeer connect_tcp(std::uint16_t port);
  static RawPeer connect_unix(const std::filesystem::path& path);
  explicit RawPeer(int descriptor);
  RawPeer(RawPeer&&) noexcept;
  ~RawPeer();

  // Handshakes; returns what OpenSSL says went wrong, or nothing. `mine` may be null.
  std::string start_tls(const PemFiles* mine, int highest_version);
  std::string accept_tls(const PemFiles& mine, RawTrust trust);

  // Goes on with the bytes below TLS.
  void leave_tls();

  // False when the other side has closed.
  bool write(std::string_view bytes);
  // Returns everything until the other side closes.
  std::string read_to_end();
  // Returns at least one byte, or nothing at the end.
  std::string read_some();
  // Returns one response, header and body (by Content-Length).
  std::string read_response();
  // Says that nothing more will be written.
  void half_close();
  std::string tls_version() const;
  // What OpenSSL said about the last failed read: "tlsv13 alert certificate required".
  const std::string& last_error() const { return last_error_; }

 private:
  struct Tls;
  int descriptor_;
  std::unique_ptr<Tls> tls_;
  std::string last_error_;
  std::string kept_;
};

// Listens on a free port, serves one connection with `script` on its own thread.
class RawServer {
 public:
  explicit RawServer(std::function<void(RawPeer&)> script);
  ~RawServer();
  std::uint16_t port() const { return port_; }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace passerelle::net
