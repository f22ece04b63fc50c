#include "metadata/profiles/library.h"

#include <algorithm>

#include "metadata/profiles/errors.h"

namespace passerelle::profiles {
namespace {

namespace fs = std::filesystem;

ProfileInfo info_of(const Pack& pack) {
  return {pack.name, pack.release, pack.applies_to, digest(pack), false};
}

Error failed_on(const fs::path& path, const std::error_code& failed) {
  return Error{BaseError::unavailable, path.string() + ": " + failed.message()};
}

Error unknown(std::string_view name) {
  return Error{ProfileError::unknown, "no profile \"" + std::string(name) + "\" is installed"};
}

}  // namespace

fs::path Library::folder_of(std::string_view name) const {
  std::string flat(name);
  std::replace(flat.begin(), flat.end(), '/', '_');
  return folder_ / flat;
}

Result<Pack> Library::installed(std::string_view name) const {
  if (!is_pack_name(name)) return unknown(name);
  const auto folder = folder_of(name);
  std::error_code failed;
  if (!fs::exists(folder / "pack.json", failed)) return unknown(name);
  return read_pack(folder);
}

Result<ProfileInfo> Library::add(const fs::path& pack_folder) {
  const auto pack = read_pack(pack_folder);
  if (!pack) return pack.error();
  const Error taken{ProfileError::already_there, "a profile \"" + pack->name + "\" is installed"};
  if (pack->name == Profile::built_in().info().name) return taken;
  if (auto loaded = Profile::load(*pack); !loaded) return loaded.error();

  const auto folder = folder_of(pack->name);
  std::error_code failed;
  if (fs::exists(folder / "pack.json", failed)) return taken;
  fs::remove_all(folder, failed);  // what a broken attempt left
  if (failed) return failed_on(folder, failed);
  if (auto written = write_pack(*pack, folder); !written) return written.error();
  return info_of(*pack);
}

Result<std::vector<ProfileInfo>> Library::list() const {
  std::vector<ProfileInfo> profiles;
  std::error_code failed;
  if (fs::exists(folder_, failed)) {
    for (const auto& entry : fs::directory_iterator(folder_, failed)) {
      if (!fs::exists(entry.path() / "pack.json", failed)) continue;
      const auto pack = read_pack(entry.path());
      if (!pack)
        return Error{pack.error().code, entry.path().string() + ": " + pack.error().detail};
      profiles.push_back(info_of(*pack));
    }
  }
  if (failed) return failed_on(folder_, failed);
  std::sort(profiles.begin(), profiles.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  profiles.insert(profiles.begin(), Profile::built_in().info());
  return profiles;
}

Result<void> Library::remove(std::string_view name) {
  if (auto pack = installed(name);
      !pack && pack.error().code == make_error_code(ProfileError::unknown)) {
    return pack.error();
  }
  const auto folder = folder_of(name);
  std::error_code failed;
  fs::remove(folder / "pack.json", failed);  // first, so that a half removed pack is none
  if (!failed) fs::remove_all(folder, failed);
  if (failed) return failed_on(folder, failed);
  return {};
}

Result<Profile> Library::load(std::string_view name) const {
  if (name == Profile::built_in().info().name) return Profile::built_in();
  const auto pack = installed(name);
  if (!pack) return pack.error();
  return Profile::load(*pack);
}

}  // namespace passerelle::profiles
