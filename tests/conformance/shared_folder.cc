#include "tests/conformance/shared_folder.h"

#include <stdlib.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace passerelle::conformance {
namespace {

const std::filesystem::path kSource(PASSERELLE_SOURCE_DIR);

}  // namespace

std::optional<std::filesystem::path> shared_folder(const std::string& name) {
  const char* shared = ::getenv("PASSERELLE_SHARED");
  const auto root = shared != nullptr ? std::filesystem::path(shared) : kSource / ".." / "shared";
  const auto folder = root / "data" / name;
  if (std::filesystem::is_directory(folder)) return folder;
  std::cout << "skipped: " << name << ", which is not in the shared folder\n";
  return std::nullopt;
}

std::filesystem::path own_folder(const std::string& name) {
  return kSource / "tests/conformance" / name;
}

std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::set<std::string> known_failures(const std::string& suite) {
  std::set<std::string> names;
  std::istringstream lines(file_text(kSource / "tests/conformance/README.md"));
  for (std::string line; std::getline(lines, line);) {
    const auto start = "| " + suite + " | ";
    if (!line.starts_with(start)) continue;
    const auto end = line.find(" |", start.size());
    names.insert(line.substr(start.size(), end - start.size()));
  }
  return names;
}

void print_count(const std::string& suite, std::size_t passed, std::size_t total) {
  std::cout << "counted: " << suite << " " << passed << " of " << total << "\n";
}

}  // namespace passerelle::conformance
