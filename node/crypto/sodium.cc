#include "node/crypto/sodium.h"

#include <sodium.h>

#include <stdexcept>

namespace passerelle::crypto {

void start_sodium() {
  static const bool is_started = [] {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    return true;
  }();
  static_cast<void>(is_started);
}

}  // namespace passerelle::crypto
