#include "policies/ledger/judge.h"

#include <algorithm>
#include <set>
#include <utility>

#include "policies/disclosure/programme.h"
#include "policies/ledger/combined.h"
#include "policies/ledger/difference.h"
#include "policies/ledger/span.h"

namespace passerelle::ledger {

std::string to_text(Rule rule) {
  switch (rule) {
    case Rule::size: return "SIZE";
    case Rule::population: return "POPULATION";
    case Rule::difference: return "DIFFERENCE";
    case Rule::tracker: return "TRACKER";
    case Rule::undecided: break;
  }
  return "UNDECIDED";
}

namespace {

// Whether two cells of one table that lie close do not do so because both are small.
bool is_by_design(const Overlap& lies, std::int64_t common, const disclosure::Rules& rules) {
  return lies.only_left == 0 || lies.only_right == 0 || common >= 2 * rules.min_cell;
}

}  // namespace

Judge::Judge(Persons persons, const Archive& archive, std::int64_t most_comparisons)
    : persons_(std::move(persons)), archive_(archive), most_comparisons_(most_comparisons) {}

std::int64_t Judge::persons_of(const Cohort& cohort) const {
  std::int64_t persons = 0;
  for (const auto atom : cohort) persons += persons_.atoms.at(atom).persons;
  return persons;
}

PersonSet Judge::known_of(const Cohort& cohort) const {
  PersonSet known;
  for (const auto atom : cohort) known.add(persons_.atoms.at(atom).known);
  return known;
}

std::int64_t Judge::common_persons(const Cohort& left, const Cohort& right) const {
  std::int64_t persons = 0;
  for (auto l = left.begin(), r = right.begin(); l != left.end() && r != right.end();) {
    if (*l == *r) {
      persons += persons_.atoms.at(*l).persons;
      ++l, ++r;
    } else if (*l < *r) {
      ++l;
    } else {
      ++r;
    }
  }
  return persons;
}

Result<Verdict> Judge::compare_with_archive(const Cohort& cohort, const disclosure::Rules& rules) {
  const auto persons = persons_of(cohort);
  const auto known = known_of(cohort);
  Verdict verdict;
  const auto sizes = sizes_too_close(persons, rules);
  auto shown = archive_.each(sizes.least, sizes.most, [&](const Earlier& earlier) {
    if (is_worn_out()) {
      verdict = {Refusal{Rule::undecided, {}}};
      return Archive::Go::enough;
    }
    const auto lies = overlap(persons, earlier.persons.size(), known.common_with(earlier.persons));
    if (lies.is_identical()) {
      verdict = {{}, true};
      return Archive::Go::enough;
    }
    if (!verdict.refusal && is_too_close(lies, rules)) {
      verdict = {Refusal{Rule::difference, earlier.origin}};
    }
    return Archive::Go::on;
  });
  if (!shown) return shown.error();
  return verdict;
}

// The population now is held against a cohort by their numbers of persons alone: all of a cohort
// are in the data, but somebody with several rows may be another member of both.
Result<std::optional<Refusal>> Judge::compare_with_populations(
    const Cohort& cohort,
    const disclosure::Rules& rules) const {
  std::optional<Refusal> refusal;
  if (!rules.population_is_public) return refusal;
  const auto persons = persons_of(cohort);
  if (disclosure::is_low(persons_of(persons_.population) - persons, rules)) {
    return std::optional(Refusal{Rule::population, {}});
  }
  const auto known = known_of(cohort);
  auto shown = archive_.populations([&](const Earlier& earlier) {
    const auto lies = overlap(persons, earlier.persons.size(), known.common_with(earlier.persons));
    if (!is_too_close(lies, rules)) return Archive::Go::on;
    refusal = Refusal{Rule::population, earlier.origin};
    return Archive::Go::enough;
  });
  if (!shown) return shown.error();
  return refusal;
}

Result<Verdict> Judge::judge_alone(const Cohort& cohort, const disclosure::Rules& rules) {
  const auto known = judged_alone_.find(cohort);
  if (known != judged_alone_.end()) return known->second;
  const auto persons = persons_of(cohort);
  auto verdict = compare_with_archive(cohort, rules);
  if (!verdict) return verdict;
  if (disclosure::is_low(persons, rules)) {
    verdict = Verdict{Refusal{Rule::size, {}}};
  } else if (!verdict->refusal && !verdict->is_known) {
    auto refusal = compare_with_populations(cohort, rules);
    if (!refusal) return refusal.error();
    verdict->refusal = *std::move(refusal);
  }
  judged_alone_.emplace(cohort, *verdict);
  return verdict;
}

Result<std::vector<Verdict>> Judge::judge(const std::vector<Asked>& cohorts,
                                          const disclosure::Rules& rules) {
  struct Fresh {
    const Asked& asked;
    std::int64_t persons;
  };
  std::vector<Verdict> verdicts;
  std::vector<Fresh> fresh;
  for (const auto& asked : cohorts) {
    auto verdict = judge_alone(asked.cohort, rules);
    if (!verdict) return verdict.error();
    verdicts.push_back(*std::move(verdict));
    auto& own = verdicts.back();
    // What was released before was compared with everything there, and later with every fresh one.
    if (own.refusal || own.is_known) continue;
    const auto persons = persons_of(asked.cohort);
    const auto sizes = sizes_too_close(persons, rules);
    bool is_repeated = false;
    for (const auto& [other, others] : fresh) {
      if (others < sizes.least || others > sizes.most) continue;
      if (is_worn_out()) {
        own.refusal = Refusal{Rule::undecided, {}};
        break;
      }
      const auto common = common_persons(asked.cohort, other.cohort);
      const auto lies = overlap(persons, others, common);
      is_repeated = lies.is_identical();
      if (is_repeated) break;
      if (other.system == asked.system && !is_by_design(lies, common, rules)) continue;
      if (is_too_close(lies, rules)) own.refusal = Refusal{Rule::difference, {}};
    }
    if (is_repeated) own.refusal.reset();
    if (!own.refusal && !is_repeated) fresh.push_back({asked, persons});
  }
  if (auto refused = refuse_trackers(cohorts, rules, verdicts); !refused) return refused.error();
  return verdicts;
}

// Those that the others make up expose nobody unless one of the others does. Without them there is
// mostly nothing to search for, and nobody to search.
Result<std::vector<Exposure>> Judge::exposures_after(const std::vector<Cohort>& known,
                                                     const std::vector<Cohort>& fresh,
                                                     const disclosure::Rules& rules) const {
  const auto is_combined = combined_cohorts(persons_.atoms.size(), known, fresh);
  std::vector<Cohort> others;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (!is_combined[i]) others.push_back(fresh[i]);
  }
  if (others.size() < fresh.size()) {
    const auto exposed = exposures(persons_, others, rules, archive_);
    if (!exposed) return exposed.error();
    const auto is_exposed = [](const Exposure& exposure) { return exposure.any(); };
    if (std::none_of(exposed->begin(), exposed->end(), is_exposed)) {
      return std::vector<Exposure>(fresh.size());
    }
  }
  return exposures(persons_, fresh, rules, archive_);
}

Result<void> Judge::refuse_trackers(const std::vector<Asked>& cohorts,
                                    const disclosure::Rules& rules,
                                    std::vector<Verdict>& verdicts) const {
  std::map<Cohort, std::size_t> places;  // of those that are new and not refused
  std::vector<Cohort> fresh;
  std::set<Cohort> known;
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    if (verdicts[i].refusal) continue;
    if (verdicts[i].is_known) {
      known.insert(cohorts[i].cohort);
      continue;
    }
    if (places.try_emplace(cohorts[i].cohort, fresh.size()).second) {
      fresh.push_back(cohorts[i].cohort);
    }
  }
  if (fresh.empty()) return {};
  const auto exposed = exposures_after({known.begin(), known.end()}, fresh, rules);
  if (!exposed) return exposed.error();
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    const auto place = places.find(cohorts[i].cohort);
    if (verdicts[i].refusal || place == places.end()) continue;
    const auto& exposure = (*exposed)[place->second];
    if (!exposure.any()) continue;
    verdicts[i].refusal = Refusal{exposure.is_undecided ? Rule::undecided : Rule::tracker, {}};
    verdicts[i].smallest_exposed = exposure.smallest;
  }
  return {};
}

}  // namespace passerelle::ledger
