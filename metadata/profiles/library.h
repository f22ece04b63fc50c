// The profiles of an installation: the built-in one, and the packs of a folder.
//
// Thread safety: each call reads or writes the folder; calls that write must not run beside others.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/profiles/profile.h"
#include "node/base/result.h"

namespace passerelle::profiles {

class Library {
 public:
  // The folder need not exist; the first pack makes it.
  explicit Library(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Installs a pack with all its files, once it loads. Refuses a name that is taken.
  Result<ProfileInfo> add(const std::filesystem::path& pack_folder);

  // The built-in profile, then those installed, by name. A pack that was spoilt is an error that
  // names it.
  Result<std::vector<ProfileInfo>> list() const;

  // Refuses a name that is not installed, and that of the built-in profile.
  Result<void> remove(std::string_view name);

  // Loads the profile of that name.
  Result<Profile> load(std::string_view name) const;

 private:
  // "dcat-ap/3.0.1" → its folder: names hold no underscore.
  std::filesystem::path folder_of(std::string_view name) const;
  Result<Pack> installed(std::string_view name) const;

  std::filesystem::path folder_;
};

}  // namespace passerelle::profiles
