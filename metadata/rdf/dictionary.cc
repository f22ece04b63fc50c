#include "metadata/rdf/dictionary.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "node/crypto/random.h"

namespace passerelle::rdf {
namespace {

constexpr std::size_t kFirstSlots = 64;
constexpr std::size_t kFirstBlock = 1 << 10;
constexpr std::size_t kLargestBlock = 1 << 20;

// Documents come from strangers: with a number that they do not know in every hash, nobody can
// write terms that meet in one slot. Nothing that leaves the room depends on it.
std::uint64_t secret() {
  static const std::uint64_t value = [] {
    std::uint64_t random = 0;
    std::memcpy(&random, crypto::random_bytes(sizeof random).data(), sizeof random);
    return random;
  }();
  return value;
}

// The two halves of a 128-bit product, folded.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Word>
std::uint64_t word_at(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Sixteen bytes at a time; the last words may overlap, so that every byte is read by whole words.
// Both factors of each product hide behind the seed: none can be made zero from outside.
std::uint32_t hashed(std::string_view text, std::uint64_t seed) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
  const char* at = text.data();
  const std::size_t size = text.size();
  const std::uint64_t other_seed = seed * kOdd;
  std::uint64_t hash = seed ^ (size * kOdd);
  std::uint64_t first = 0, last = 0;
  if (size >= 8) {
    const char* const end = at + size;
    for (; end - at > 16; at += 16) {
      hash = mixed(word_at<std::uint64_t>(at) ^ hash, word_at<std::uint64_t>(at + 8) ^ other_seed);
    }
    first = word_at<std::uint64_t>(end - at >= 8 ? at : end - 8);
    last = word_at<std::uint64_t>(end - 8);
  } else if (size >= 4) {
    first = word_at<std::uint32_t>(at);
    last = word_at<std::uint32_t>(at + size - 4);
  } else if (size > 0) {
    first = word_at<std::uint8_t>(at);
    last = word_at<std::uint8_t>(at + size / 2) << 8U | word_at<std::uint8_t>(at + size - 1);
  }
  return static_cast<std::uint32_t>(mixed(mixed(first ^ hash, last ^ other_seed), seed));
}

bool is_small(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

Dictionary::Dictionary() : slots_(kFirstSlots) {
  iri(kXsdString);
  iri(kLangString);
}

Dictionary::Dictionary(std::shared_ptr<const Dictionary> base)
    : base_(std::move(base)),
      first_(static_cast<std::uint32_t>(base_->size())),
      slots_(kFirstSlots),
      next_blank_(base_->next_blank_) {}

std::uint32_t Dictionary::hash_of(const Key& key) {
  const std::uint64_t kind_and_type =
      (std::uint64_t{key.datatype.value} << 2U) | static_cast<std::uint64_t>(key.kind);
  const auto hash = hashed(key.text, secret() ^ kind_and_type * 0xD6E8FEB86659FD93U);
  return key.language.empty() ? hash : hashed(key.language, secret() ^ hash);
}

std::size_t Dictionary::slot_of(const Key& key, std::uint32_t hash) const {
  for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (slot.entry == 0) return at;
    if (slot.hash != hash) continue;
    const Entry& found = entries_[slot.entry - 1];
    if (found.kind == key.kind && found.datatype == key.datatype &&
        key.text == std::string_view(found.bytes, found.text_size) &&
        key.language == std::string_view(found.bytes + found.text_size, found.language_size)) {
      return at;
    }
  }
}

std::optional<TermId> Dictionary::find(const Key& key, std::uint32_t hash) const {
  if (base_) {
    // A base that has grown since does not count: its new ids are ours.
    if (const auto id = base_->find(key, hash); id && id->value < first_) return id;
  }
  const Slot& slot = slots_[slot_of(key, hash)];
  if (slot.entry == 0) return std::nullopt;
  return TermId{first_ + slot.entry - 1};
}

TermId Dictionary::intern(const Key& key) {
  const auto hash = hash_of(key);
  if (base_) {
    if (const auto id = base_->find(key, hash); id && id->value < first_) return *id;
  }
  const auto at = slot_of(key, hash);
  if (slots_[at].entry != 0) return TermId{first_ + slots_[at].entry - 1};
  if (size() >= std::numeric_limits<std::uint32_t>::max() - 1 ||
      key.text.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("a dictionary of terms is full");
  }
  entries_.push_back({keep(key.text, key.language), static_cast<std::uint32_t>(key.text.size()),
                      static_cast<std::uint32_t>(key.language.size()), key.datatype, key.kind});
  slots_[at] = {hash, static_cast<std::uint32_t>(entries_.size())};
  const TermId id{static_cast<std::uint32_t>(size() - 1)};
  if (entries_.size() * 2 > slots_.size()) grow();
  return id;
}

void Dictionary::grow() {
  std::vector<Slot> wider(slots_.size() * 2);
  slots_.swap(wider);
  for (const Slot& slot : wider) {
    if (slot.entry == 0) continue;
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].entry != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

const char* Dictionary::keep(std::string_view text, std::string_view language) {
  const auto size = text.size() + language.size();
  if (size > free_size_) {
    const auto doubled =
        std::min(kFirstBlock << std::min<std::size_t>(blocks_.size(), 20), kLargestBlock);
    free_size_ = std::max(size, doubled);
    blocks_.push_back(std::make_unique<char[]>(free_size_));
    free_ = blocks_.back().get();
  }
  char* const kept = free_;
  std::ranges::copy(language, std::ranges::copy(text, kept).out);
  free_ += size;
  free_size_ -= size;
  text_size_ += size;
  return kept;
}

TermId Dictionary::iri(std::string_view text) { return intern({TermKind::iri, text, {}, {}}); }

TermId Dictionary::blank(std::string_view label) {
  return intern({TermKind::blank, label, {}, {}});
}

TermId Dictionary::literal(std::string_view lexical, TermId datatype, std::string_view language) {
  if (language.empty()) return intern({TermKind::literal, lexical, datatype, {}});
  // Nearly all have one part in small letters, which is how it is kept.
  if (std::ranges::all_of(language, is_small)) {
    return intern({TermKind::literal, lexical, kLangStringType, language});
  }
  return intern({TermKind::literal, lexical, kLangStringType, language_tag(language)});
}

TermId Dictionary::add(const Term& term) {
  if (const auto* name = std::get_if<Iri>(&term)) return iri(name->text);
  if (const auto* node = std::get_if<Blank>(&term)) return blank(node->label);
  const auto& value = std::get<Literal>(term);
  return literal(value.lexical, iri(value.datatype), value.language);
}

Dictionary::Key Dictionary::key_of(const Dictionary& from, TermId id, TermId datatype) const {
  return {from.kind(id), from.text(id), datatype, from.language(id)};
}

TermId Dictionary::add(const Dictionary& from, TermId id) {
  const bool is_literal = from.kind(id) == TermKind::literal;
  return intern(key_of(from, id, is_literal ? add(from, from.datatype(id)) : TermId{}));
}

std::optional<TermId> Dictionary::find(const Dictionary& from, TermId id) const {
  TermId datatype;
  if (from.kind(id) == TermKind::literal) {
    const auto known = find(from, from.datatype(id));
    if (!known) return std::nullopt;
    datatype = *known;
  }
  const auto key = key_of(from, id, datatype);
  return find(key, hash_of(key));
}

TermId Dictionary::fresh_blank() {
  while (true) {
    std::array<char, 24> label{'b'};
    const auto end = std::to_chars(label.data() + 1, label.data() + label.size(), next_blank_++);
    const auto before = size();
    const auto id = blank({label.data(), end.ptr});
    if (size() != before) return id;
  }
}

std::optional<TermId> Dictionary::find_iri(std::string_view text) const {
  const Key key{TermKind::iri, text, {}, {}};
  return find(key, hash_of(key));
}

std::optional<TermId> Dictionary::find(const Term& term) const {
  if (const auto* name = std::get_if<Iri>(&term)) return find_iri(name->text);
  Key key{TermKind::blank, {}, {}, {}};
  if (const auto* node = std::get_if<Blank>(&term)) {
    key.text = node->label;
  } else {
    const auto& value = std::get<Literal>(term);
    const auto datatype = find_iri(value.datatype);
    if (!datatype) return std::nullopt;
    key = {TermKind::literal, value.lexical, *datatype, value.language};
  }
  return find(key, hash_of(key));
}

std::string_view Dictionary::text(TermId id) const {
  const Entry& found = entry(id);
  return {found.bytes, found.text_size};
}

std::string_view Dictionary::language(TermId id) const {
  const Entry& found = entry(id);
  return {found.bytes + found.text_size, found.language_size};
}

bool Dictionary::is_before(TermId one, TermId other) const {
  if (one == other) return false;
  const auto key = [&](TermId id) {
    const bool is_literal = kind(id) == TermKind::literal;
    return std::tuple(kind(id), text(id), is_literal ? text(datatype(id)) : std::string_view(),
                      language(id));
  };
  return key(one) < key(other);
}

Resource Dictionary::resource(TermId id) const {
  assert(kind(id) != TermKind::literal);
  std::string name(text(id));
  if (kind(id) == TermKind::iri) return Iri{std::move(name)};
  return Blank{std::move(name)};
}

Term Dictionary::term(TermId id) const {
  if (kind(id) != TermKind::literal) return as_term(resource(id));
  return Literal{std::string(text(id)), std::string(text(datatype(id))), std::string(language(id))};
}

}  // namespace passerelle::rdf
