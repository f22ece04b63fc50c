#include "policies/documents/messages.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "node/base/json.h"
#include "policies/documents/embedded.h"

namespace passerelle::documents {

std::string_view tag(Language language) { return language == Language::en ? "en" : "fr"; }

Messages::Messages(Language language, std::string_view json) : language_(language) {
  const Json parsed = Json::parse(json);
  for (const auto& [key, text] : parsed.items()) {
    texts_.emplace(key, text.get<std::string>());
  }
}

const Messages& Messages::in(Language language) {
  static const Messages english(Language::en, kEmbeddedEnglish);
  static const Messages french(Language::fr, kEmbeddedFrench);
  return language == Language::en ? english : french;
}

std::string Messages::operator()(std::string_view key,
                                 std::initializer_list<std::string_view> values) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) throw std::out_of_range("no message " + std::string(key));
  std::string filled;
  const std::string& text = found->second;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_place = text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}';
    if (!is_place) {
      filled += text[at];
      continue;
    }
    // Values are not looked through for places of their own.
    filled += *(values.begin() + (text[at + 1] - '0'));
    at += 2;
  }
  return filled;
}

std::string Messages::of(std::string_view group, std::string_view code) const {
  return (*this)(std::string(group) + "." + std::string(code));
}

std::map<std::string, std::string> in_both(std::string_view key,
                                           std::initializer_list<std::string_view> values) {
  return {{"en", Messages::in(Language::en)(key, values)},
          {"fr", Messages::in(Language::fr)(key, values)}};
}

}  // namespace passerelle::documents
