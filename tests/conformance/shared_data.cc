#include "tests/conformance/shared_data.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace passerelle::conformance {

std::optional<std::filesystem::path> shared_folder(std::string_view under, std::string_view name) {
  const char* shared = std::getenv("PASSERELLE_SHARED");
  const auto root = shared != nullptr
                        ? std::filesystem::path(shared)
                        : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
  const auto folder = root / under;
  if (std::filesystem::is_directory(folder)) return folder;
  std::cout << "skipped: " << name << " (no folder " << under << " in the shared data)\n";
  return std::nullopt;
}

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE_MESSAGE(stream, file.string());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace passerelle::conformance
