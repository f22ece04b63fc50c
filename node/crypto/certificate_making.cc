#include <arpa/inet.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "node/crypto/certificate.h"
#include "node/crypto/errors.h"
#include "node/crypto/openssl_handles.h"
#include "node/crypto/private_file.h"
#include "node/crypto/random.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {
namespace {

namespace fs = std::filesystem;

// Uses that a pinned certificate of a node has, and no other; it signs no certificates.
constexpr std::array kUses{
    std::pair{NID_basic_constraints, "critical,CA:FALSE"},
    std::pair{NID_key_usage, "critical,digitalSignature"},
    std::pair{NID_ext_key_usage, "serverAuth,clientAuth"},
};

Error refused(std::string why) {
  forget_openssl_errors();
  return {CryptoError::bad_certificate, std::move(why)};
}

bool is_dns_name(std::string_view name) {
  return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '*';
  });
}

// The 4 or 16 bytes of an address; empty when the text is none.
std::string address_bytes(const std::string& text) {
  std::array<char, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), 4};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), 16};
  return {};
}

Result<GeneralNameHandle> general_name(const std::string& text) {
  const auto address = address_bytes(text);
  if (address.empty() && !is_dns_name(text)) {
    return refused("'" + text + "' is neither a host name nor an address");
  }
  const auto& content = address.empty() ? text : address;
  GeneralNameHandle name(GENERAL_NAME_new());
  auto* value = ASN1_STRING_type_new(address.empty() ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
  if (!name || value == nullptr) throw std::bad_alloc();
  GENERAL_NAME_set0_value(name.get(), address.empty() ? GEN_DNS : GEN_IPADD, value);
  if (ASN1_STRING_set(value, content.data(), static_cast<int>(content.size())) != 1) {
    throw std::bad_alloc();
  }
  return name;
}

Result<ExtensionHandle> subject_names(std::vector<std::string> names) {
  for (const char* always : {"localhost", "127.0.0.1"}) {
    if (std::ranges::find(names, always) == names.end()) names.emplace_back(always);
  }
  const GeneralNamesHandle list(GENERAL_NAMES_new());
  if (!list) throw std::bad_alloc();
  for (const auto& text : names) {
    auto name = general_name(text);
    if (!name) return name.error();
    if (sk_GENERAL_NAME_push(list.get(), name->get()) == 0) throw std::bad_alloc();
    static_cast<void>(name->release());  // the list owns it now
  }
  ExtensionHandle extension(X509V3_EXT_i2d(NID_subject_alt_name, 0, list.get()));
  if (!extension) return refused("the names cannot be written into a certificate");
  return extension;
}

// The extensions that a certificate and a request have in common.
Result<std::vector<ExtensionHandle>> extensions_for(const std::vector<std::string>& names) {
  std::vector<ExtensionHandle> extensions;
  for (const auto& [kind, value] : kUses) {
    extensions.emplace_back(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
    if (!extensions.back()) return refused("an extension cannot be made");
  }
  auto subject = subject_names(names);
  if (!subject) return subject.error();
  extensions.push_back(*std::move(subject));
  return extensions;
}

// X.520 allows a common name 64 characters. It decides nothing here, so a longer one is cut rather
// than refused; never inside a character of UTF-8.
std::string_view cut_to_common_name(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_character = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins_character && ++characters > 64) return text.substr(0, i);
  }
  return text;
}

Result<void> set_common_name(X509_NAME* name, const std::string& common_name) {
  const auto text = cut_to_common_name(common_name);
  const int added = X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, octets(text),
                                               static_cast<int>(text.size()), -1, 0);
  if (added != 1) return refused("a common name has at least one character, in UTF-8");
  return {};
}

