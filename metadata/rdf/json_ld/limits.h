// What a document may cost beyond its own size. JSON-LD can be small and mean much: contexts that
// include each other, prefixes that grow, keys that are repeated for every value. All of it is
// counted, and refused before it hurts.
#pragma once

#include <cstddef>

namespace passerelle::rdf::json_ld {

struct Limits {
  std::size_t remote_contexts = 32;      // on one way through contexts that name each other
  std::size_t context_work = 2'000'000;  // terms that contexts define or copy, in all
  std::size_t expanded_bytes = std::size_t{256} << 20;  // text that expansion writes
};

}  // namespace passerelle::rdf::json_ld
