// What terms are called, and what to do about a field that is wrong, in the reader's language.
//
// Thread safety: a value; const functions from any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "metadata/profiles/rules.h"
#include "node/base/result.h"

namespace passerelle::profiles {

// A text in several languages.
using Translations = std::map<std::string, std::string>;

// Returns the text in that language, else in English, else any; empty when there is none.
std::string in_language(const Translations& texts, std::string_view language);

class Glossary {
 public:
  // The names of names.table and the messages of the built-in rules.
  static const Glossary& built_in();

  // Adds names from a table of columns `term` and languages, or messages from one of columns
  // `class`, `property` and languages, where the class may be `*`. What it says replaces what was
  // said before.
  Result<void> add_table(std::string_view name, std::string_view text);
  void add_messages(std::span<const Rule> rules);

  // Returns the name of a class or property; empty when it has none.
  std::string name(std::string_view term, std::string_view language) const;

  // Returns the short form of an IRI with the prefix of its namespace, "dct:title"; the whole IRI
  // when no prefix is known.
  std::string short_form(std::string_view iri) const;

  // Returns what to do about a field: what is said of that class and severity, else of any class;
  // empty when nothing is said. Several properties (of which any counts) are given as one text with
  // a bar between.
  std::string advice(std::string_view class_iri,
                     std::string_view property,
                     std::string_view severity,
                     std::string_view language) const;

 private:
  struct Key {
    std::string class_iri, property, severity;  // empty for any
    auto operator<=>(const Key&) const = default;
  };
  std::map<std::string, Translations, std::less<>> names_;
  std::map<std::string, std::string, std::less<>> prefixes_;  // namespace → prefix
  std::map<Key, Translations> advice_;
};

}  // namespace passerelle::profiles
