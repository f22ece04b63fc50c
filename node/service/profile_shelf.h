// The profiles that descriptions are validated with: the built-in one and the packs of the home,
// each loaded once.
//
// Thread safety: any thread.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "metadata/profiles/library.h"
#include "metadata/rdf/graph.h"
#include "node/base/result.h"

namespace passerelle::service {

class ProfileShelf {
 public:
  explicit ProfileShelf(std::filesystem::path folder) : library_(std::move(folder)) {}

  Result<std::vector<profiles::ProfileInfo>> list();
  Result<profiles::Profile> load(const std::string& name);

  // Returns the profile that a document means (metadata/profiles/choose.h), if one applies.
  Result<std::optional<profiles::Profile>> meant_by(const rdf::Graph& document);

  // Install and remove a pack.
  Result<profiles::ProfileInfo> add(const std::filesystem::path& pack_folder);
  Result<void> remove(const std::string& name);

 private:
  Result<std::vector<profiles::ProfileInfo>> known();         // requires mutex_
  Result<profiles::Profile> loaded(const std::string& name);  // requires mutex_

  std::mutex mutex_;
  profiles::Library library_;                                // guarded by mutex_
  std::optional<std::vector<profiles::ProfileInfo>> known_;  // guarded by mutex_
  std::map<std::string, profiles::Profile> loaded_;          // guarded by mutex_
};

}  // namespace passerelle::service
