// Passwords of local people, kept as Argon2id (RFC 9106) with libsodium's interactive limits:
// 64 MiB and some tens of milliseconds for each try.
//
// Thread safety: any thread; blocks its thread for the time of one hash, so not on an I/O thread.
#pragma once

#include <string>
#include <string_view>

#include "node/base/secret.h"

namespace passerelle::crypto {

// Returns the hash with its salt and parameters, as printable text.
std::string hash_password(const Secret& password);

// Says whether `hash` was made from this password; false for text that is no hash.
bool verify_password(const std::string& hash, const Secret& password);

// Compares without telling by its time where the texts differ; texts of different length differ.
bool constant_time_equal(std::string_view left, std::string_view right);

}  // namespace passerelle::crypto
