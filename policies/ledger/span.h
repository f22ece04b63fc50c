// The span: whether numbers of more than two cohorts, added and subtracted, are those of a group of
// fewer persons than the minimum (trackers: Denning, Denning and Schwartz 1979; the audit by linear
// algebra: Chin and Ozsoyoglu 1982).
//
// The sets of which numbers are known: cohorts that were released, those of this release, and,
// where the number of persons in the data is public, the population now and at each earlier
// release. A group is exposed when its indicator is a linear combination of theirs. It is a union
// of atoms, persons who are in the same sets. Persons whom the ledger does not know are in no
// earlier set, so those of an atom of the release are one atom of all.
//
// What a cohort exposes is what could not be computed without it: from populations alone, which
// nobody released, a few persons who left the data can be told already.
//
// Of a release whose cells are audited as one system the rule holds for all cells that leave: the
// audit hides cells until no relation it knows gives a small one, so the span finds only what
// follows from persons. Small groups are looked for as groups. That a difference has a plus for
// three persons and a minus for eight tells of eleven, and cells of one table do lie like that
// (difference.h).
//
// In a large ledger most combinations differ from zero for many persons. A sample shows that of all
// but a few (memberships.h); for whom these few differ is then computed over everybody, with one
// combination without pattern of them, which would miss a person once in 2^61 / persons checks.
// Their atoms alone are searched (small_groups.h).
//
// Numbers are residues modulo 2^61 - 1. They decide as rationals would unless the prime divides a
// determinant of zeros and ones of the size of the rank. By Hadamard's bound none of a rank up to
// 36 is that large; of larger ones it does by chance only, once in 2^61.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "policies/ledger/judge.h"

namespace passerelle::ledger {

// What one cohort would expose, after those before it that expose nothing.
struct Exposure {
  std::int64_t smallest = 0;  // persons of the smallest group; 0: none that is known of
  bool is_undecided = false;
  bool any() const { return smallest != 0 || is_undecided; }
};

struct SpanLimits {
  std::size_t most_atoms = 20'000;  // that are searched
  std::int64_t most_steps = 200'000'000;
  std::size_t most_bytes_held = std::size_t{1} << 28;  // of earlier sets; more are read again
};

// Returns the exposure of each of the cohorts, in their order.
Result<std::vector<Exposure>> exposures(const Persons& persons,
                                        const std::vector<Cohort>& cohorts,
                                        const disclosure::Rules& rules,
                                        const Archive& archive,
                                        const SpanLimits& limits = {});

}  // namespace passerelle::ledger
