// Places in JSON documents: JSON Pointers whose steps may also choose an element of a list by one
// of its fields (`/groups/group=Lev/n`) or its last one (`-1`), or stand for every name there is
// (`*`).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"

namespace passerelle::conformance {

// Returns a text as it is, another value as JSON writes it.
std::string text_of(const Json& value);

// Returns what stands at a place without `*`, null when nothing does.
const Json* find_place(const Json& root, std::string_view place);

// Where a quantity stands in an answer and in a reference.
struct Places {
  std::string ours, theirs;
};

// Puts every name that `root` has where `ours` says `*` into both places, one `*` after the other.
// An element of a list goes by its field `group`, `cause` or `level`, else by its number.
std::vector<Places> named_places(const Json& root, const Places& places);

}  // namespace passerelle::conformance
