// The request target: one reading of the path for everybody (RFC 3986 sections 2.1, 3.3, 5.2.4).
#include <algorithm>

#include "node/http/message.h"

namespace passerelle::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte_of(text[i]);
    const std::size_t more = lead < 0x80   ? 0
                             : lead < 0xc2 ? 9
                             : lead < 0xe0 ? 1
                             : lead < 0xf0 ? 2
                             : lead < 0xf5 ? 3
                                           : 9;
    if (more == 9 || i + more >= text.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const unsigned next = byte_of(text[i + k]);
      const unsigned low = k == 1 && lead == 0xe0 ? 0xa0 : k == 1 && lead == 0xf0 ? 0x90 : 0x80;
      const unsigned high = k == 1 && lead == 0xed ? 0x9f : k == 1 && lead == 0xf4 ? 0x8f : 0xbf;
      if (next < low || next > high) return false;
    }
    i += more + 1;
  }
  return true;
}

bool is_control(char c) { return byte_of(c) < 0x20 || c == 0x7f; }

// Browsers read a backslash as a slash, others do not; a "#" never belongs on the wire.
bool is_target_char(char c) {
  return byte_of(c) > 0x20 && byte_of(c) < 0x7f && c != '\\' && c != '#';
}

void append_segment(std::string& path, std::string_view segment) {
  path += '/';
  for (const char c : segment) {
    if (c == '/') {
      path += "%2F";
    } else if (c == '%') {
      path += "%25";
    } else {
      path += c;
    }
  }
}

Result<std::vector<std::string>> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    auto segment = percent_decoded(path.substr(0, end));
    if (!segment) return segment.error();
    path.remove_prefix(end);
    if (std::ranges::any_of(*segment, is_control)) {
      return Error{HttpError::malformed, "a control character in the path"};
    }
    if (segment->empty() || *segment == ".") continue;
    if (*segment != "..") {
      segments.push_back(std::move(*segment));
    } else if (segments.empty()) {
      return Error{HttpError::malformed, "the path leaves the root"};
    } else {
      segments.pop_back();
    }
  }
  return segments;
}

Result<std::string> query_text(std::string text) {
  std::ranges::replace(text, '+', ' ');
  auto decoded = percent_decoded(text);
  if (decoded && decoded->find('\0') != std::string::npos) {
    return Error{HttpError::malformed, "a NUL character in the query"};
  }
  return decoded;
}

using Query = std::map<std::string, std::string, std::less<>>;

Result<Query> query_of(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = query_text(std::string(pair.substr(0, equals)));
    if (!name) return name.error();
    auto value = query_text(std::string(pair.substr(std::min(equals + 1, pair.size()))));
    if (!value) return value.error();
    if (!query.emplace(std::move(*name), std::move(*value)).second) {
      return Error{HttpError::malformed, "a query parameter stands twice"};
    }
  }
  return query;
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return Error{HttpError::malformed, "a broken %XX in the target"};
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(out)) return Error{HttpError::malformed, "the target is not UTF-8"};
  return out;
}

Result<void> Request::set_target(std::string origin_form) {
  if (origin_form.empty() || origin_form.front() != '/' ||
      !std::ranges::all_of(origin_form, is_target_char)) {
    return Error{HttpError::malformed, "the request target is not a path"};
  }
  const std::string_view whole = origin_form;
  const auto mark = std::min(whole.find('?'), whole.size());
  auto new_segments = segments_of(whole.substr(0, mark));
  if (!new_segments) return new_segments.error();
  auto new_query = query_of(whole.substr(std::min(mark + 1, whole.size())));
  if (!new_query) return new_query.error();

  segments = std::move(*new_segments);
  query = std::move(*new_query);
  path.clear();
  for (const auto& segment : segments) append_segment(path, segment);
  if (path.empty()) path = "/";
  target = std::move(origin_form);
  return {};
}

}  // namespace passerelle::http
