// Files that hold keys, and the certificates beside them: made once, never overwritten, on the disk
// before the call returns.
//
// Thread safety: any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "node/base/result.h"
#include "node/base/secret.h"

namespace passerelle::crypto {

enum class Readers {
  owner,     // mode 0600
  everyone,  // mode 0644
};

// Writes a file that must not exist yet.
Result<void> write_new_file(const std::filesystem::path& file,
                            std::string_view bytes,
                            Readers readers);

// Reads a file of at most 64 KiB that only its owner may read or write; refuses any other mode.
Result<Secret> read_private_file(const std::filesystem::path& file);

// Reads a file of at most 1 MiB.
Result<std::string> read_public_file(const std::filesystem::path& file);

}  // namespace passerelle::crypto
