#include "policies/ledger/span.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "policies/ledger/known_sets.h"
#include "policies/ledger/small_groups.h"

namespace passerelle::ledger {
namespace {

// Atoms, and combinations of the sets of which one exposes whatever is exposed.
struct Ground {
  std::vector<Row> combinations;
  Memberships atoms{0};
};

Memberships merged(const Memberships& persons) {
  std::map<std::vector<std::uint64_t>, std::int64_t> sizes;
  for (std::size_t i = 0; i < persons.size(); ++i) {
    const auto bits = persons.of(i);
    sizes[{bits.begin(), bits.end()}] += persons.persons(i);
  }
  Memberships atoms(persons.sets());
  for (const auto& [bits, size] : sizes) {
    if (size > 0) atoms.add(size, bits);
  }
  return atoms;
}

// Persons drawn without one of them twice.
class Sample {
 public:
  explicit Sample(const KnownSets& sets) : sets_(sets), is_drawn_(sets.places()) {}

  void take(const std::vector<std::uint32_t>& numbers) {
    for (const auto number : numbers) is_drawn_[number] = true;
  }

  // Draws some `count` of `from`, all of them where they are not more.
  void draw(const PersonPlaces& from, std::size_t count) {
    const bool are_all = from.size() <= count;
    for (std::size_t i = 0; i < std::min(count, from.size()); ++i) {
      is_drawn_[from[are_all ? i : dice_.next() % from.size()]] = true;
    }
  }

  Result<Memberships> memberships() const {
    PersonPlaces places;
    for (std::size_t place = 0; place < is_drawn_.size(); ++place) {
      if (is_drawn_[place]) places.push_back(place);
    }
    return sets_.memberships(places);
  }

 private:
  const KnownSets& sets_;
  std::vector<bool> is_drawn_;
  Residues dice_;
};

Row any_of(const std::vector<Row>& combinations, Residues& residues) {
  Row sum(combinations.front().size());
  for (const auto& row : combinations) {
    const auto factor = residues.next();
    for (std::size_t i = 0; i < sum.size(); ++i) {
      if (row[i] != 0) sum[i] = plus(sum[i], times(factor, row[i]));
    }
  }
  return sum;
}

PersonPlaces range(std::size_t first, std::size_t last) {
  PersonPlaces places(last - first);
  std::iota(places.begin(), places.end(), first);
  return places;
}

// Numbers that do for a ledger of a thousand sets or so; none where all persons are looked at.
std::vector<std::uint32_t> first_sample(const Persons& persons,
                                        std::int64_t few,
                                        const SpanLimits& limits) {
  std::set<std::uint32_t> drawn;
  const auto numbers = numbers_of(persons);
  if (numbers > limits.most_atoms) {
    Residues dice;
    const auto enough = std::min(static_cast<std::size_t>(few) * 1600, numbers / 2);
    while (drawn.size() < enough) drawn.insert(static_cast<std::uint32_t>(dice.next() % numbers));
  }
  return {drawn.begin(), drawn.end()};
}

// Nothing when too many persons would have to be looked at.
Result<std::optional<Ground>> ground_of(const KnownSets& sets,
                                        const std::vector<std::uint32_t>& probe,
                                        std::int64_t few,
                                        const SpanLimits& limits) {
  constexpr int kMostTurns = 6;
  // Some more than it takes, since not every person drawn is of a new basis.
  const auto enough = static_cast<std::size_t>(few) * (sets.size() + 32) * 3 / 2;
  Residues residues;
  Sample sample(sets);
  auto rest = range(0, sets.places());
  if (rest.size() <= limits.most_atoms) {
    const auto persons = sets.memberships(rest);
    if (!persons) return persons.error();
    return Ground{narrow_combinations(*persons, few), merged(*persons)};
  }
  for (int turn = 0; turn < kMostTurns; ++turn) {
    if (turn == 0 && !probe.empty()) {
      sample.take(probe);
      sample.draw(range(sets.first_atom(), sets.places()), enough);
    } else {
      sample.draw(rest, enough);
    }
    const auto drawn = sample.memberships();
    if (!drawn) return drawn.error();
    auto combinations = narrow_combinations(*drawn, few);
    if (combinations.empty()) return Ground{};
    auto differing = sets.differing(any_of(combinations, residues));
    if (!differing) return differing.error();
    rest = *std::move(differing);
    if (rest.size() > limits.most_atoms) continue;
    const auto persons = sets.memberships(rest);
    if (!persons) return persons.error();
    return Ground{std::move(combinations), merged(*persons)};
  }
  return std::nullopt;
}

// Which of the cohorts of a release may be released after each other.
class Prefixes {
 public:
  Prefixes(const Ground& ground,
           std::size_t first_cohort,
           std::int64_t few,
           const SpanLimits& limits)
      : few_(few),
        limits_(limits),
        cohorts_(ground.atoms.sets() - first_cohort),
        atoms_(ground.atoms.size()),
        is_left_out_(cohorts_),
        old_(order()) {
    for (std::size_t i = 0; i < atoms_; ++i) persons_.push_back(ground.atoms.persons(i));
    for (const auto& combination : ground.combinations) {
      Row row(cohorts_ + atoms_);
      std::copy(combination.begin() + static_cast<std::ptrdiff_t>(first_cohort), combination.end(),
                row.begin());
      for (std::size_t i = 0; i < atoms_; ++i) {
        row[cohorts_ + i] = ground.atoms.value(combination, i);
      }
      rows_.push_back(std::move(row));
    }
    Echelon all(order());
    for (const auto& row : rows_) all.add(row);
    for (std::size_t i = 0; i < all.rank(); ++i) {
      if (all.pivots()[i] >= cohorts_) old_.add(all.rows()[i]);
    }
  }

