// The sentences of the documents, by language: en.json and fr.json hold the same keys. A key that
// is not there is a mistake of ours and throws.
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
  static const Messages& in(Language language);

  Language language() const { return language_; }

  // Returns the text of a key; `{0}`, `{1}` … in it become the values.
  std::string operator()(std::string_view key,
                         std::initializer_list<std::string_view> values = {}) const;

  // Returns the text of a code: that of "GROUP.CODE".
  std::string of(std::string_view group, std::string_view code) const;

  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

 private:
  Messages(Language language, std::string_view json);

  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace passerelle::documents
