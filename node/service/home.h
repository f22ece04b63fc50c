// A node's folder: what is where, how it is made, and that only one process has it open.
#pragma once

#include <filesystem>
#include <string>

#include "node/base/clock.h"
#include "node/base/result.h"

namespace passerelle::service {

struct Home {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "passerelle.toml"; }
  std::filesystem::path tls_certificate() const { return root / "keys/tls.pem"; }
  std::filesystem::path tls_key() const { return root / "keys/tls.key"; }
  std::filesystem::path tls_request() const { return root / "keys/tls.csr"; }
  std::filesystem::path seal_key() const { return root / "keys/seal.key"; }
  std::filesystem::path log_key() const { return root / "keys/log.key"; }
  std::filesystem::path ledger_key() const { return root / "keys/ledger.key"; }
  std::filesystem::path database() const { return root / "data/passerelle.db"; }
  std::filesystem::path disclosure_rules() const { return root / "policies/disclosure.json"; }
  std::filesystem::path profiles() const { return root / "policies/profiles"; }
  std::filesystem::path log_head() const { return root / "log/head"; }
  std::filesystem::path socket() const { return root / "run/admin.sock"; }
  std::filesystem::path lock() const { return root / "run/lock"; }
  std::filesystem::path tokens() const { return root / "run/tokens"; }
};

// What a new node is.
struct NodeIdentity {
  std::string id, country, kind, name;
  std::string public_listen, public_url;          // empty = default
  std::string federation_listen, federation_url;  // empty = default
};

// Makes a home: configuration, four keys, certificate and request, policies, database, log.
// Refuses a folder that holds a node, and leaves nothing behind when it fails.
Result<void> create_home(const Home& home, const NodeIdentity& identity, const Clock& clock);

// Holds the home for one process, until it dies.
class HomeLock {
 public:
  // Refuses with service.home_in_use when another process holds it.
  static Result<HomeLock> take(const Home& home);
  HomeLock(HomeLock&& other) noexcept;
  HomeLock& operator=(HomeLock&&) = delete;
  ~HomeLock();

 private:
  explicit HomeLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Reads a text file of at most `maximum` bytes; the error names the file and the system's reason.
Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t maximum);

// Writes a file as a whole: a reader sees the old content or the new one.
Result<void> write_text_file(const std::filesystem::path& file, const std::string& text);

}  // namespace passerelle::service
