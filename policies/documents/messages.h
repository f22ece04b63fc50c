// The sentences of a room, by language: its en.json and fr.json hold the same keys. A key that is
// not there is a mistake of ours and throws.
//
// Thread safety: values; any thread.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "policies/purposes/language.h"

namespace passerelle::documents {

using purposes::Language;

std::string_view tag(Language language);  // "en", "fr"

class Messages {
 public:
  // Those of the documents of this room.
  static const Messages& in(Language language);

  // Requires: `json` is an object of texts.
  Messages(Language language, std::string_view json);

  Language language() const { return language_; }

  // Returns the text of a key; `{0}`, `{1}` … in it become the values.
  std::string operator()(std::string_view key,
                         std::initializer_list<std::string_view> values = {}) const;

  // Returns the text of a code: that of "GROUP.CODE".
  std::string of(std::string_view group, std::string_view code) const;

  bool has(std::string_view key) const { return texts_.contains(key); }

  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

 private:
  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

// A sentence of the documents in every language, by tag.
std::map<std::string, std::string> in_both(std::string_view key,
                                           std::initializer_list<std::string_view> values = {});

}  // namespace passerelle::documents
