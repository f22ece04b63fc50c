// The file that holds the newest published head, beside the database and copied to other places:
// what shows that a log was cut off. Private to the room.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "node/base/result.h"

namespace passerelle::audit {

// Returns the file's text, or nothing when there is no such file.
Result<std::optional<std::string>> read_head_file(const std::filesystem::path& file);

// Replaces the file: after a crash it holds the old text or the new one, complete.
Result<void> write_head_file(const std::filesystem::path& file, const std::string& note);

}  // namespace passerelle::audit
