#include "node/http/conditional.h"

#include <algorithm>

namespace passerelle::http {
namespace {

enum class Comparison { strong, weak };

std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

// Takes one entity tag off a list, with its "W/"; empty when the list is at its end or broken.
std::string_view take_tag(std::string_view& list) {
  const auto begin = list.find_first_not_of(" \t,");
  if (begin == std::string_view::npos) return {};
  list.remove_prefix(begin);
  const auto open = list.starts_with("W/\"") ? std::size_t{2} : std::size_t{0};
  const auto close = list.find('"', open + 1);
  if (list[open] != '"' || close == std::string_view::npos) return {};
  const auto tag = list.substr(0, close + 1);
  list.remove_prefix(close + 1);
  return tag;
}

// Sections 8.8.3.2 and 13.1.1. Our own tags are all strong, so a weak one of the client's can only
// match weakly.
bool names(std::string_view list, std::string_view etag, Comparison comparison) {
  if (without_spaces(list) == "*") return true;
  for (auto tag = take_tag(list); !tag.empty(); tag = take_tag(list)) {
    if (comparison == Comparison::weak && tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

// Whether the representation is newer than the moment in that field; nothing when the field or
// what it should be compared with is not there.
std::optional<bool> is_newer(const Request& request,
                             std::string_view field,
                             const Validators& validators,
                             Instant now) {
  const auto since = date_of(request.header(field), now);
  if (!since || !validators.modified) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*validators.modified) > *since;
}

}  // namespace

Precondition precondition_of(const Request& request, const Validators& validators, Instant now) {
  if (const auto* list = request.headers.find("If-Match")) {
    if (!names(*list, validators.etag, Comparison::strong)) return Precondition::failed;
  } else if (is_newer(request, "If-Unmodified-Since", validators, now).value_or(false)) {
    return Precondition::failed;
  }
  const bool is_read = request.method == Method::get || request.method == Method::head;
  if (const auto* list = request.headers.find("If-None-Match")) {
    if (!names(*list, validators.etag, Comparison::weak)) return Precondition::met;
    return is_read ? Precondition::not_modified : Precondition::failed;
  }
  if (is_read && !is_newer(request, "If-Modified-Since", validators, now).value_or(true)) {
    return Precondition::not_modified;
  }
  return Precondition::met;
}

}  // namespace passerelle::http
