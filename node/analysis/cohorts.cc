#include "node/analysis/cohorts.h"

#include <algorithm>
#include <bit>
#include <limits>
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

constexpr auto kNoAtom = std::numeric_limits<std::uint32_t>::max();

// The members of cells, by dense numbers: the first stand for persons with one row.
class Members {
 public:
  explicit Members(const Frame& frame) : persons_(frame.ledger) {}

  std::size_t persons() const { return persons_.pseudonyms.size(); }

  // Calls `use(member)` for each member of a cell.
  template <class Use>
  void each(const std::vector<std::uint64_t>& bits, const Use& use) {
    if (persons() == persons_.of_row.size()) return each_person(bits, use);
    rows_of_.resize(persons());
    met_.clear();
    each_person(bits, [&](std::uint32_t person) {
      if (rows_of_[person]++ == 0) met_.push_back(person);
    });
    for (const auto person : met_) {
      const auto rows = std::exchange(rows_of_[person], 0U);
      use(rows == 1 ? person : with_rows(person, rows));
    }
  }

  // Returns the number of a member met so far.
  std::uint64_t number(std::size_t member) const {
    return member < persons() ? persons_.pseudonyms[member] : numbers_[member - persons()];
  }

 private:
  // Calls `use(person)` for each row of a cell.
  template <class Use>
  void each_person(const std::vector<std::uint64_t>& bits, const Use& use) const {
    for (std::size_t word = 0; word < bits.size(); ++word) {
      for (auto rest = bits[word]; rest != 0; rest &= rest - 1) {
        const auto row = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        use(persons_.of_row[row]);
      }
    }
  }

  std::uint32_t with_rows(std::uint32_t person, std::uint32_t rows) {
    const auto next = persons() + numbers_.size();
    const auto [found, is_new] =
        further_.try_emplace(std::uint64_t{person} << 32 | rows, static_cast<std::uint32_t>(next));
    if (is_new) numbers_.push_back(member_number(persons_.pseudonyms[person], rows));
    return found->second;
  }

  const LedgerPersons& persons_;
  std::vector<std::uint64_t> numbers_;  // of members with more than one row, as they are met
  std::vector<std::uint32_t> rows_of_;  // by person, in the cell at hand
  std::vector<std::uint32_t> met_;      // persons of the cell at hand
  std::unordered_map<std::uint64_t, std::uint32_t> further_;
};

// Who stands in the same cells so far has the same label; 0: in none. A label comes from the one
// its members had before, and from the cell that told them from the others who had that.
class Labels {
 public:
  struct Label {
    std::uint32_t before = 0;
    std::size_t cell = 0;
  };

  // `members`: how many there are at least.
  explicit Labels(std::size_t members) : of_(members) {}

  // One more cell splits every label into those who are in it and those who are not.
  void begin_cell(std::size_t cell) {
    cell_ = cell;
    moved_.assign(labels_.size(), 0);
  }
  void take(std::uint32_t member) {
    if (member >= of_.size()) of_.resize(member + 1);
    auto& to = moved_[of_[member]];
    if (to == 0) {
      to = static_cast<std::uint32_t>(labels_.size());
      labels_.push_back({of_[member], cell_});
    }
    of_[member] = to;
  }

  const std::vector<std::uint32_t>& of() const { return of_; }  // by member
  const std::vector<Label>& all() const { return labels_; }

 private:
  std::vector<std::uint32_t> of_;
  std::vector<Label> labels_{Label{}};
  std::size_t cell_ = 0;
  std::vector<std::uint32_t> moved_;  // by label before the cell at hand; 0: not met in it
};

}  // namespace

Cohorts cohorts_of(const std::vector<CellKey>& cells, CellCounter& counter, const Frame& frame) {
  Members members(frame);
  Labels labels(members.persons());
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    labels.begin_cell(cell);
    members.each(counter.rows(cells[cell]), [&](std::uint32_t member) { labels.take(member); });
  }

  const auto population = cells.size();
  labels.begin_cell(population);
  for (std::uint32_t person = 0; person < members.persons(); ++person) labels.take(person);

  Cohorts cohorts;
  std::vector<std::uint32_t> atom_of(labels.all().size(), kNoAtom);
  const auto& of = labels.of();
  for (std::size_t member = 0; member < of.size(); ++member) {
    if (of[member] == 0) continue;
    auto& atom = atom_of[of[member]];
    if (atom == kNoAtom) {
      atom = static_cast<std::uint32_t>(cohorts.atoms.size());
      cohorts.atoms.emplace_back();
    }
    cohorts.atoms[atom].push_back(members.number(member));
  }
  for (auto& atom : cohorts.atoms) {
    // Members with one row come in their order.
    if (!std::is_sorted(atom.begin(), atom.end())) std::sort(atom.begin(), atom.end());
  }

  for (std::uint32_t last = 1; last < atom_of.size(); ++last) {
    if (atom_of[last] == kNoAtom) continue;
    for (auto label = last; label != 0; label = labels.all()[label].before) {
      const auto cell = labels.all()[label].cell;
      (cell == population ? cohorts.population : cohorts.of[cells[cell]]).push_back(atom_of[last]);
    }
  }
  for (auto& [key, atoms] : cohorts.of) {
    std::sort(atoms.begin(), atoms.end());
    // Several models may stand on the same rows.
    atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
  }
  std::sort(cohorts.population.begin(), cohorts.population.end());
  if (!frame.outside.empty()) {
    cohorts.population.push_back(static_cast<std::uint32_t>(cohorts.atoms.size()));
    cohorts.atoms.push_back(frame.outside);
  }
  return cohorts;
}

}  // namespace passerelle::analysis
