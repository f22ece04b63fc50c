// The profiles of rules on what may leave that the body of this node has installed: signed by the
// node, each version kept. Those in force make the node's own rules stricter.
//
// Thread safety: any thread; reading is pure but for the reader it is given.
#pragma once

#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/identity/caller.h"
#include "node/store/database.h"
#include "policies/disclosure/profile.h"

namespace passerelle::service {

class Node;

// Returns the last version of every profile, but of those whose last version is withdrawn.
Result<std::vector<disclosure::Profile>> profiles_in_force(store::Reader& reader);

// {"profiles": [{"id", "body", "title", "rules", "version", "is_in_force", "with_program"?}]}:
// those in force, those withdrawn, and those that come with the program, whose version it tells.
Result<Json> list_disclosure_profiles(const Node& node);

// A profile whole, as in the list: {"profile", "is_in_force", "with_program"?}.
Result<Json> show_disclosure_profile(const Node& node, const std::string& id);

// Puts a profile in force, by a decider: {"id", "version", "digest"}. `document` is
// "disclosure-profile/1", or {"id"} of one that comes with the program. Refuses a version that is
// not after the one that is kept, but for that one again after it was withdrawn.
Result<Json> install_disclosure_profile(Node& node,
                                        const identity::Caller& caller,
                                        const Json& document);

// {"id", "reason"}: no later release goes by it, but that a permit keeps the minimum that it was
// issued with. By a decider.
Result<Json> withdraw_disclosure_profile(Node& node,
                                         const identity::Caller& caller,
                                         const Json& request);

}  // namespace passerelle::service