  std::size_t cohorts() const { return cohorts_; }
  void leave_out(std::size_t cohort) { is_left_out_[cohort] = true; }

  // What the first `count` cohorts expose, but for those left out.
  Exposure exposed_by(std::size_t count) const {
    // A cohort that is not released is as a column that must be zero.
    auto persons = persons_;
    persons.insert(persons.begin(), cohorts_, 0);
    auto rows = rows_;
    for (std::size_t cohort = 0; cohort < cohorts_; ++cohort) {
      if (cohort >= count || is_left_out_[cohort]) {
        persons[cohort] = few_;
      } else {
        for (auto& row : rows) row[cohort] = 0;
      }
    }
    const auto found = find_small_groups(rows, persons, few_, limits_.most_steps,
                                         [&](const Columns& group) { return is_new(group); });
    return {found.smallest, found.is_undecided};
  }

 private:
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> order(cohorts_ + atoms_);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
  }

  bool is_new(const Columns& group) const {
    Row indicator(cohorts_ + atoms_);
    for (const auto column : group) indicator[column] = 1;
    return !old_.holds(std::move(indicator));
  }

  std::int64_t few_;
  SpanLimits limits_;
  std::size_t cohorts_, atoms_;
  std::vector<bool> is_left_out_;
  std::vector<std::int64_t> persons_;  // of atoms
  std::vector<Row> rows_;              // of combinations: of each cohort how much, and its atoms
  Echelon old_;                        // of them those without any cohort
};

// The cohorts that would expose somebody, each after those before it that do not.
std::vector<Exposure> exposures_of(Prefixes& prefixes) {
  std::vector<Exposure> exposures(prefixes.cohorts());
  std::size_t decided = 0;
  while (prefixes.exposed_by(prefixes.cohorts()).any()) {
    // The first `clean` expose nobody, the first `exposed` do.
    auto clean = decided, exposed = prefixes.cohorts();
    while (exposed - clean > 1) {
      const auto middle = clean + (exposed - clean) / 2;
      (prefixes.exposed_by(middle).any() ? exposed : clean) = middle;
    }
    exposures[clean] = prefixes.exposed_by(exposed);
    prefixes.leave_out(clean);
    decided = exposed;
  }
  return exposures;
}

}  // namespace

Result<std::vector<Exposure>> exposures(const Persons& persons,
                                        const std::vector<Cohort>& cohorts,
                                        const disclosure::Rules& rules,
                                        const Archive& archive,
                                        const SpanLimits& limits) {
  if (cohorts.empty()) return std::vector<Exposure>{};
  const auto probe = first_sample(persons, rules.min_cell, limits);
  const auto sets = KnownSets::of(persons, cohorts,
                                  rules.population_is_public ? KnownSets::Populations::are_public
                                                             : KnownSets::Populations::are_secret,
                                  archive, limits.most_bytes_held, probe);
  if (!sets) return sets.error();
  const auto ground = ground_of(*sets, probe, rules.min_cell, limits);
  if (!ground) return ground.error();
  if (!*ground) return std::vector(cohorts.size(), Exposure{0, true});
  if ((*ground)->combinations.empty()) return std::vector<Exposure>(cohorts.size());
  Prefixes prefixes(**ground, sets->first_cohort(), rules.min_cell, limits);
  return exposures_of(prefixes);
}

}  // namespace passerelle::ledger
