// Terms as numbers. A dictionary gives every different term one 32-bit id, so that graphs over it
// compare, sort and look up numbers and hold each text once.
//
// A dictionary may stand on a base: the ids of the base are valid in it and mean the same, and new
// terms get ids of its own. So a thousand documents can share one set of shapes and vocabularies.
//
// Thread safety: append only. One thread while it grows; any number once nobody adds to it, also
// as the base of others.
// Invariants: (1) equal terms have equal ids and the other way round; (2) what an id means never
// changes, and the texts handed out stay where they are as long as the dictionary lives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "metadata/rdf/term.h"

namespace passerelle::rdf {

struct TermId {
  std::uint32_t value = 0;
  auto operator<=>(const TermId&) const = default;
};

enum class TermKind : std::uint8_t { iri, blank, literal };

class Dictionary {
 public:
  // Every dictionary knows these two.
  static constexpr TermId kStringType{0};      // xsd:string
  static constexpr TermId kLangStringType{1};  // rdf:langString

  Dictionary();
  explicit Dictionary(std::shared_ptr<const Dictionary> base);
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // Return the id of a term, which is new when the term was not known.
  TermId iri(std::string_view text);
  TermId blank(std::string_view label);
  // A language makes the type rdf:langString, whatever `datatype` says, and is kept as
  // `language_tag` writes it.
  TermId literal(std::string_view lexical, TermId datatype, std::string_view language = {});
  TermId add(const Term& term);
  // The term that `id` is in another dictionary; a blank node keeps its label.
  TermId add(const Dictionary& from, TermId id);

  // Returns a blank node that was not there before: b0, b1, …
  TermId fresh_blank();

  std::optional<TermId> find(const Term& term) const;
  std::optional<TermId> find_iri(std::string_view text) const;
  std::optional<TermId> find(const Dictionary& from, TermId id) const;

  TermKind kind(TermId id) const { return entry(id).kind; }
  // Returns the IRI, the label or the lexical form.
  std::string_view text(TermId id) const;
  // Requires: a literal.
  TermId datatype(TermId id) const { return entry(id).datatype; }
  // Returns the language of a literal; empty when it has none.
  std::string_view language(TermId id) const;
  Term term(TermId id) const;
  // Requires: an IRI or a blank node.
  Resource resource(TermId id) const;

  // Says whether one term comes before another in the order of Term, which no id changes.
  bool is_before(TermId one, TermId other) const;

  // Says whether every id of the other dictionary means the same here.
  bool stands_on(const Dictionary& other) const {
    return this == &other || (base_ && base_->stands_on(other));
  }

  // Ids are the numbers below this one.
  std::size_t size() const { return first_ + entries_.size(); }

  // Returns the bytes of all texts but those of the base.
  std::size_t text_size() const { return text_size_; }

 private:
  // The bytes of the text, then those of the language.
  struct Entry {
    const char* bytes;
    std::uint32_t text_size;
    std::uint32_t language_size;
    TermId datatype;
    TermKind kind;
  };
  // What is looked for; `language` as it is kept.
  struct Key {
    TermKind kind;
    std::string_view text;
    TermId datatype;
    std::string_view language;
  };
  struct Slot {
    std::uint32_t hash;
    std::uint32_t entry;  // its index + 1; 0 is free
  };

  static std::uint32_t hash_of(const Key& key);
  const Entry& entry(TermId id) const {
    return id.value < first_ ? base_->entry(id) : entries_[id.value - first_];
  }
  Key key_of(const Dictionary& from, TermId id, TermId datatype) const;
  std::optional<TermId> find(const Key& key, std::uint32_t hash) const;
  TermId intern(const Key& key);
  std::size_t slot_of(const Key& key, std::uint32_t hash) const;
  void grow();
  const char* keep(std::string_view text, std::string_view language);

  std::shared_ptr<const Dictionary> base_;  // shared: many documents stand on one base
  std::uint32_t first_ = 0;                 // how many ids the base has
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // open addressing; a power of two
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  std::size_t free_size_ = 0;
  std::size_t text_size_ = 0;
  std::size_t next_blank_ = 0;
};

}  // namespace passerelle::rdf
