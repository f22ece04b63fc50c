// The gzip content coding (RFC 1952). The only place with zlib.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace passerelle::http {

// Returns the bytes as one gzip member without name or time: the same bytes give the same member.
std::string gzip(std::string_view bytes);

}  // namespace passerelle::http
