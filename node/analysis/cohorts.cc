#include "node/analysis/cohorts.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

#include "node/analysis/cell_counter.h"
#include "node/analysis/frame.h"

namespace passerelle::analysis {
namespace {

// The pseudonym of somebody with so many rows in a cell (finaliser of splitmix64: Steele, Lea,
// Flood 2014); with one row it is the person's own.
std::uint64_t member_number(std::uint64_t pseudonym, std::uint32_t rows) {
  if (rows == 1) return pseudonym;
  std::uint64_t z = pseudonym + rows * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

// The members of cells, by dense numbers: the first stand for persons with one row.
class Members {
 public:
  explicit Members(const Frame& frame) : pseudonyms_(frame.pseudonyms) {
    std::sort(pseudonyms_.begin(), pseudonyms_.end());
    pseudonyms_.erase(std::unique(pseudonyms_.begin(), pseudonyms_.end()), pseudonyms_.end());
    person_of_.reserve(frame.rows);
    for (const auto pseudonym : frame.pseudonyms) {
      const auto place = std::lower_bound(pseudonyms_.begin(), pseudonyms_.end(), pseudonym);
      person_of_.push_back(static_cast<std::uint32_t>(place - pseudonyms_.begin()));
    }
    rows_of_.resize(pseudonyms_.size());
    numbers_ = pseudonyms_;
  }

  // Calls `use(member)` for each member of a cell.
  template <class Use>
  void each(const std::vector<std::uint64_t>& bits, const Use& use) {
    met_.clear();
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (auto rest = bits[word]; rest != 0; rest &= rest - 1) {
        const auto row = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        if (rows_of_[person_of_[row]]++ == 0) met_.push_back(person_of_[row]);
      }
    }
    for (const auto person : met_) {
      const auto rows = std::exchange(rows_of_[person], 0U);
      use(rows == 1 ? person : with_rows(person, rows));
    }
  }

  // The number of each member met so far.
  const std::vector<std::uint64_t>& numbers() const { return numbers_; }

 private:
  std::uint32_t with_rows(std::uint32_t person, std::uint32_t rows) {
    const auto [found, is_new] = further_.try_emplace(std::uint64_t{person} << 32 | rows,
                                                      static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) numbers_.push_back(member_number(pseudonyms_[person], rows));
    return found->second;
  }

  std::vector<std::uint64_t> pseudonyms_, numbers_;
  std::vector<std::uint32_t> person_of_;  // by row
  std::vector<std::uint32_t> rows_of_;    // by person, in the cell at hand
  std::vector<std::uint32_t> met_;        // persons of the cell at hand
  std::unordered_map<std::uint64_t, std::uint32_t> further_;
};

// Who stands in the same cells so far has the same label; 0: in none.
class Labels {
 public:
  // One more cell splits every label into those who are in it and those who are not.
  void begin_cell() { moved_.clear(); }
  void take(std::uint32_t member) {
    if (member >= labels_.size()) labels_.resize(member + 1);
    auto& label = labels_[member];
    const auto [to, is_new] = moved_.try_emplace(label, next_);
    if (is_new) ++next_;
    label = to->second;
  }
  const std::vector<std::uint32_t>& all() const { return labels_; }

 private:
  std::vector<std::uint32_t> labels_;  // by member
  std::uint32_t next_ = 1;
  std::unordered_map<std::uint32_t, std::uint32_t> moved_;
};

}  // namespace

Cohorts cohorts_of(const std::vector<CellKey>& cells, CellCounter& counter, const Frame& frame) {
  Members members(frame);
  Labels labels;
  for (const auto& key : cells) {
    labels.begin_cell();
    members.each(counter.rows(key), [&](std::uint32_t member) { labels.take(member); });
  }

  Cohorts cohorts;
  cohorts.population = frame.population;
  std::unordered_map<std::uint32_t, std::uint32_t> atom_of;  // by label
  const auto& all = labels.all();
  for (std::size_t member = 0; member < all.size(); ++member) {
    if (all[member] == 0) continue;
    const auto [atom, is_new] =
        atom_of.try_emplace(all[member], static_cast<std::uint32_t>(cohorts.atoms.size()));
    if (is_new) cohorts.atoms.emplace_back();
    cohorts.atoms[atom->second].push_back(members.numbers()[member]);
  }
  for (auto& atom : cohorts.atoms) std::sort(atom.begin(), atom.end());

  for (const auto& key : cells) {
    std::vector<bool> is_in(cohorts.atoms.size());
    members.each(counter.rows(key),
                 [&](std::uint32_t member) { is_in[atom_of.at(all[member])] = true; });
    std::vector<std::uint32_t> atoms;
    for (std::uint32_t atom = 0; atom < is_in.size(); ++atom) {
      if (is_in[atom]) atoms.push_back(atom);
    }
    if (!atoms.empty()) cohorts.of.emplace(key, std::move(atoms));
  }
  return cohorts;
}

}  // namespace passerelle::analysis
