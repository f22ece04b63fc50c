// Internal to the room: OpenSSL's handles, wrapped once.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <memory>
#include <string>

#include "node/base/result.h"

namespace passerelle::crypto {

template <auto free_handle>
struct Freed {
  template <class Handle>
  void operator()(Handle* handle) const {
    free_handle(handle);
  }
};

using BioHandle = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using CertificateHandle = std::unique_ptr<X509, Freed<X509_free>>;
using RequestHandle = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using GeneralNameHandle = std::unique_ptr<GENERAL_NAME, Freed<GENERAL_NAME_free>>;
using GeneralNamesHandle = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;

// Reads a private key from a PEM file that only its owner may read.
Result<KeyHandle> read_key_file(const std::filesystem::path& pem);

// Empties OpenSSL's error queue of this thread, which otherwise surprises the next TLS call.
void forget_openssl_errors();

}  // namespace passerelle::crypto
