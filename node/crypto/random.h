// Randomness from the operating system (libsodium's randombytes).
#pragma once

#include <cstddef>
#include <string>

namespace passerelle::crypto {

std::string random_bytes(std::size_t count);

// Returns 128 random bits as 32 hex characters: an identifier nobody can guess.
std::string random_id();

}  // namespace passerelle::crypto
