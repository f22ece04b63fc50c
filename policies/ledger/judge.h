// Whether cohorts may be released after all those that were released before, whatever the study and
// whoever asked: the ledger of releases (shared notes on disclosure, section 4).
//
// A cohort is the set of persons behind one released number: a cell of a table, the rows of a
// model. The rules, each with the minimum of the rules in force:
//   size         a cohort has nobody or at least the minimum;
//   population   those of the data whom it leaves out are none or at least the minimum, where the
//                number of persons in the data is public; nor is it too close to what the data were
//                when something was released before;
//   difference   no cohort of an earlier release, nor of another system of this one, is too close
//                (difference.h). The cells of one system are related to each other, and audited as
//                a whole (policies/disclosure); but the audit knows only which of them add up, not
//                that two variables differ for one person. So of one system too none may hold
//                another and few persons more, nor differ by few from one of twice the minimum and
//                more in common; smaller cells lie close to each other by nature;
//   tracker      no sums and differences of what is released are those of a group of fewer persons
//                than the minimum that could not be computed before (span.h).
// A cohort that was released before is free. What a limit on work keeps from being decided is
// refused.
//
// Thread safety: one thread. Knows neither analysis, storage nor identifiers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/base/result.h"
#include "policies/disclosure/rules.h"
#include "policies/ledger/person_set.h"

namespace passerelle::ledger {

// Where an earlier cohort was released: all that a refusal may say of it.
struct Origin {
  std::string run;
  std::string date;  // of the release, "2026-11-25"
  bool operator==(const Origin&) const = default;
};

struct Earlier {
  Origin origin;
  PersonSet persons;
  // A linear combination of cohorts recorded before it: the span is the same without it.
  bool is_combined = false;
};

// The cohorts that were released so far.
class Archive {
 public:
  enum class Go { on, enough };
  using Show = std::function<Go(const Earlier&)>;

  virtual ~Archive() = default;

  // Shows the cohorts of at least `least` and at most `most` persons in the order of their release,
  // until `show` has enough.
  virtual Result<void> each(std::int64_t least, std::int64_t most, const Show& show) const = 0;

  // Shows who was in the data whenever something of them was released, each population once, in the
  // order of these releases.
  virtual Result<void> populations(const Show& show) const = 0;
};

// Persons of whom no number of the release tells one from another.
struct Atom {
  std::int64_t persons = 0;
  PersonSet known;  // those of them who are in some earlier cohort, by their numbers
};

// A cohort of the release: a union of atoms, by their places, ascending.
using Cohort = std::vector<std::uint32_t>;

// The persons of a release, and which of them are in the data: whoever is in a cohort, and others.
struct Persons {
  std::vector<Atom> atoms;
  Cohort population;
};

// A cohort that is asked for, and the system of counts it belongs to, by any number.
struct Asked {
  Cohort cohort;
  std::size_t system = 0;
};

enum class Rule { size, population, difference, tracker, undecided };
std::string to_text(Rule rule);  // "SIZE", …; stays in the node's own logs

struct Refusal {
  Rule rule = Rule::undecided;
  // Of a difference, or of a population; none: another cohort of the same release, or the data now.
  std::optional<Origin> earlier;
  bool operator==(const Refusal&) const = default;
};

// May be released unless it is refused; `is_known`: it was released before.
struct Verdict {
  std::optional<Refusal> refusal;
  bool is_known = false;
  std::int64_t smallest_exposed = 0;  // persons of the smallest group that a tracker would expose
};

struct Exposure;

class Judge {
 public:
  static constexpr std::int64_t kMostComparisons = 5'000'000;

  // Lifetime: the archive outlives the judge.
  Judge(Persons persons, const Archive& archive, std::int64_t most_comparisons = kMostComparisons);

  // Judges the cohorts one after the other, each after those before it that may be released.
  // Requires: cohorts name atoms of this judge and are not empty; the rules are the same in every
  // call.
  Result<std::vector<Verdict>> judge(const std::vector<Asked>& cohorts,
                                     const disclosure::Rules& rules);

  std::int64_t persons_of(const Cohort& cohort) const;

 private:
  Result<Verdict> judge_alone(const Cohort& cohort, const disclosure::Rules& rules);
  Result<Verdict> compare_with_archive(const Cohort& cohort, const disclosure::Rules& rules);
  Result<std::optional<Refusal>> compare_with_populations(const Cohort& cohort,
                                                          const disclosure::Rules& rules) const;
  Result<std::vector<Exposure>> exposures_after(const std::vector<Cohort>& known,
                                                const std::vector<Cohort>& fresh,
                                                const disclosure::Rules& rules) const;
  Result<void> refuse_trackers(const std::vector<Asked>& cohorts,
                               const disclosure::Rules& rules,
                               std::vector<Verdict>& verdicts) const;
  PersonSet known_of(const Cohort& cohort) const;
  std::int64_t common_persons(const Cohort& left, const Cohort& right) const;
  bool is_worn_out() { return ++comparisons_ > most_comparisons_; }

  Persons persons_;
  const Archive& archive_;
  std::int64_t most_comparisons_;
  std::int64_t comparisons_ = 0;
  std::map<Cohort, Verdict> judged_alone_;
};

}  // namespace passerelle::ledger
