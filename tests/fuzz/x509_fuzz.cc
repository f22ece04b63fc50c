// Certificates as a peer's TLS hands them over: never a crash, and a pin whenever one is read.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "node/crypto/certificate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view der(reinterpret_cast<const char*>(data), size);
  const auto facts = passerelle::crypto::read_certificate_der(der);
  if (facts && facts->pin.size() != 64) std::abort();
  return 0;
}
