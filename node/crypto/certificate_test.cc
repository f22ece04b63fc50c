#include "node/crypto/certificate.h"

#include <doctest/doctest.h>
#include <openssl/pem.h>

#include "node/crypto/digest.h"
#include "node/crypto/errors.h"
#include "node/crypto/openssl_handles.h"
#include "node/crypto/temporary_folder_test.h"

namespace passerelle::crypto {
namespace {

namespace fs = std::filesystem;

const Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};
const std::vector<std::string> kNames{"node.fr.example", "192.0.2.7", "2001:db8::1"};

struct Made {
  TemporaryFolder folder;
  TlsIdentity files{folder / "tls.pem", folder / "tls.key"};
};

void make(const Made& made) {
  const auto done =
      make_self_signed(made.files.certificate_pem, made.files.key_pem, "fr", kNames, 90, kNow);
  REQUIRE(done);
}

CertificateHandle open(const fs::path& pem) {
  const auto text = read_text(pem);
  const BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  CertificateHandle certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  REQUIRE(certificate);
  return certificate;
}

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  REQUIRE(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

TEST_CASE("the pin is the SHA-256 of SubjectPublicKeyInfo, from the file and from DER") {
  const Made made;
  make(made);
  const auto certificate = open(made.files.certificate_pem);
  const KeyHandle key(X509_get_pubkey(certificate.get()));
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(key.get(), &bytes);
  REQUIRE(size > 0);
  const auto expected =
      sha256_hex({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  OPENSSL_free(bytes);

  const auto of_file = pin_of_certificate_file(made.files.certificate_pem);
  REQUIRE(of_file);
  CHECK(*of_file == expected);
  const auto of_der = pin_of_certificate_der(der_of(certificate.get()));
  REQUIRE(of_der);
  CHECK(*of_der == expected);
}

TEST_CASE("bytes that are not exactly one certificate are refused") {
  const Made made;
  make(made);
  const auto der = der_of(open(made.files.certificate_pem).get());
  for (const auto& bytes : {std::string(), std::string("x"), der.substr(0, der.size() - 1),
                            der + "x", der.substr(1), std::string(100, '\x30')}) {
    const auto pin = pin_of_certificate_der(bytes);
    REQUIRE_FALSE(pin);
    CHECK(pin.error().code == CryptoError::bad_certificate);
  }
}

TEST_CASE("a certificate begins an hour before now and ends after its days") {
  const Made made;
  make(made);
  const auto facts = read_certificate_file(made.files.certificate_pem);
  REQUIRE(facts);
  CHECK(to_text(facts->valid_from) == "2026-11-22T23:00:00.000Z");
  CHECK(to_text(facts->valid_until) == "2027-02-21T00:00:00.000Z");
}

TEST_CASE("a certificate names the hosts it was asked for, localhost and 127.0.0.1") {
  const Made made;
  make(made);
  const auto certificate = open(made.files.certificate_pem);
  for (const char* host : {"node.fr.example", "localhost"}) {
    CHECK(X509_check_host(certificate.get(), host, 0, 0, nullptr) == 1);
  }
  for (const char* address : {"192.0.2.7", "2001:db8::1", "127.0.0.1"}) {
    CHECK(X509_check_ip_asc(certificate.get(), address, 0) == 1);
  }
  CHECK(X509_check_host(certificate.get(), "other.example", 0, 0, nullptr) == 0);
}

TEST_CASE("a certificate serves clients and servers, signs itself and is no authority") {
  const Made made;
  make(made);
  const auto certificate = open(made.files.certificate_pem);
  const KeyHandle key(X509_get_pubkey(certificate.get()));
  CHECK(X509_verify(certificate.get(), key.get()) == 1);
  CHECK(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0) == 1);
  CHECK(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0) == 1);
  CHECK(X509_check_ca(certificate.get()) == 0);
  CHECK(EVP_PKEY_is_a(key.get(), "EC") == 1);
  CHECK(EVP_PKEY_get_bits(key.get()) == 256);
}

TEST_CASE("the key file is for its owner only") {
  const Made made;
  make(made);
  CHECK(fs::status(made.files.key_pem).permissions() == kOwnerOnly);
}

TEST_CASE("neither a certificate nor a key is overwritten") {
  const Made made;
  make(made);
  const auto certificate = read_text(made.files.certificate_pem);
  const auto key = read_text(made.files.key_pem);
  const auto other = made.folder / "other";
  for (const auto& [pem, key_pem] :
       {std::pair{made.files.certificate_pem, other}, std::pair{other, made.files.key_pem}}) {
    const auto done = make_self_signed(pem, key_pem, "fr", {}, 90, kNow);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == CryptoError::exists);
    CHECK_FALSE(fs::exists(other));
  }
  CHECK(read_text(made.files.certificate_pem) == certificate);
  CHECK(read_text(made.files.key_pem) == key);
}

TEST_CASE("a name no certificate can hold is refused and nothing is written") {
  const Made made;
  const std::vector<std::vector<std::string>> wrong{{"white space"}, {""}, {"a/b"}};
  for (const auto& names : wrong) {
    const auto done =
        make_self_signed(made.files.certificate_pem, made.files.key_pem, "fr", names, 90, kNow);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == CryptoError::bad_certificate);
  }
  CHECK_FALSE(make_self_signed(made.files.certificate_pem, made.files.key_pem, "", {}, 90, kNow));
  CHECK_FALSE(
      make_self_signed(made.files.certificate_pem, made.files.key_pem, "\xff", {}, 90, kNow));
  CHECK_FALSE(make_self_signed(made.files.certificate_pem, made.files.key_pem, "fr", {}, 0, kNow));
  CHECK_FALSE(fs::exists(made.files.key_pem));
  CHECK_FALSE(fs::exists(made.files.certificate_pem));
}

