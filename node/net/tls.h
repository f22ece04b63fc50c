// Who we are in TLS, and the pin by which a certificate is known.
//
// A peer is known by its pin alone: SHA-256, as hex, of the DER SubjectPublicKeyInfo of its
// certificate. Names, issuers and dates in certificates decide nothing here; the trust list does.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::net {

// A certificate with its private key; shared, never changed.
class TlsIdentity {
 public:
  // Reads two PEM files. Refuses a key file that others may read, and a key of another certificate.
  static Result<TlsIdentity> load(const std::filesystem::path& certificate,
                                  const std::filesystem::path& key);
  static Result<TlsIdentity> from_pem(std::string_view certificate_pem, std::string_view key_pem);

  // Our own pin: what the other side's trust list must name.
  const std::string& pin() const;

  // For the sources of this room only.
  struct State;
  const State& state() const { return *state_; }

 private:
  explicit TlsIdentity(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

// Returns the pin of the first certificate in a PEM text.
Result<std::string> pin_of_pem(std::string_view certificate_pem);

}  // namespace passerelle::net
