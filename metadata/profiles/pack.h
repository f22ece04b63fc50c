// A profile pack: a folder with pack.json, which names the shapes, the background vocabularies and
// the messages of one release of a profile, and what it applies to. Adding a release needs no code.
//
// Thread safety: values; the functions read files that nobody else may change meanwhile.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::profiles {

// What a document must say for a profile to be meant.
struct AppliesTo {
  std::vector<std::string> conforms_to;    // IRIs of dct:conformsTo
  std::vector<std::string> access_rights;  // IRIs of dct:accessRights
  bool operator==(const AppliesTo&) const = default;
};

struct PackFile {
  std::string name;  // its path in the pack, without "..": "shapes/dcat-ap-3.0.1/shapes.ttl"
  std::string bytes;
};

struct Pack {
  std::string name;     // "healthdcat-ap-r8/non-public": letters, digits, . - and /
  std::string release;  // "8"
  AppliesTo applies_to;
  std::vector<PackFile> shapes, background, messages;
};

// Says whether the text may name a pack: it becomes a folder.
bool is_pack_name(std::string_view name);

// Reads a pack with all its files. The paths in pack.json are relative, and lead to files of the
// pack: under its folder, or, for a pack COLLECTION/packs/NAME, under COLLECTION, so that packs can
// share files. A path that leads elsewhere, by ".." or by a link, is refused.
Result<Pack> read_pack(const std::filesystem::path& folder);

// Writes the pack as one folder that holds all its files; the folder must not exist.
Result<void> write_pack(const Pack& pack, const std::filesystem::path& folder);

// Returns the SHA-256 of name, release and files, in hex: two packs with the same digest give the
// same reports.
std::string digest(const Pack& pack);

}  // namespace passerelle::profiles
