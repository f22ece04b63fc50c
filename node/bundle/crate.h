// What the bundle says about itself: ro-crate-metadata.json (RO-Crate 1.1) for programs and
// README.txt for people.
//
// Thread safety: pure functions.
#pragma once

#include <set>

#include "node/base/json.h"
#include "node/bundle/evidence.h"

namespace passerelle::bundle {

inline constexpr const char* kCratePath = "ro-crate-metadata.json";
inline constexpr const char* kReadmePath = "README.txt";

// `files` are all others of the bundle.
Json crate_json(const Contents& contents, const Replay& run, const Files& files);

std::string readme_text(const Contents& contents, const Replay& run);

}  // namespace passerelle::bundle
