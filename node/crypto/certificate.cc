#include "node/crypto/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <climits>
#include <ctime>
#include <utility>

#include "node/crypto/digest.h"
#include "node/crypto/errors.h"
#include "node/crypto/openssl_handles.h"
#include "node/crypto/private_file.h"

namespace passerelle::crypto {
namespace {

struct OpensslText {
  unsigned char* bytes = nullptr;
  OpensslText() = default;
  OpensslText(const OpensslText&) = delete;
  OpensslText& operator=(const OpensslText&) = delete;
  ~OpensslText() { OPENSSL_free(bytes); }
};

Error no_certificate(std::string why) {
  forget_openssl_errors();
  return {CryptoError::bad_certificate, std::move(why)};
}

// The whole seconds of an ASN.1 time, which has no fraction in X.509.
Result<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    return no_certificate("the certificate's validity cannot be read");
  }
  const std::chrono::year_month_day day{std::chrono::year(parts.tm_year + 1900),
                                        std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                        std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
  return Instant(std::chrono::sys_days(day) + std::chrono::hours(parts.tm_hour) +
                 std::chrono::minutes(parts.tm_min) + std::chrono::seconds(parts.tm_sec));
}

Result<std::string> pin_of(const X509* certificate) {
  OpensslText info;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &info.bytes);
  if (length <= 0) return no_certificate("the certificate's public key cannot be read");
  return sha256_hex({reinterpret_cast<const char*>(info.bytes), static_cast<std::size_t>(length)});
}

Result<CertificateFacts> facts_of(const X509* certificate) {
  auto pin = pin_of(certificate);
  if (!pin) return pin.error();
  const auto from = instant_of(X509_get0_notBefore(certificate));
  if (!from) return from.error();
  const auto until = instant_of(X509_get0_notAfter(certificate));
  if (!until) return until.error();
  return CertificateFacts{*std::move(pin), *from, *until};
}

Result<CertificateHandle> open_certificate_file(const std::filesystem::path& pem) {
  auto content = read_public_file(pem);
  if (!content) return content.error();
  const BioHandle bio(BIO_new_mem_buf(content->data(), static_cast<int>(content->size())));
  CertificateHandle certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) return no_certificate(pem.string() + ": no certificate in PEM");
  return certificate;
}

// Keys of this house have no passphrase; without this, OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

void forget_openssl_errors() { ERR_clear_error(); }

Result<KeyHandle> read_key_file(const std::filesystem::path& pem) {
  const auto content = read_private_file(pem);
  if (!content) return content.error();
  const auto bytes = content->reveal();
  const BioHandle bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) {
    forget_openssl_errors();
    return Error{CryptoError::bad_key, pem.string() + ": no private key in PEM"};
  }
  return key;
}

Result<CertificateFacts> read_certificate_der(std::string_view der) {
  if (der.size() > LONG_MAX) return no_certificate("too many bytes for a certificate");
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = next + der.size();
  const CertificateHandle certificate(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  if (!certificate || next != end) return no_certificate("these bytes are no X.509 certificate");
  return facts_of(certificate.get());
}

Result<CertificateFacts> read_certificate_file(const std::filesystem::path& pem) {
  const auto certificate = open_certificate_file(pem);
  if (!certificate) return certificate.error();
  return facts_of(certificate->get());
}

Result<std::string> pin_of_certificate_der(std::string_view der) {
  auto facts = read_certificate_der(der);
  if (!facts) return facts.error();
  return std::move(facts->pin);
}

Result<std::string> pin_of_certificate_file(const std::filesystem::path& pem) {
  auto facts = read_certificate_file(pem);
  if (!facts) return facts.error();
  return std::move(facts->pin);
}

Result<CertificateFacts> check_identity(const TlsIdentity& identity, Instant now) {
  const auto certificate = open_certificate_file(identity.certificate_pem);
  if (!certificate) return certificate.error();
  const auto key = read_key_file(identity.key_pem);
  if (!key) return key.error();
  const auto& file = identity.certificate_pem.string();
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    return no_certificate(identity.key_pem.string() + " is not the key of " + file);
  }
  auto facts = facts_of(certificate->get());
  if (!facts) return facts.error();
  if (now < facts->valid_from) {
    return no_certificate(file + " is valid only from " + to_text(facts->valid_from));
  }
  if (now >= facts->valid_until) {
    return no_certificate(file + " was valid until " + to_text(facts->valid_until));
  }
  return facts;
}

}  // namespace passerelle::crypto
