#include "policies/ledger/known_sets.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace passerelle::ledger {
namespace {

constexpr auto kAnySize = std::numeric_limits<std::int64_t>::max();

// Persons of an atom whom the ledger does not know.
std::int64_t strangers(const Atom& atom) { return atom.persons - atom.known.size(); }

std::size_t numbers_up_to(const PersonSet& persons) {
  return persons.size() == 0 ? 0 : std::size_t{persons.last()} + 1;
}

std::vector<bool> who_is_in(const PersonSet& persons, const std::vector<std::uint32_t>& numbers) {
  std::vector<bool> is_in;
  is_in.reserve(numbers.size());
  for (const auto number : numbers) is_in.push_back(persons.has(number));
  return is_in;
}

// The population now, which mostly is that of an earlier release.
class Population {
 public:
  explicit Population(const Persons& persons) {
    for (const auto place : persons.population) {
      size_ += persons.atoms[place].persons;
      known_.add(persons.atoms[place].known);
    }
  }
  bool is(const PersonSet& earlier) const {
    return earlier.size() == size_ && known_.common_with(earlier) == size_;
  }

 private:
  std::int64_t size_ = 0;
  PersonSet known_;
};

}  // namespace

std::size_t numbers_of(const Persons& persons) {
  std::size_t numbers = 0;
  for (const auto& atom : persons.atoms) numbers = std::max(numbers, numbers_up_to(atom.known));
  return numbers;
}

Result<KnownSets> KnownSets::of(const Persons& persons,
                                const std::vector<Cohort>& cohorts,
                                Populations populations,
                                const Archive& archive,
                                std::size_t most_bytes_held,
                                std::vector<std::uint32_t> probe) {
  KnownSets sets;
  sets.probe_ = std::move(probe);
  sets.persons_ = &persons;
  sets.archive_ = &archive;
  const Population population(persons);
  bool is_population_there = populations == Populations::are_secret;
  std::size_t bytes = 0;
  const auto look = [&](const Earlier& earlier) {
    if (earlier.is_combined) return Archive::Go::on;
    ++sets.earlier_;
    is_population_there = is_population_there || population.is(earlier.persons);
    sets.probed_.push_back(who_is_in(earlier.persons, sets.probe_));
    sets.numbers_ = std::max(sets.numbers_, numbers_up_to(earlier.persons));
    bytes += earlier.persons.memory();
    sets.are_held_ = sets.are_held_ && bytes <= most_bytes_held;
    if (sets.are_held_) sets.held_.push_back(earlier.persons);
    else sets.held_.clear();
    return Archive::Go::on;
  };
  if (auto read = archive.each(0, kAnySize, look); !read) return read.error();
  sets.earlier_cohorts_ = sets.earlier_;
  if (populations == Populations::are_public) {
    if (auto read = archive.populations(look); !read) return read.error();
  }
  sets.numbers_ = std::max(sets.numbers_, numbers_of(persons));

  sets.in_.resize(persons.atoms.size());
  const auto add = [&](const Cohort& cohort) {
    const auto set = static_cast<std::uint32_t>(sets.size());
    for (const auto atom : cohort) sets.in_[atom].push_back(set);
    ++sets.of_release_;
  };
  if (!is_population_there) add(persons.population);
  sets.first_cohort_ = sets.size();
  for (const auto& cohort : cohorts) add(cohort);
  sets.number_atoms();
  return sets;
}

void KnownSets::number_atoms() {
  const auto& atoms = persons_->atoms;
  atom_of_.assign(numbers_, static_cast<std::uint32_t>(atoms.size()));
  for (std::uint32_t atom = 0; atom < atoms.size(); ++atom) {
    atoms[atom].known.each([&](std::span<const std::uint32_t> numbers) {
      for (const auto number : numbers) atom_of_[number] = atom;
    });
  }
}

Result<void> KnownSets::each_earlier(const Use& use) const {
  std::size_t set = 0;
  if (are_held_) {
    for (const auto& persons : held_) use(set++, persons);
    return {};
  }
  // The archive may have got more of them meanwhile; whoever recorded them makes us judge again.
  const auto up_to = [&](std::size_t last) {
    return [&use, &set, last](const Earlier& earlier) {
      if (earlier.is_combined) return Archive::Go::on;
      if (set == last) return Archive::Go::enough;
      use(set++, earlier.persons);
      return Archive::Go::on;
    };
  };
  auto read = archive_->each(0, kAnySize, up_to(earlier_cohorts_));
  if (!read || earlier_ == earlier_cohorts_) return read;
  return archive_->populations(up_to(earlier_));
}

Result<Memberships> KnownSets::memberships(const PersonPlaces& places) const {
  const auto& atoms = persons_->atoms;
  Memberships memberships(size());
  const auto first_atom = std::lower_bound(places.begin(), places.end(), numbers_);
  const std::vector<std::uint32_t> numbers(places.begin(), first_atom);
  const auto put = [&](std::size_t place, std::size_t atom) {
    if (atom == atoms.size()) return;
    for (const auto set : in_[atom]) memberships.put(place, set);
  };
  for (const auto number : numbers) put(memberships.add(1), atom_of_[number]);
  for (auto at = first_atom; at != places.end(); ++at) {
    const auto atom = *at - numbers_;
    put(memberships.add(strangers(atoms[atom])), atom);
  }
  if (auto read = put_earlier(numbers, memberships); !read) return read.error();
  return memberships;
}

Result<void> KnownSets::put_earlier(const std::vector<std::uint32_t>& numbers,
                                    Memberships& into) const {
  const auto put = [&](std::size_t set, const std::vector<bool>& is_in) {
    for (std::size_t place = 0; place < is_in.size(); ++place) {
      if (is_in[place]) into.put(place, set);
    }
  };
  if (numbers != probe_) {
    return each_earlier(
        [&](std::size_t set, const PersonSet& persons) { put(set, who_is_in(persons, numbers)); });
  }
  for (std::size_t set = 0; set < probed_.size(); ++set) put(set, probed_[set]);
  return {};
}

Result<PersonPlaces> KnownSets::differing(const Row& combination) const {
  const auto& atoms = persons_->atoms;
  std::vector<Residue> of_atom(atoms.size() + 1);
  for (std::size_t atom = 0; atom < atoms.size(); ++atom) {
    for (const auto set : in_[atom]) of_atom[atom] = plus(of_atom[atom], combination[set]);
  }
  std::vector<Residue> of(numbers_);
  for (std::size_t number = 0; number < numbers_; ++number) of[number] = of_atom[atom_of_[number]];
  const auto end_of_earlier = combination.begin() + static_cast<std::ptrdiff_t>(earlier_);
  if (std::any_of(combination.begin(), end_of_earlier, [](auto factor) { return factor != 0; })) {
    auto read = each_earlier([&](std::size_t set, const PersonSet& persons) {
      const auto factor = combination[set];
      if (factor == 0) return;
      persons.each([&](std::span<const std::uint32_t> numbers) {
        for (const auto number : numbers) of[number] = plus(of[number], factor);
      });
    });
    if (!read) return read.error();
  }
  PersonPlaces found;
  for (std::size_t number = 0; number < numbers_; ++number) {
    if (of[number] != 0) found.push_back(number);
  }
  for (std::size_t atom = 0; atom < atoms.size(); ++atom) {
    if (of_atom[atom] != 0 && strangers(atoms[atom]) > 0) found.push_back(numbers_ + atom);
  }
  return found;
}

}  // namespace passerelle::ledger
