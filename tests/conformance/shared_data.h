// Finds and reads the folder of official suites and samples, which is no part of the sources:
// $PASSERELLE_SHARED, else the folder `shared` beside the checkout.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace passerelle::conformance {

// Returns a folder of the shared data; prints "skipped: NAME …" and returns nothing when it is not
// on this machine.
std::optional<std::filesystem::path> shared_folder(std::string_view under, std::string_view name);

// Returns the bytes of a file. A test that names a file which is not there fails.
std::string content(const std::filesystem::path& file);

}  // namespace passerelle::conformance
