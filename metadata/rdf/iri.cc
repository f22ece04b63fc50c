#include "metadata/rdf/iri.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "metadata/rdf/characters.h"

namespace passerelle::rdf {
namespace {

// Returns the length of the scheme without its colon, or 0.
std::size_t scheme_length(std::string_view text) {
  if (text.empty() || !is_letter(text[0])) return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == ':') return i;
    if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '+' && text[i] != '-' &&
        text[i] != '.') {
      return 0;
    }
  }
  return 0;
}

// RFC 3986, appendix B; the parts keep their delimiters, so that they join by concatenation.
struct Parts {
  std::string_view scheme, authority, path, query, fragment;
};

Parts parts_of(std::string_view text) {
  Parts parts;
  if (const auto length = scheme_length(text)) {
    parts.scheme = text.substr(0, length + 1);
    text.remove_prefix(length + 1);
  }
  if (text.starts_with("//")) {
    parts.authority = text.substr(0, std::min(text.find_first_of("/?#", 2), text.size()));
    text.remove_prefix(parts.authority.size());
  }
  parts.path = text.substr(0, std::min(text.find_first_of("?#"), text.size()));
  text.remove_prefix(parts.path.size());
  parts.query = text.substr(0, std::min(text.find('#'), text.size()));
  parts.fragment = text.substr(parts.query.size());
  return parts;
}

// RFC 3986, section 5.2.4.
std::string without_dots(std::string_view in) {
  std::string out;
  const auto drop_last = [&] {
    const auto slash = out.rfind('/');
    out.erase(slash == std::string::npos ? 0 : slash);
  };
  while (!in.empty()) {
    if (in.starts_with("../")) in.remove_prefix(3);
    else if (in.starts_with("./")) in.remove_prefix(2);
    else if (in.starts_with("/./")) in.remove_prefix(2);
    else if (in == "/.") in = "/";
    else if (in.starts_with("/../")) in.remove_prefix(3), drop_last();
    else if (in == "/..") in = "/", drop_last();
    else if (in == "." || in == "..") in = {};
    else {
      const auto segment = in.substr(0, std::min(in.find('/', 1), in.size()));
      out += segment;
      in.remove_prefix(segment.size());
    }
  }
  return out;
}

// RFC 3986, section 5.2.3.
std::string merged(const Parts& base, std::string_view path) {
  if (!base.authority.empty() && base.path.empty()) return "/" + std::string(path);
  const auto slash = base.path.rfind('/');
  if (slash == std::string_view::npos) return std::string(path);
  return std::string(base.path.substr(0, slash + 1)) + std::string(path);
}

std::string join(std::string_view scheme,
                 std::string_view authority,
                 std::string_view path,
                 std::string_view query,
                 std::string_view fragment) {
  std::string text(scheme);
  text += authority;
  text += path;
  text += query;
  text += fragment;
  return text;
}

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// Returns the length of the character that begins at `at`, or 0 when none does.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text, at + i)) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_surrogate = first == 0xED && second >= 0xA0;
  const bool is_beyond = first == 0xF4 && second >= 0x90;
  return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight ASCII characters at a time: documents are long and mostly that.
    std::uint64_t eight = 0;
    if (at + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const auto length = character_length(text, at);
    if (length == 0) break;
    at += length;
  }
  return at;
}

std::string shortened(std::string_view text) {
  const auto head = text.substr(0, 200);
  return std::string(head.substr(0, utf8_prefix(head)));
}

bool has_scheme(std::string_view text) { return scheme_length(text) > 0; }

bool is_absolute_iri(std::string_view text) {
  return has_scheme(text) && std::ranges::all_of(text, [](char c) { return kIriBytes.has(c); }) &&
         utf8_prefix(text) == text.size();
}

std::string resolve(std::string_view base, std::string_view reference) {
  const Parts from = parts_of(base);
  const Parts to = parts_of(reference);
  if (!to.scheme.empty()) {
    // An absolute IRI stays as it is written: two spellings are two names.
    return std::string(reference);
  }
  if (!to.authority.empty()) {
    return join(from.scheme, to.authority, without_dots(to.path), to.query, to.fragment);
  }
  if (to.path.empty()) {
    const auto query = to.query.empty() ? from.query : to.query;
    return join(from.scheme, from.authority, from.path, query, to.fragment);
  }
  const auto path = to.path.starts_with('/') ? std::string(to.path) : merged(from, to.path);
  return join(from.scheme, from.authority, without_dots(path), to.query, to.fragment);
}

}  // namespace passerelle::rdf
