#include "node/http/media_type.h"

#include <algorithm>
#include <vector>

#include "node/http/message.h"

namespace passerelle::http {
namespace {

// One wish of the client: "text/turtle;q=0.8". Quality in thousandths (RFC 9110 section 12.4.2).
struct Wish {
  std::string_view range;
  int quality = 1000;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Cuts the part before `separator` off `text`; quoted strings keep their separators.
std::string_view cut(std::string_view& text, char separator) {
  bool is_quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '"') is_quoted = !is_quoted;
    if (is_quoted && text[i] == '\\') {
      ++i;
    } else if (!is_quoted && text[i] == separator) {
      break;
    }
  }
  i = std::min(i, text.size());
  const auto part = text.substr(0, i);
  text.remove_prefix(std::min(i + 1, text.size()));
  return trimmed(part);
}

// Returns thousandths; a broken weight counts as refusal, the cautious reading.
int quality_of(std::string_view text) {
  if (text.empty() || (text.front() != '0' && text.front() != '1')) return 0;
  if (text.size() > 5 || (text.size() > 1 && text[1] != '.')) return 0;
  int thousandths = (text.front() - '0') * 1000;
  int weight = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 0;
    thousandths += (c - '0') * weight;
    weight /= 10;
  }
  return std::min(thousandths, 1000);
}

std::vector<Wish> wishes_of(std::string_view header) {
  std::vector<Wish> wishes;
  while (!header.empty()) {
    auto element = cut(header, ',');
    Wish wish{cut(element, ';')};
    while (!element.empty()) {
      const auto parameter = cut(element, ';');
      if (parameter.size() > 2 && equal_ignoring_case(parameter.substr(0, 2), "q=")) {
        wish.quality = quality_of(parameter.substr(2));
      }
    }
    if (!wish.range.empty()) wishes.push_back(wish);
  }
  return wishes;
}

// Returns how precisely a range names a media type: 0 not at all, 3 exactly.
int media_match(std::string_view range, std::string_view type) {
  if (range == "*/*") return 1;
  const auto slash = std::min(type.find('/'), type.size());
  if (range.size() == slash + 2 && range.ends_with("/*") &&
      equal_ignoring_case(range.substr(0, slash), type.substr(0, slash))) {
    return 2;
  }
  return equal_ignoring_case(range, type.substr(0, type.find(';'))) ? 3 : 0;
}

int language_match(std::string_view range, std::string_view tag) {
  if (range == "*") return 1;
  if (equal_ignoring_case(range, tag)) return 3;
  const bool begins = range.size() > tag.size() && range[tag.size()] == '-' &&
                      equal_ignoring_case(range.substr(0, tag.size()), tag);
  return begins ? 2 : 0;
}

std::optional<std::string> best(std::string_view header,
                                std::span<const std::string_view> offered,
                                int (*match)(std::string_view, std::string_view)) {
  if (offered.empty()) return std::nullopt;
  const auto wishes = wishes_of(header);
  if (wishes.empty()) return std::string(offered.front());
  std::optional<std::string> chosen;
  int chosen_quality = 0;
  for (const auto offer : offered) {
    int precision = 0;
    int quality = 0;
    for (const auto& wish : wishes) {
      const int found = match(wish.range, offer);
      if (found > precision) {
        precision = found;
        quality = wish.quality;
      } else if (found == precision && found > 0) {
        quality = std::max(quality, wish.quality);
      }
    }
    if (quality > chosen_quality) {
      chosen_quality = quality;
      chosen = std::string(offer);
    }
  }
  return chosen;
}

}  // namespace

std::optional<std::string> best_of(std::string_view accept,
                                   std::span<const std::string_view> offered) {
  return best(accept, offered, media_match);
}

std::optional<std::string> best_language(std::string_view accept_language,
                                         std::span<const std::string_view> offered) {
  return best(accept_language, offered, language_match);
}

Coding best_coding(std::string_view accept_encoding) {
  std::optional<int> gzip;
  int identity = 0;
  int any = 0;
  for (const auto& wish : wishes_of(accept_encoding)) {
    if (equal_ignoring_case(wish.range, "gzip") || equal_ignoring_case(wish.range, "x-gzip")) {
      gzip = wish.quality;
    } else if (equal_ignoring_case(wish.range, "identity")) {
      identity = wish.quality;
    } else if (wish.range == "*") {
      any = wish.quality;
    }
  }
  const int wanted = gzip.value_or(any);
  return wanted > 0 && wanted >= identity ? Coding::gzip : Coding::identity;
}

bool is_media_type(std::string_view content_type, std::string_view media_type) {
  return equal_ignoring_case(trimmed(content_type.substr(0, content_type.find(';'))), media_type);
}

}  // namespace passerelle::http
