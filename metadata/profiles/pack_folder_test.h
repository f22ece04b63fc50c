// Folders with packs, for the tests of this room.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "node/crypto/temporary_folder_test.h"

namespace passerelle::profiles {

class PackFolder {
 public:
  PackFolder() : path_(folder_ / "packs-of-test") { std::filesystem::create_directory(path_); }

  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << text;
  }

 private:
  crypto::TemporaryFolder folder_;
  std::filesystem::path path_;
};

// A pack.json with these further fields.
inline std::string pack_json(const std::string& fields,
                             const std::string& format = "passerelle-profile/1",
                             const std::string& name = "test/one",
                             const std::string& release = "1.0") {
  return "{\"pack\": \"" + format + "\", \"name\": \"" + name + "\", \"release\": \"" + release +
         "\", \"appliesTo\": {\"conformsTo\": [\"urn:profile\"], \"accessRights\": "
         "[\"urn:right\"]}" +
         (fields.empty() ? "" : ", " + fields) + "}";
}

}  // namespace passerelle::profiles
