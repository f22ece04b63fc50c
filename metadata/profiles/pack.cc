#include "metadata/profiles/pack.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "metadata/profiles/errors.h"
#include "node/base/fields.h"
#include "node/base/json.h"
#include "node/crypto/digest.h"

namespace passerelle::profiles {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "passerelle-profile/1";
constexpr std::uintmax_t kMaximumFileBytes = std::uintmax_t{64} << 20;

Error bad(const std::string& why) { return Error{ProfileError::bad_pack, why}; }

Result<std::string> read_file(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed) return Error{BaseError::unavailable, file.string() + ": " + failed.message()};
  if (size > kMaximumFileBytes) return bad(file.string() + " is too large");
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return Error{BaseError::unavailable, "read " + file.string()};
  return std::move(text).str();
}

bool is_under(const fs::path& file, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first ==
         folder.end();
}

// The folder whose files are the pack's own.
fs::path root_of(const fs::path& folder) {
  const auto parent = folder.parent_path();
  return parent.filename() == "packs" ? parent.parent_path() : folder;
}

class PackReader {
 public:
  explicit PackReader(fs::path folder) : folder_(std::move(folder)), root_(root_of(folder_)) {}

  Result<Pack> run() {
    const auto text = read_file(folder_ / "pack.json");
    if (!text) return text.error();
    const auto json = parse_json(*text);
    if (!json) return bad("pack.json: " + json.error().detail);
    Fields fields(*json, "");
    if (fields.text("pack") != kFormat) {
      fields.fail("pack", "is not " + std::string(kFormat));
    }
    Pack pack;
    pack.name = fields.text("name");
    pack.release = fields.text("release");
    const auto shapes = fields.texts("shapes");
    const auto background = fields.texts_or_none("background");
    const auto messages = fields.texts_or_none("messages");
    Fields applies(fields.object("appliesTo"), fields.path_of("appliesTo"));
    pack.applies_to.conforms_to = applies.texts_or_none("conformsTo");
    pack.applies_to.access_rights = applies.texts_or_none("accessRights");
    if (auto done = applies.done(); !done) fields.fail(done.error());
    if (auto done = fields.done(); !done) return bad("pack.json: " + done.error().detail);
    if (!is_pack_name(pack.name))
      return bad(
          "pack.json: the name is not of small letters, digits, . and -, with / between parts");
    for (auto [names, files] : {std::pair{&shapes, &pack.shapes},
                                {&background, &pack.background},
                                {&messages, &pack.messages}}) {
      if (auto read = read_files(*names, *files); !read) return read.error();
    }
    return pack;
  }

 private:
  Result<void> read_files(const std::vector<std::string>& names, std::vector<PackFile>& files) {
    for (const auto& name : names) {
      auto file = read_named(name);
      if (!file) return file.error();
      files.push_back(*std::move(file));
    }
    return {};
  }

  Result<PackFile> read_named(const std::string& name) {
    const fs::path relative(name);
    const Error outside{ProfileError::outside_pack,
                        name + " is no file of the pack " + folder_.string()};
    if (relative.is_absolute()) return outside;
    std::error_code failed;
    const auto file = fs::canonical(folder_ / relative, failed);
    if (failed) return Error{BaseError::unavailable, name + ": " + failed.message()};
    if (!is_under(file, root_)) return outside;
    std::string own;
    for (const auto& part : relative.lexically_normal()) {
      if (part == "..") continue;
      own += (own.empty() ? "" : "/") + part.string();
    }
    auto bytes = read_file(file);
    if (!bytes) return bytes.error();
    return PackFile{own, *std::move(bytes)};
  }

  fs::path folder_, root_;
};

Json names_of(const std::vector<PackFile>& files) {
  Json names = Json::array();
  for (const auto& file : files) names.push_back(file.name);
  return names;
}

Json to_json(const Pack& pack) {
  return {{"pack", kFormat},
          {"name", pack.name},
          {"release", pack.release},
          {"shapes", names_of(pack.shapes)},
          {"background", names_of(pack.background)},
          {"messages", names_of(pack.messages)},
          {"appliesTo",
           {{"conformsTo", pack.applies_to.conforms_to},
            {"accessRights", pack.applies_to.access_rights}}}};
}

Result<void> write_file(const fs::path& file, const std::string& bytes) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << bytes;
  stream.flush();
  if (failed || !stream) return Error{BaseError::unavailable, "write " + file.string()};
  return {};
}

}  // namespace

bool is_pack_name(std::string_view name) {
  if (name.size() > 100) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  bool at_start = true;  // of a part between slashes
  for (const char c : name) {
    if (!is_letter(c) && (at_start || (c != '-' && c != '.' && c != '/'))) return false;
    at_start = c == '/';
  }
  return !at_start;
}

Result<Pack> read_pack(const fs::path& folder) {
  std::error_code failed;
  auto whole = fs::canonical(folder, failed);
  if (failed) return Error{BaseError::unavailable, folder.string() + ": " + failed.message()};
  return PackReader(std::move(whole)).run();
}

Result<void> write_pack(const Pack& pack, const fs::path& folder) {
  std::error_code failed;
  if (fs::exists(folder, failed)) {
    return Error{ProfileError::already_there, folder.string() + " exists"};
  }
  std::map<std::string, const std::string*> written{{"pack.json", nullptr}};
  for (const auto* files : {&pack.shapes, &pack.background, &pack.messages}) {
    for (const auto& file : *files) {
      const auto [entry, is_new] = written.emplace(file.name, &file.bytes);
      if (!is_new && (entry->second == nullptr || *entry->second != file.bytes)) {
        return bad("two files of the pack are called " + file.name);
      }
      if (auto done = write_file(folder / file.name, file.bytes); !done) return done.error();
    }
  }
  // Last, so that a folder with a pack.json is whole.
  return write_file(folder / "pack.json", to_json(pack).dump(1) + "\n");
}

std::string digest(const Pack& pack) {
  auto json = to_json(pack);
  for (const auto* files : {&pack.shapes, &pack.background, &pack.messages}) {
    for (const auto& file : *files) json["digests"][file.name] = crypto::sha256_hex(file.bytes);
  }
  return crypto::sha256_hex(canonical_text(json));
}

}  // namespace passerelle::profiles
