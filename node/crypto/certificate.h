// X.509 certificates of nodes. Peers know each other by the pin of the key, the SHA-256 of its
// SubjectPublicKeyInfo (as in RFC 7469): names and issuers in a certificate decide nothing.
//
// Thread safety: any thread. Making a key and a certificate blocks for some milliseconds.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/result.h"

namespace passerelle::crypto {

// The two files a node speaks TLS with.
struct TlsIdentity {
  std::filesystem::path certificate_pem;
  std::filesystem::path key_pem;
};

// What this house reads of a certificate.
struct CertificateFacts {
  std::string pin;  // 64 hex characters
  Instant valid_from;
  Instant valid_until;
};

// Reads exactly one certificate in DER, as TLS hands it over.
Result<CertificateFacts> read_certificate_der(std::string_view der);

// Reads the first certificate of a PEM file.
Result<CertificateFacts> read_certificate_file(const std::filesystem::path& pem);

Result<std::string> pin_of_certificate_der(std::string_view der);
Result<std::string> pin_of_certificate_file(const std::filesystem::path& pem);

// Refuses a pair that TLS could not use: a missing or exposed key, a key of another certificate, a
// certificate outside its time. Returns the facts of the certificate.
Result<CertificateFacts> check_identity(const TlsIdentity& identity, Instant now);

// Makes an EC P-256 key (mode 0600) and a self-signed certificate for it, for server and client
// use, valid from an hour before `now` because clocks of peers differ. `localhost` and `127.0.0.1`
// are always among the names; a common name of more than 64 characters is cut. Refuses to overwrite
// either file.
Result<void> make_self_signed(const std::filesystem::path& certificate_pem,
                              const std::filesystem::path& key_pem,
                              const std::string& common_name,
                              const std::vector<std::string>& dns_names_and_ips,
                              int valid_days,
                              Instant now);

// Writes a certificate request for the key in `key_pem`, for an operator who wants a certificate
// from an authority; the pin stays that of the key. Refuses to overwrite.
Result<void> make_request(const std::filesystem::path& request_pem,
                          const std::filesystem::path& key_pem,
                          const std::string& common_name,
                          const std::vector<std::string>& dns_names_and_ips);

}  // namespace passerelle::crypto
