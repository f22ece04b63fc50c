#include "node/net/tls_identity.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "node/base/encoding.h"
#include "node/base/secret.h"
#include "node/crypto/digest.h"
#include "node/net/errors.h"

namespace passerelle::net {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Error refuse(std::string why) {
  ERR_clear_error();
  return Error{NetError::bad_identity, std::move(why)};
}

Result<std::string> content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in || text.empty()) return refuse("cannot read " + file.string());
  return text;
}

std::vector<Certificate> certificates_of(std::string_view pem) {
  const auto bio = bio_of(pem);
  std::vector<Certificate> chain;
  while (auto* one = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    chain.emplace_back(one);
  ERR_clear_error();  // the end of the text
  return chain;
}

}  // namespace

std::string pin_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  const std::string key(der, der + size);
  OPENSSL_free(der);
  return crypto::sha256_hex(key);
}

Result<TlsIdentity> TlsIdentity::from_pem(std::string_view certificate_pem,
                                          std::string_view key_pem) {
  auto state = std::make_shared<State>();
  state->chain = certificates_of(certificate_pem);
  if (state->chain.empty()) return refuse("the TLS certificate is not a PEM certificate");
  const auto bio = bio_of(key_pem);
  // The callback answers "no passphrase" instead of asking a terminal.
  state->key.reset(PEM_read_bio_PrivateKey(
      bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr));
  if (!state->key) return refuse("the TLS key is not an unencrypted PEM key");
  if (X509_check_private_key(state->chain.front().get(), state->key.get()) != 1) {
    return refuse("the TLS key does not belong to the TLS certificate");
  }
  state->pin = pin_of(state->chain.front().get());
  return TlsIdentity(std::move(state));
}

Result<TlsIdentity> TlsIdentity::load(const std::filesystem::path& certificate,
                                      const std::filesystem::path& key) {
  struct stat status{};
  if (::stat(key.c_str(), &status) != 0) return refuse("cannot read " + key.string());
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refuse("others may read or write " + key.string());
  }
  auto certificate_pem = content_of(certificate);
  if (!certificate_pem) return certificate_pem.error();
  auto key_pem = content_of(key);
  if (!key_pem) return key_pem.error();
  const Secret secret(std::move(*key_pem));
  return from_pem(*certificate_pem, secret.reveal());
}

const std::string& TlsIdentity::pin() const { return state_->pin; }

Result<std::string> pin_of_pem(std::string_view certificate_pem) {
  const auto chain = certificates_of(certificate_pem);
  if (chain.empty()) return refuse("not a PEM certificate");
  return pin_of(chain.front().get());
}

}  // namespace passerelle::net
