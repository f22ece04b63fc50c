#include "policies/ledger/memberships.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace passerelle::ledger {
namespace {

// Memberships over the field of two elements: whatever is independent there is independent over
// the rationals too, since a determinant that is odd is not zero; and it is quick.
class Parity {
 public:
  explicit Parity(std::size_t sets) : with_pivot_(sets) {}

  bool add(std::span<const std::uint64_t> bits) {
    std::vector<std::uint64_t> row(bits.begin(), bits.end());
    for (std::size_t word = 0; word < row.size(); ++word) {
      while (row[word] != 0) {
        auto& other =
            with_pivot_[word * 64 + static_cast<std::size_t>(std::countr_zero(row[word]))];
        if (other.empty()) {
          other = std::move(row);
          return true;
        }
        for (std::size_t i = word; i < row.size(); ++i) row[i] ^= other[i];
      }
    }
    return false;
  }

 private:
  std::vector<std::vector<std::uint64_t>> with_pivot_;
};

using Places = std::vector<std::size_t>;

class Peeling {
 public:
  Peeling(const Memberships& persons, std::int64_t few) : persons_(persons), rank_(persons.sets()) {
    for (std::size_t i = 0; i < persons.size(); ++i) {
      left_.push_back(std::min(persons.persons(i), few));
    }
    // Persons who were numbered together are alike. In another order no basis takes all of a kind.
    order_.resize(persons.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (auto last = order_.size(); last > 1; --last) {
      std::swap(order_[last - 1], order_[residues_.next() % last]);
    }
  }

  void take_a_basis() {
    auto basis = odd_basis();
    if (basis.size() < rank_) basis = exact_basis().places;
    for (const auto place : basis) --left_[place];
  }

  // The combinations that are zero for all who are left.
  std::vector<Row> zero_for_the_rest() {
    if (odd_basis().size() == persons_.sets()) return {};
    return exact_basis().echelon.orthogonal();
  }

 private:
  struct Basis {
    Echelon echelon;
    Places places;
  };

  Basis exact_basis() {
    Basis basis{Echelon(persons_.sets()), {}};
    for (auto next = odd_basis(); !next.empty(); next = outside(basis.echelon)) {
      for (const auto place : next) {
        if (basis.echelon.add(persons_.as_row(place))) basis.places.push_back(place);
      }
    }
    rank_ = basis.places.size();
    return basis;
  }

  // May be of smaller rank than the memberships are.
  Places odd_basis() const {
    Parity parity(persons_.sets());
    Places basis;
    for (auto next = order_.begin(); next != order_.end() && basis.size() < rank_; ++next) {
      if (left_[*next] > 0 && parity.add(persons_.of(*next))) basis.push_back(*next);
    }
    return basis;
  }

  // Some of those who are left and not in the span of the echelon: a combination without pattern of
  // all that are orthogonal to it is not zero for them.
  Places outside(const Echelon& echelon) {
    Places found;
    if (echelon.rank() == persons_.sets()) return found;
    const auto probe = echelon.any_orthogonal(residues_);
    for (std::size_t i = 0; i < left_.size() && found.size() < persons_.sets(); ++i) {
      if (left_[i] > 0 && persons_.value(probe, i) != 0) found.push_back(i);
    }
    return found;
  }

  const Memberships& persons_;
  std::size_t rank_;  // no more have those who are left
  std::vector<std::int64_t> left_;
  Residues residues_;
  Places order_;  // in which persons are taken
};

}  // namespace

Row Memberships::as_row(std::size_t place) const {
  Row row(sets_);
  for (std::size_t set = 0; set < sets_; ++set) row[set] = is_in(place, set) ? 1 : 0;
  return row;
}

Residue Memberships::value(const Row& combination, std::size_t place) const {
  Residue value = 0;
  const auto bits = of(place);
  for (std::size_t word = 0; word < words_; ++word) {
    for (auto rest = bits[word]; rest != 0; rest &= rest - 1) {
      value =
          plus(value, combination[word * 64 + static_cast<std::size_t>(std::countr_zero(rest))]);
    }
  }
  return value;
}

std::vector<Row> narrow_combinations(const Memberships& persons, std::int64_t few) {
  Peeling peeling(persons, few);
  for (std::int64_t taken = 0; taken + 1 < few; ++taken) peeling.take_a_basis();
  return peeling.zero_for_the_rest();
}

}  // namespace passerelle::ledger
