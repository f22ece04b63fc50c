// Certificates as a peer's TLS hands them over: never a crash, and a pin whenever one is read.
#include <cstdlib>
#include <string_view>

#include "node/crypto/certificate.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(x509, der) {
  const auto facts = passerelle::crypto::read_certificate_der(der);
  if (facts && facts->pin.size() != 64) std::abort();
}
