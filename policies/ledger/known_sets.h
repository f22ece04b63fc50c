// The sets whose numbers are known once a release has left (span.h), and the persons in them: those
// with a number of the ledger one by one, all others as what is left of an atom of the release.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "policies/ledger/judge.h"
#include "policies/ledger/memberships.h"

namespace passerelle::ledger {

// Places of persons: numbers of the ledger, and behind them those left of each atom.
using PersonPlaces = std::vector<std::size_t>;

// Returns a number that is above those of all persons of a release whom the ledger knows.
std::size_t numbers_of(const Persons& persons);

class KnownSets {
 public:
  enum class Populations { are_public, are_secret };

  // Reads all earlier sets once, and then again for each question but one: the memberships of
  // exactly those numbers of the ledger that are in `probe`. Up to `most_bytes_held` they are held.
  // Lifetime: persons and archive outlive it.
  static Result<KnownSets> of(const Persons& persons,
                              const std::vector<Cohort>& cohorts,
                              Populations populations,
                              const Archive& archive,
                              std::size_t most_bytes_held,
                              std::vector<std::uint32_t> probe);

  // Earlier ones, then the population unless it is one of them, then the cohorts of the release.
  std::size_t size() const { return earlier_ + of_release_; }
  std::size_t first_cohort() const { return first_cohort_; }

  std::size_t places() const { return numbers_ + persons_->atoms.size(); }
  std::size_t first_atom() const { return numbers_; }

  // Returns who is in which sets. Requires: places, ascending.
  Result<Memberships> memberships(const PersonPlaces& places) const;

  // Returns for whom a combination of the sets is not zero, ascending.
  Result<PersonPlaces> differing(const Row& combination) const;

 private:
  KnownSets() = default;
  using Use = std::function<void(std::size_t set, const PersonSet& persons)>;
  Result<void> each_earlier(const Use& use) const;
  void number_atoms();
  Result<void> put_earlier(const std::vector<std::uint32_t>& numbers, Memberships& into) const;

  const Persons* persons_ = nullptr;
  const Archive* archive_ = nullptr;
  std::size_t earlier_cohorts_ = 0, earlier_ = 0, of_release_ = 0, first_cohort_ = 0;
  bool are_held_ = true;
  std::vector<PersonSet> held_;  // all earlier sets, or none
  std::vector<std::uint32_t> probe_;
  std::vector<std::vector<bool>> probed_;       // by earlier set
  std::size_t numbers_ = 0;                     // those of the ledger are below
  std::vector<std::uint32_t> atom_of_;          // by number; as many as there are atoms: none
  std::vector<std::vector<std::uint32_t>> in_;  // the sets that an atom is in
};

}  // namespace passerelle::ledger
