// The folder of official suites and shapes, and what this repository says about them.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace passerelle::conformance {

// Returns a folder below `$PASSERELLE_SHARED/data`, or below `shared/data` beside the checkout.
// Prints `skipped: NAME` and returns nothing when it is not there.
std::optional<std::filesystem::path> shared_folder(const std::string& name);

// Returns a folder beside this file.
std::filesystem::path own_folder(const std::string& name);

// Requires: a file that can be read.
std::string file_text(const std::filesystem::path& file);

// Returns the tests of a suite that README.md says we fail: the rows `| suite | test | why |`.
std::set<std::string> known_failures(const std::string& suite);

// Prints `counted: SUITE PASSED of TOTAL`.
void print_count(const std::string& suite, std::size_t passed, std::size_t total);

}  // namespace passerelle::conformance
