// Somebody who knows the sums over some sets of persons, and adds and subtracts them: exact linear
// algebra over the rationals, independent of the code of this room.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace passerelle::ledger {

class Rational {
 public:
  Rational(std::int64_t of = 0) : over_(of) {}  // NOLINT: a number is a number

  friend Rational operator-(const Rational& left, const Rational& right) {
    return made(left.over_ * right.under_ - right.over_ * left.under_, left.under_ * right.under_);
  }
  friend Rational operator*(const Rational& left, const Rational& right) {
    return made(left.over_ * right.over_, left.under_ * right.under_);
  }
  friend Rational operator/(const Rational& left, const Rational& right) {
    return made(left.over_ * right.under_, left.under_ * right.over_);
  }
  bool operator==(const Rational&) const = default;

 private:
  __extension__ using Wide = __int128;
  static Rational made(Wide over, Wide under) {
    auto a = over < 0 ? -over : over, b = under < 0 ? -under : under;
    while (b != 0) a = std::exchange(b, a % b);
    if (a == 0) return {};
    if (under < 0) a = -a;
    // So that no product overflows.
    if (over / a != static_cast<std::int64_t>(over / a)) FAIL("too large");
    if (under / a != static_cast<std::int64_t>(under / a)) FAIL("too large");
    Rational made;
    made.over_ = over / a;
    made.under_ = under / a;
    return made;
  }

  Wide over_ = 0, under_ = 1;  // in lowest terms, `under_` positive
};

class Attacker {
 public:
  explicit Attacker(std::size_t persons) : persons_(persons) {}

  void learn(const std::set<std::uint32_t>& set) {
    std::vector<Rational> row(persons_);
    for (const auto person : set) row[person] = 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) subtract(row, row[pivots_[i]], rows_[i]);
    for (std::size_t at = 0; at < persons_; ++at) {
      if (row[at] == Rational(0)) continue;
      const auto scale = row[at];
      for (auto& value : row) value = value / scale;
      for (auto& other : rows_) subtract(other, other[at], row);
      rows_.push_back(row);
      pivots_.push_back(at);
      return;
    }
  }

  bool can_compute(const std::set<std::uint32_t>& group) const {
    std::vector<Rational> row(persons_);
    for (const auto person : group) row[person] = 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) subtract(row, row[pivots_[i]], rows_[i]);
    return row == std::vector<Rational>(persons_);
  }

  // All groups of fewer than `few` persons whose sums can be computed.
  std::vector<std::set<std::uint32_t>> groups(std::size_t few) const {
    std::vector<std::set<std::uint32_t>> found;
    std::set<std::uint32_t> group;
    extend(0, few, group, found);
    return found;
  }

 private:
  void subtract(std::vector<Rational>& row,
                const Rational& factor,
                const std::vector<Rational>& other) const {
    if (factor == Rational(0)) return;
    const auto times = factor;  // the row holds it
    for (std::size_t i = 0; i < persons_; ++i) row[i] = row[i] - times * other[i];
  }

  void extend(std::uint32_t first,
              std::size_t few,
              std::set<std::uint32_t>& group,
              std::vector<std::set<std::uint32_t>>& found) const {
    for (auto person = first; person < persons_ && group.size() + 1 < few; ++person) {
      group.insert(person);
      if (can_compute(group)) found.push_back(group);
      extend(person + 1, few, group, found);
      group.erase(person);
    }
  }

  std::size_t persons_;
  std::vector<std::vector<Rational>> rows_;  // in reduced echelon form
  std::vector<std::size_t> pivots_;
};

}  // namespace passerelle::ledger
