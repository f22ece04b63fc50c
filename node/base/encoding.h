// Bytes as text: lower-case hex (RFC 4648 section 8), base64 (section 4, padded) and base64url
// (section 5, without padding). Decoders accept exactly what the encoders write. Also the escapes
// of addresses, and numbers as bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle {

using Bytes = std::vector<std::uint8_t>;

// The same bytes, seen as text; no copy, the text lives as long as the bytes.
std::string_view as_text(const Bytes& bytes);
Bytes as_bytes(std::string_view text);

std::string to_hex(std::string_view bytes);
Result<std::string> from_hex(std::string_view text);

std::string to_base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);

std::string to_base64url(std::string_view bytes);
Result<std::string> from_base64url(std::string_view text);

// Returns the text with everything but unreserved characters (RFC 3986 section 2.3) as %XX: one
// segment of a path or one value of a query.
std::string percent_encoded(std::string_view text);

// Appends the numbers as 8 bytes each, the highest first.
void append_big_endian(std::span<const std::uint64_t> numbers, std::string& bytes);

// Returns the numbers that `append_big_endian` wrote; what is left over of bytes is no number.
std::vector<std::uint64_t> from_big_endian(std::string_view bytes);

}  // namespace passerelle
