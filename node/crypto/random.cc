#include "node/crypto/random.h"

#include <sodium.h>

#include "node/base/encoding.h"
#include "node/crypto/sodium.h"

namespace passerelle::crypto {

std::string random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_id() { return to_hex(random_bytes(16)); }

}  // namespace passerelle::crypto
