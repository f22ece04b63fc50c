#include "node/service/profile_shelf.h"

#include "metadata/profiles/choose.h"

namespace passerelle::service {

using profiles::Profile;
using profiles::ProfileInfo;

Result<std::vector<ProfileInfo>> ProfileShelf::list() {
  const std::lock_guard lock(mutex_);
  return known();
}

Result<Profile> ProfileShelf::load(const std::string& name) {
  const std::lock_guard lock(mutex_);
  return loaded(name);
}

Result<std::optional<Profile>> ProfileShelf::meant_by(const rdf::Graph& document) {
  const std::lock_guard lock(mutex_);
  const auto infos = known();
  if (!infos) return infos.error();
  const auto* chosen = profiles::choose(*infos, document);
  if (chosen == nullptr) return std::optional<Profile>();
  auto profile = loaded(chosen->name);
  if (!profile) return profile.error();
  return std::optional(*std::move(profile));
}

Result<ProfileInfo> ProfileShelf::add(const std::filesystem::path& pack_folder) {
  const std::lock_guard lock(mutex_);
  known_.reset();
  return library_.add(pack_folder);
}

Result<void> ProfileShelf::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  known_.reset();
  loaded_.erase(name);
  return library_.remove(name);
}

Result<std::vector<ProfileInfo>> ProfileShelf::known() {
  if (!known_) {
    auto listed = library_.list();
    if (!listed) return listed.error();
    known_ = *std::move(listed);
  }
  return *known_;
}

Result<Profile> ProfileShelf::loaded(const std::string& name) {
  const auto found = loaded_.find(name);
  if (found != loaded_.end()) return found->second;
  auto profile = library_.load(name);
  if (!profile) return profile.error();
  return loaded_.emplace(name, *std::move(profile)).first->second;
}

}  // namespace passerelle::service
