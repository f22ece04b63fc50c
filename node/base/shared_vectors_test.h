// The vectors of the shared folder, which is beside the project or where PASSERELLE_SHARED says. A
// test without it says that it was skipped.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

namespace passerelle {

inline std::filesystem::path shared_folder() {
  const char* named = ::getenv("PASSERELLE_SHARED");
  return named != nullptr ? std::filesystem::path(named)
                          : std::filesystem::path(PASSERELLE_SOURCE_DIR) / ".." / "shared";
}

// Returns the text of a file such as "data/disclosure/cases.json", or nothing when its folder is
// not on this machine.
inline std::optional<std::string> shared_text(const std::string& name) {
  const auto file = shared_folder() / name;
  if (!std::filesystem::is_directory(file.parent_path())) {
    std::cout << "skipped: shared vectors (" << name << ")\n";
    return std::nullopt;
  }
  std::ifstream stream(file, std::ios::binary);
  REQUIRE(stream);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace passerelle