TEST_CASE("a long name is cut to 64 whole characters") {
  const Made made;
  std::string name;
  for (int i = 0; i < 70; ++i) name += "é";
  REQUIRE(make_self_signed(made.files.certificate_pem, made.files.key_pem, name, {}, 90, kNow));
  const auto certificate = open(made.files.certificate_pem);
  const auto* subject = X509_get_subject_name(certificate.get());
  const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, 0));
  unsigned char* bytes = nullptr;
  const int size = ASN1_STRING_to_UTF8(&bytes, value);
  REQUIRE(size == 128);
  CHECK(name.starts_with(
      std::string_view(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size))));
  OPENSSL_free(bytes);
}

TEST_CASE("a sound identity passes its check") {
  const Made made;
  make(made);
  const auto checked = check_identity(made.files, kNow);
  REQUIRE(checked);
  CHECK(checked->pin == *pin_of_certificate_file(made.files.certificate_pem));
}

TEST_CASE("an identity outside its time is refused") {
  const Made made;
  make(made);
  for (const auto now : {kNow - std::chrono::hours(2), kNow + std::chrono::days(90)}) {
    const auto checked = check_identity(made.files, now);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == CryptoError::bad_certificate);
  }
}

TEST_CASE("an identity with another key, an exposed key or no key is refused") {
  const Made made;
  make(made);
  const Made other;
  make(other);
  const auto mixed = check_identity({made.files.certificate_pem, other.files.key_pem}, kNow);
  REQUIRE_FALSE(mixed);
  CHECK(mixed.error().code == CryptoError::bad_certificate);

  fs::permissions(made.files.key_pem, kOwnerOnly | fs::perms::group_read);
  const auto exposed = check_identity(made.files, kNow);
  REQUIRE_FALSE(exposed);
  CHECK(exposed.error().code == CryptoError::exposed);

  fs::remove(made.files.key_pem);
  const auto missing = check_identity(made.files, kNow);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == CryptoError::unreadable);
}

TEST_CASE("a key file without a key is refused without asking for a passphrase") {
  const Made made;
  make(made);
  fs::remove(made.files.key_pem);
  write_text(made.files.key_pem,
             "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
             kOwnerOnly);
  const auto checked = check_identity(made.files, kNow);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == CryptoError::bad_key);
}

TEST_CASE("a request asks for the same key and names, and its signature holds") {
  const Made made;
  make(made);
  const auto file = made.folder / "request.pem";
  REQUIRE(make_request(file, made.files.key_pem, "fr", kNames));
  const auto text = read_text(file);
  const BioHandle bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const RequestHandle request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  REQUIRE(request);
  const KeyHandle key(X509_REQ_get_pubkey(request.get()));
  CHECK(X509_REQ_verify(request.get(), key.get()) == 1);
  CHECK(X509_check_private_key(open(made.files.certificate_pem).get(), key.get()) == 1);
  auto* extensions = X509_REQ_get_extensions(request.get());
  CHECK(X509v3_get_ext_by_NID(extensions, NID_subject_alt_name, -1) >= 0);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}

TEST_CASE("a request needs a key and never overwrites") {
  const Made made;
  const auto file = made.folder / "request.pem";
  CHECK_FALSE(make_request(file, made.files.key_pem, "fr", {}));
  make(made);
  write_text(file, "mine", kOwnerOnly);
  const auto done = make_request(file, made.files.key_pem, "fr", {});
  REQUIRE_FALSE(done);
  CHECK(done.error().code == CryptoError::exists);
  CHECK(read_text(file) == "mine");
}

}  // namespace
}  // namespace passerelle::crypto
