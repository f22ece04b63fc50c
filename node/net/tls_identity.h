// The inside of TlsIdentity, for the sources of this room only: it brings in OpenSSL.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "node/net/tls.h"

namespace passerelle::net {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

struct TlsIdentity::State {
  std::vector<Certificate> chain;  // our own first
  std::unique_ptr<EVP_PKEY, FreeKey> key;
  std::string pin;
};

// Returns the pin, or an empty text for a certificate without a usable key.
std::string pin_of(X509* certificate);

}  // namespace passerelle::net
