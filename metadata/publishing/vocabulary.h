// The terms in which published lists, containers and feeds describe themselves.
#pragma once

#include <string>

#include "metadata/catalogue/vocabulary.h"

namespace passerelle::publishing::vocabulary {

using namespace catalogue::vocabulary;

inline const std::string kActivity = "https://www.w3.org/ns/activitystreams#";
inline const std::string kDatacite = "http://purl.org/spar/datacite/";
inline const std::string kFdp = "https://w3id.org/fdp/fdp-o#";
inline const std::string kHydra = "http://www.w3.org/ns/hydra/core#";
inline const std::string kLdes = "https://w3id.org/ldes#";
inline const std::string kLdp = "http://www.w3.org/ns/ldp#";
inline const std::string kOwl = "http://www.w3.org/2002/07/owl#";
inline const std::string kProf = "http://www.w3.org/ns/dx/prof/";
inline const std::string kTree = "https://w3id.org/tree#";

}  // namespace passerelle::publishing::vocabulary
