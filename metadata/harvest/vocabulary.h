// The terms by which catalogues tell how they are divided into pages, records and activities.
#pragma once

#include <string>

namespace passerelle::harvest::vocabulary {

inline const std::string kAs = "https://www.w3.org/ns/activitystreams#";
inline const std::string kFdp = "https://w3id.org/fdp/fdp-o#";
inline const std::string kHydra = "http://www.w3.org/ns/hydra/core#";
inline const std::string kLdp = "http://www.w3.org/ns/ldp#";
inline const std::string kR3d = "http://www.re3data.org/schema/3-0#";
inline const std::string kTree = "https://w3id.org/tree#";

}  // namespace passerelle::harvest::vocabulary
