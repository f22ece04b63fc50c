// Internal to the room: libsodium must be set up once before its first use.
//
// Thread safety: any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace passerelle::crypto {

// Ends the program with an exception when libsodium cannot start: without it nothing here is safe.
void start_sodium();

// libsodium speaks unsigned char, the house speaks std::string.
inline const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace passerelle::crypto
