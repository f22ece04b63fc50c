#include "metadata/profiles/errors.h"
#include "metadata/profiles/library.h"
#include "metadata/publishing/fdp.h"
#include "node/service/catalogue/publishing.h"
#include "node/service/errors.h"

namespace passerelle::service {

using publishing::FdpKind;

Result<Publication> publish_shapes(Node& node, const std::string& profile) {
  const auto loaded = profiles::Library(node.home.profiles()).load(profile);
  if (!loaded && loaded.error().code == profiles::ProfileError::unknown) {
    return Error{ServiceError::not_found, "no profile " + profile + " is installed here"};
  }
  if (!loaded) return loaded.error();
  return Publication{rdf::Dataset(loaded->shapes_graph())};
}

Result<Publication> publish_fdp_profile(Node& node, FdpKind kind) {
  std::vector<std::string> shapes;
  // Nobody has written shapes for a root; its profile is only a name.
  if (kind != FdpKind::point) {
    const auto installed = profiles::Library(node.home.profiles()).list();
    if (!installed) return installed.error();
    for (const auto& profile : *installed) shapes.push_back(profile.name);
  }
  const publishing::Addresses addresses(node.config.public_url);
  return Publication{rdf::Dataset(publishing::fdp_profile(addresses, kind, shapes))};
}

Result<Publication> publish_fdp_shapes(Node& node) {
  return publish_shapes(node, profiles::Profile::built_in().info().name);
}

}  // namespace passerelle::service
