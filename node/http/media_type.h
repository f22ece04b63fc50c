// Choice of a representation (RFC 9110 section 12).
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace passerelle::http {

// Returns the offered media type the client likes best, by its Accept header; the earlier offer
// wins a tie. An empty header accepts everything. Nothing acceptable gives nothing (406).
std::optional<std::string> best_of(std::string_view accept,
                                   std::span<const std::string_view> offered);

// The same for Accept-Language and plain tags ("en", "fr"): "fr-CA" is served by "fr".
std::optional<std::string> best_language(std::string_view accept_language,
                                         std::span<const std::string_view> offered);

enum class Coding { identity, gzip };

// Returns the coding to answer with, by the client's Accept-Encoding header: gzip where the client
// names it (or "*") and does not like the plain bytes better. A client that refuses both gets the
// plain bytes, as RFC 9110 section 12.5.3 allows.
Coding best_coding(std::string_view accept_encoding);

// Whether a Content-Type header names this media type, whatever its parameters.
bool is_media_type(std::string_view content_type, std::string_view media_type);

}  // namespace passerelle::http
