#include "node/base/encoding.h"

#include <array>
#include <bit>
#include <cstring>

namespace passerelle {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The number whose bytes stand in memory with the highest first; and back.
std::uint64_t in_big_endian(std::uint64_t number) {
  return std::endian::native == std::endian::big ? number : __builtin_bswap64(number);
}

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8) | static_cast<std::uint8_t>(c);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(buffer >> bits) & 63];
    }
  }
  if (bits > 0) text += alphabet[(buffer << (6 - bits)) & 63];
  return text;
}

Result<std::string> decode(std::string_view text, std::string_view alphabet) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) {
      return Error{BaseError::malformed, "not base64: a character outside the alphabet"};
    }
    buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((buffer >> bits) & 255);
    }
  }
  const bool has_lone_character = bits >= 6;
  const bool has_stray_bits = (buffer & ((1U << bits) - 1)) != 0;
  if (has_lone_character || has_stray_bits) {
    return Error{BaseError::malformed, "not base64: the last character cannot stand there"};
  }
  return bytes;
}

}  // namespace

std::string_view as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes as_bytes(std::string_view text) { return {text.begin(), text.end()}; }

std::string to_hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

Result<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{BaseError::malformed, "hex of odd length"};
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kHex.find(text[i]);
    const auto low = kHex.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return Error{BaseError::malformed, "not lower-case hex"};
    }
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  auto text = encode(bytes, kBase64);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return Error{BaseError::malformed, "base64 without its padding"};
  const auto end = text.find('=');
  if (end == std::string_view::npos) return decode(text, kBase64);
  if (text.size() - end > 2 || text.substr(end).find_first_not_of('=') != std::string_view::npos) {
    return Error{BaseError::malformed, "base64 with wrong padding"};
  }
  return decode(text.substr(0, end), kBase64);
}

std::string to_base64url(std::string_view bytes) { return encode(bytes, kBase64Url); }

Result<std::string> from_base64url(std::string_view text) { return decode(text, kBase64Url); }

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                               c == '~';
    if (is_unreserved) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    }
  }
  return out;
}

void append_big_endian(std::span<const std::uint64_t> numbers, std::string& bytes) {
  auto at = bytes.size();
  bytes.resize(at + numbers.size() * sizeof(std::uint64_t));
  for (const auto number : numbers) {
    const auto turned = in_big_endian(number);
    std::memcpy(bytes.data() + at, &turned, sizeof turned);
    at += sizeof turned;
  }
}

std::vector<std::uint64_t> from_big_endian(std::string_view bytes) {
  std::vector<std::uint64_t> numbers(bytes.size() / sizeof(std::uint64_t));
  const char* at = bytes.data();
  for (auto& number : numbers) {
    std::memcpy(&number, at, sizeof number);
    number = in_big_endian(number);
    at += sizeof number;
  }
  return numbers;
}

}  // namespace passerelle
