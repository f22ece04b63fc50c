// Text as the value of a declared type, exactly or not at all: no rounding, no spaces, no guesses.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace passerelle::duckdb {

// Digits with an optional minus sign, within 64 bits.
std::optional<std::int64_t> integer_from(std::string_view text);

// A decimal number, finite, with an optional exponent.
std::optional<double> number_from(std::string_view text);

// true, false (also TRUE, True, …), 1 or 0.
std::optional<std::int64_t> boolean_from(std::string_view text);

// YYYY-MM-DD, a day that exists; returns days since 1970-01-01.
std::optional<std::int64_t> date_from(std::string_view text);

}  // namespace passerelle::duckdb
