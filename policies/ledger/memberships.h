// Persons by the sets they are in: one bit for each set, and how many persons there are of the
// kind.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "policies/ledger/echelon.h"

namespace passerelle::ledger {

class Memberships {
 public:
  explicit Memberships(std::size_t sets) : sets_(sets), words_((sets + 63) / 64) {}

  // Adds persons who are in no set yet; returns their place.
  std::size_t add(std::int64_t persons) {
    persons_.push_back(persons);
    bits_.resize(bits_.size() + words_);
    return persons_.size() - 1;
  }
  void add(std::int64_t persons, std::span<const std::uint64_t> bits) {
    persons_.push_back(persons);
    bits_.insert(bits_.end(), bits.begin(), bits.end());
  }
  void put(std::size_t place, std::size_t set) {
    bits_[place * words_ + set / 64] |= std::uint64_t{1} << set % 64;
  }

  std::size_t sets() const { return sets_; }
  std::size_t size() const { return persons_.size(); }
  std::int64_t persons(std::size_t place) const { return persons_[place]; }
  std::span<const std::uint64_t> of(std::size_t place) const {
    return std::span(bits_).subspan(place * words_, words_);
  }
  bool is_in(std::size_t place, std::size_t set) const {
    return (bits_[place * words_ + set / 64] >> set % 64 & 1) != 0;
  }
  Row as_row(std::size_t place) const;

  // What a combination of the sets is at these persons.
  Residue value(const Row& combination, std::size_t place) const;

 private:
  std::size_t sets_, words_;
  std::vector<std::int64_t> persons_;
  std::vector<std::uint64_t> bits_;
};

// Returns a basis of combinations of the sets such that every other combination differs from zero
// for at least `few` of the persons. Peels `few` bases of all memberships off the persons, each of
// persons who are in none before: a combination that is not zero for who is left when all but one
// are taken is not zero somewhere in each of them. Those that are zero there are the answer.
std::vector<Row> narrow_combinations(const Memberships& persons, std::int64_t few);

}  // namespace passerelle::ledger