// Positive and unpredictable, at most 20 octets (RFC 5280, 4.1.2.2).
bool set_serial(X509* certificate) {
  auto bytes = random_bytes(16);
  bytes[0] = static_cast<char>((bytes[0] & 0x7f) | 0x40);
  const NumberHandle number(BN_bin2bn(octets(std::as_const(bytes)), 16, nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, int valid_days, Instant now) {
  using std::chrono::floor;
  const auto from = std::chrono::system_clock::to_time_t(floor<std::chrono::seconds>(now) -
                                                         std::chrono::hours(1));
  const auto until = std::chrono::system_clock::to_time_t(floor<std::chrono::seconds>(now) +
                                                          std::chrono::days(valid_days));
  return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr;
}

Result<CertificateHandle> self_signed(EVP_PKEY* key,
                                      const std::string& common_name,
                                      const std::vector<std::string>& names,
                                      int valid_days,
                                      Instant now) {
  CertificateHandle certificate(X509_new());
  if (!certificate) throw std::bad_alloc();
  X509* const raw = certificate.get();
  if (X509_set_version(raw, X509_VERSION_3) != 1 || !set_serial(raw) ||
      !set_validity(raw, valid_days, now) || X509_set_pubkey(raw, key) != 1) {
    return refused("the certificate cannot be made");
  }
  if (auto named = set_common_name(X509_get_subject_name(raw), common_name); !named) {
    return named.error();
  }
  X509_set_issuer_name(raw, X509_get_subject_name(raw));
  auto extensions = extensions_for(names);
  if (!extensions) return extensions.error();
  for (const auto& extension : *extensions) X509_add_ext(raw, extension.get(), -1);
  if (X509_sign(raw, key, EVP_sha256()) == 0) return refused("the certificate cannot be signed");
  return certificate;
}

// What `write` puts into a memory file, as a Secret: it may be a key.
template <class Write>
Secret pem_of(Write write) {
  const BioHandle bio(BIO_new(BIO_s_secmem()));
  if (!bio || write(bio.get()) != 1) throw std::bad_alloc();
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return Secret(std::string(bytes, static_cast<std::size_t>(size)));
}

}  // namespace

Result<void> make_self_signed(const fs::path& certificate_pem,
                              const fs::path& key_pem,
                              const std::string& common_name,
                              const std::vector<std::string>& dns_names_and_ips,
                              int valid_days,
                              Instant now) {
  if (valid_days < 1) return refused("a certificate is valid for at least one day");
  for (const auto& file : {certificate_pem, key_pem}) {
    if (fs::exists(file)) return Error{CryptoError::exists, file.string() + " is there already"};
  }
  const KeyHandle key(EVP_EC_gen("P-256"));
  if (!key) return refused("a key for the certificate cannot be made");
  auto certificate = self_signed(key.get(), common_name, dns_names_and_ips, valid_days, now);
  if (!certificate) return certificate.error();

  const auto key_text = pem_of([&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  const auto certificate_text =
      pem_of([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate->get()); });
  if (auto written = write_new_file(key_pem, key_text.reveal(), Readers::owner); !written) {
    return written.error();
  }
  auto written = write_new_file(certificate_pem, certificate_text.reveal(), Readers::everyone);
  if (!written) {
    // A key without its certificate would stop the next try; this call made it.
    std::error_code ignored;
    fs::remove(key_pem, ignored);
  }
  return written;
}

Result<void> make_request(const fs::path& request_pem,
                          const fs::path& key_pem,
                          const std::string& common_name,
                          const std::vector<std::string>& dns_names_and_ips) {
  const auto key = read_key_file(key_pem);
  if (!key) return key.error();
  const RequestHandle request(X509_REQ_new());
  if (!request) throw std::bad_alloc();
  X509_REQ* const raw = request.get();
  if (X509_REQ_set_version(raw, X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_pubkey(raw, key->get()) != 1) {
    return refused("the request cannot be made");
  }
  if (auto named = set_common_name(X509_REQ_get_subject_name(raw), common_name); !named) {
    return named.error();
  }
  auto extensions = extensions_for(dns_names_and_ips);
  if (!extensions) return extensions.error();
  auto* const stack = sk_X509_EXTENSION_new_null();
  if (stack == nullptr) throw std::bad_alloc();
  for (const auto& extension : *extensions) sk_X509_EXTENSION_push(stack, extension.get());
  const bool is_added = X509_REQ_add_extensions(raw, stack) == 1;
  sk_X509_EXTENSION_free(stack);  // the extensions stay ours
  if (!is_added || X509_REQ_sign(raw, key->get(), EVP_sha256()) == 0) {
    return refused("the request cannot be signed");
  }
  const auto text = pem_of([&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, raw); });
  return write_new_file(request_pem, text.reveal(), Readers::everyone);
}

}  // namespace passerelle::crypto
