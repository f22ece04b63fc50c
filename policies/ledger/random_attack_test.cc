// Whoever holds all that was released against each other, by exact linear algebra, isolates no
// group of fewer persons than the minimum, but for those who could be isolated before since
// somebody left the data or came: random releases over small and changing populations. Without the
// rule on trackers the same attack succeeds.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "policies/ledger/archive_fixture_test.h"
#include "policies/ledger/attacker_test.h"

namespace passerelle::ledger {
namespace {

using Numbers = std::set<std::uint32_t>;

constexpr std::uint32_t kPersons = 18;

enum class Trackers { are_refused, are_released };
enum class Data { stay, change };

PersonSet set_of(const Numbers& persons) {
  return PersonSet(std::vector(persons.begin(), persons.end()));
}

// What is released of ten studies that ask for whatever they like.
class Releases {
 public:
  Releases(std::uint32_t seed, Trackers trackers, Data data)
      : dice_(seed), trackers_(trackers), data_(data), known_(kPersons) {
    rules_.min_cell = 3 + seed % 3;
    rules_.differences = static_cast<disclosure::Differencing>(seed % 3);
    rules_.population_is_public = seed % 4 != 0;
    for (std::uint32_t person = 0; person < kPersons; ++person) everybody_.insert(person);
    for (int study = 0; study < 10; ++study) release();
  }

  std::size_t isolated() const { return isolated_; }
  std::size_t released() const { return archive_.cohorts.size(); }
  std::size_t combined() const { return combined_; }

 private:
  void release() {
    if (data_ == Data::change && dice_() % 2 == 0) change();
    Judge judge(persons(), archive_);
    const std::vector<std::uint32_t> inside(everybody_.begin(), everybody_.end());
    const auto cohorts = dice_() % 3 == 0 ? parts_and_total(inside.size()) : halves(inside.size());
    std::vector<Numbers> wanted;
    for (const auto& cohort : cohorts) {
      auto& asked = wanted.emplace_back();
      for (const auto atom : cohort) asked.insert(inside[atom]);
    }
    const auto verdicts = judge.judge(apart(cohorts), rules_);
    REQUIRE(verdicts);
    auto before = known_;
    if (rules_.population_is_public) before.learn(everybody_);
    Attacker of_release(kPersons);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto& refusal = (*verdicts)[i].refusal;
      const bool is_tracker = refusal && refusal->rule == Rule::tracker;
      if (refusal && !(is_tracker && trackers_ == Trackers::are_released)) continue;
      learn(wanted[i], of_release.can_compute(wanted[i]));
      of_release.learn(wanted[i]);
    }
    for (const auto& group : known_.groups(static_cast<std::size_t>(rules_.min_cell))) {
      if (!before.can_compute(group)) ++isolated_;
    }
  }

  // Three halves of the persons, which overlap.
  std::vector<Cohort> halves(std::size_t persons) {
    std::vector<Cohort> cohorts;
    while (cohorts.size() < 3) {
      Cohort cohort;
      for (std::uint32_t atom = 0; atom < persons; ++atom) {
        if (dice_() % 2 == 0) cohort.push_back(atom);
      }
      if (!cohort.empty()) cohorts.push_back(cohort);
    }
    return cohorts;
  }

  std::vector<Cohort> parts_and_total(std::size_t persons) {
    std::vector<Cohort> cohorts(3);
    for (std::uint32_t atom = 0; atom < persons; ++atom) {
      const auto part = dice_() % 3;
      if (part == 2 && atom > 1) continue;
      cohorts[atom > 1 ? part : atom].push_back(atom);
      cohorts[2].push_back(atom);
    }
    return cohorts;
  }

  void learn(const Numbers& cohort, bool is_combined) {
    archive_.add("run", set_of(cohort), is_combined);
    if (is_combined) ++combined_;
    known_.learn(cohort);
    met_.insert(cohort.begin(), cohort.end());
    if (!rules_.population_is_public) return;
    known_.learn(everybody_);
    archive_.add_population("run", set_of(everybody_));
    met_.insert(everybody_.begin(), everybody_.end());
  }

  // Somebody leaves or comes.
  void change() {
    const auto person = static_cast<std::uint32_t>(dice_() % kPersons);
    if (!everybody_.erase(person)) everybody_.insert(person);
  }

  Persons persons() const {
    Persons persons;
    for (const auto person : everybody_) {
      persons.population.push_back(static_cast<std::uint32_t>(persons.atoms.size()));
      persons.atoms.push_back({1, met_.contains(person) ? set_of({person}) : PersonSet()});
    }
    return persons;
  }

  std::mt19937 dice_;
  Trackers trackers_;
  Data data_;
  disclosure::Rules rules_;
  MemoryArchive archive_;
  Attacker known_;
  Numbers everybody_, met_;
  std::size_t isolated_ = 0, combined_ = 0;
};

struct Sum {
  std::size_t isolated = 0, released = 0, combined = 0;
};

Sum attacked(Trackers trackers, Data data) {
  Sum sum;
  for (std::uint32_t seed = 0; seed < 24; ++seed) {
    const Releases releases(seed, trackers, data);
    sum.isolated += releases.isolated();
    sum.released += releases.released();
    sum.combined += releases.combined();
  }
  return sum;
}

TEST_CASE("nobody isolates a small group, whatever was asked") {
  for (const auto data : {Data::stay, Data::change}) {
    const auto sum = attacked(Trackers::are_refused, data);
    CHECK(sum.isolated == 0);
    CHECK(sum.released > 80);
    CHECK(sum.combined > 10);
  }
}

TEST_CASE("without the rule on trackers the same attack succeeds") {
  for (const auto data : {Data::stay, Data::change}) {
    CHECK(attacked(Trackers::are_released, data).isolated > 40);
  }
}

}  // namespace
}  // namespace passerelle::ledger
