// The ledger of releases: how long it takes to judge and record a release over earlier ones, and
// what it keeps.
//
//   ledger_bench [PERSONS] [EARLIER] [tables]
//
// Earlier cohorts hold half of the persons each, at random, which is the worst case for bitmaps.
// With `tables` each release is a table instead, a total and four parts of it, which is the worst
// case for the span: what adds up has to be looked at over everybody. The release is judged by the
// usual rule, which asks only for cohorts of nearly its size, and by the one that has to look at
// every cohort. Prints what the second costs as a share of what reading the same bytes costs, so
// that machines can be compared.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "node/crypto/digest.h"
#include "node/ledger/archive.h"
#include "node/ledger/releases.h"
#include "node/ledger/schema.h"
#include "tests/bench/stopwatch.h"

namespace passerelle::bench {
namespace {

using Pseudonyms = std::vector<std::uint64_t>;

[[noreturn]] void fail(const Error& error) {
  std::fprintf(stderr, "ledger_bench: %s\n", error.text().c_str());
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) fail(result.error());
  return *std::move(result);
}

// Persons at random in atoms, and the cohorts that are released of them.
struct Shape {
  std::size_t atoms = 0;
  std::vector<ledger::Cohort> cohorts;
};
const Shape kHalf{2, {{0}}};

// Halves that are independent of each other: six at once, since each release is met anew.
Shape halves() {
  Shape shape{64, std::vector<ledger::Cohort>(6)};
  for (std::uint32_t atom = 0; atom < shape.atoms; ++atom) {
    for (std::size_t half = 0; half < shape.cohorts.size(); ++half) {
      if ((atom >> half & 1) != 0) shape.cohorts[half].push_back(atom);
    }
  }
  return shape;
}

const Shape kTable{8, {{0, 1, 2, 3, 4, 5, 6}, {0, 1}, {2, 3}, {4, 5}, {6}}};

analysis::Cohorts dealt(const Pseudonyms& everybody, const Shape& shape, std::mt19937_64& dice) {
  analysis::Cohorts cohorts;
  cohorts.atoms.resize(shape.atoms);
  for (const auto person : everybody) cohorts.atoms[dice() % shape.atoms].push_back(person);
  for (std::uint32_t atom = 0; atom < shape.atoms; ++atom) cohorts.population.push_back(atom);
  return cohorts;
}

class Bench {
 public:
  Bench(const std::filesystem::path& file, std::size_t persons)
      : database_(must(store::Database::open(
            file,
            {ledger_store::kMigrations.begin(), ledger_store::kMigrations.end()}))) {
    for (std::size_t i = 0; i < persons; ++i) everybody_.push_back(dice_());
    std::sort(everybody_.begin(), everybody_.end());
  }

  void release(int run, const Shape& shape) {
    const auto cohorts = dealt(everybody_, shape, dice_);
    const auto met = meet(cohorts);
    const auto recorded = database_.write([&](store::Transaction& tx) {
      return ledger_store::record(
          tx, key_, {RunId(std::to_string(run)), 0, PermitId("p"), NodeId("n"), "digest", {}},
          {{"space", "id"}}, met, {shape.cohorts, {}, cohorts.population});
    });
    if (!recorded) fail(recorded.error());
  }

  void judge(disclosure::Differencing mode, const char* name, const Shape& shape) {
    const auto cohorts = dealt(everybody_, shape, dice_);
    const Stopwatch meeting;
    const auto met = meet(cohorts);
    const double met_in = meeting.seconds();
    const ledger_store::DatabaseArchive archive(database_, key_);
    ledger::Judge judge({met.atoms, cohorts.population}, archive);
    disclosure::Rules rules;
    rules.differences = mode;
    const Stopwatch judging;
    std::vector<ledger::Asked> asked;
    for (const auto& cohort : shape.cohorts) asked.push_back({cohort, 0});
    const auto verdicts = judge.judge(asked, rules);
    if (!verdicts) fail(verdicts.error());
    const auto refused = std::count_if(verdicts->begin(), verdicts->end(),
                                       [](const auto& verdict) { return verdict.refusal; });
    std::printf("%s: persons met in %.3f s, judged in %.3f s, %td of %zu refused\n", name, met_in,
                judging.seconds(), refused, asked.size());
    last_judging_ = judging.seconds();
  }

  // All earlier cohorts, read and digested.
  void compare_with_reading() const {
    std::uint64_t bytes = 0;
    const Stopwatch reading;
    const auto read = database_.read([&](store::Reader& reader) {
      return reader.each(
          [&](const store::Row& row) -> Result<void> {
            bytes += row.bytes(0).size();
            crypto::sha256(row.bytes(0));
            return {};
          },
          "select sealed from ledger_cohorts");
    });
    if (!read) fail(read.error());
    std::printf("cohorts hold %.1f MB; judging takes %.2f times reading and digesting them\n",
                static_cast<double>(bytes) / 1e6, last_judging_ / reading.seconds());
  }

 private:
  ledger_store::Met meet(const analysis::Cohorts& cohorts) const {
    return must(database_.read(
        [&](store::Reader& reader) { return ledger_store::meet_persons(reader, key_, cohorts); }));
  }

  std::mt19937_64 dice_{7};
  Pseudonyms everybody_;
  store::Database database_;
  crypto::StorageKey key_ = crypto::StorageKey::generate();
  double last_judging_ = 0;
};

int run(std::size_t persons, std::size_t earlier, const Shape& released, const Shape& judged) {
  const auto folder = std::filesystem::temp_directory_path() / "passerelle-ledger-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    Bench bench(folder / "ledger.db", persons);
    const Stopwatch recording;
    const auto releases = static_cast<int>(1 + (earlier - 1) / released.cohorts.size());
    for (int release = 0; release < releases; ++release) bench.release(release, released);
    std::printf("%zu persons, %d releases of %zu cohorts: each met and recorded in %.3f s\n",
                persons, releases, released.cohorts.size(), recording.seconds() / releases);
    bench.judge(disclosure::Differencing::close, "close", judged);
    bench.judge(disclosure::Differencing::both, "both", judged);
    bench.compare_with_reading();
  }
  std::printf("%.1f MB on disk\n",
              static_cast<double>(std::filesystem::file_size(folder / "ledger.db")) / 1e6);
  std::filesystem::remove_all(folder);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf("%.0f MB of memory at most\n", static_cast<double>(used.ru_maxrss) / 1e3);
  return 0;
}

}  // namespace
}  // namespace passerelle::bench

int main(int count, char** words) {
  const auto persons = count > 1 ? std::strtoul(words[1], nullptr, 10) : 1'000'000;
  const auto earlier = count > 2 ? std::strtoul(words[2], nullptr, 10) : 1000;
  const bool are_tables = count > 3 && std::string(words[3]) == "tables";
  const auto run = [&](const auto& released, const auto& judged) {
    return passerelle::bench::run(std::max(persons, 100UL), std::max(earlier, 1UL), released,
                                  judged);
  };
  if (are_tables) return run(passerelle::bench::kTable, passerelle::bench::kTable);
  return run(passerelle::bench::halves(), passerelle::bench::kHalf);
}
