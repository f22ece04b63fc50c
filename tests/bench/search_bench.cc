// Search over many datasets: how long answers with all facets take, and how that compares with a
// plain scan of the same table in the same run.
//
//   search_bench [DATASETS [FOLDER]]
//
// 100,000 datasets in a temporary folder if not told; an index that is in the folder is used again.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "node/search/index.h"
#include "node/search/migrations.h"
#include "node/store/database.h"
#include "tests/bench/search_corpus.h"

namespace passerelle::bench {
namespace {

constexpr std::size_t kBatch = 1'000;
constexpr std::size_t kQuestions = 1'000;
constexpr std::size_t kUpdates = 200;
constexpr double kLimit = 20;  // milliseconds for all but one of a hundred answers

// Time that passed, and time that this thread worked: on a busy machine the first says little.
class Stopwatch {
 public:
  double passed() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_)
        .count();
  }
  double worked() const { return work() - work_; }

 private:
  static double work() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double work_ = work();
};

// Ends the program when something is refused: a measurement of failures would mean nothing.
template <class T>
T must(Result<T> result, const char* what) {
  if (!result) {
    std::fprintf(stderr, "%s: %s\n", what, result.error().text().c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  statm >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

double quantile_of(std::vector<double>& times, double quantile) {
  std::ranges::sort(times);
  return times[static_cast<std::size_t>(quantile * static_cast<double>(times.size() - 1) + 0.5)];
}

struct Times {
  std::vector<double> passed, worked;

  void add(const Stopwatch& watch) {
    passed.push_back(watch.passed());
    worked.push_back(watch.worked());
  }
  double median() { return quantile_of(worked, 0.5); }
  void print_against_limit() {
    const double p99 = quantile_of(passed, 0.99);
    std::printf("p99 of all answers: %.2f ms passed (%.2f ms worked), limit %.0f ms: %s\n", p99,
                quantile_of(worked, 0.99), kLimit, p99 < kLimit ? "met" : "MISSED");
  }
  void print(const char* name) {
    std::printf("  %-20s %5zu |", name, passed.size());
    for (auto* times : {&passed, &worked}) {
      std::printf(" p50 %7.2f  p99 %7.2f  max %7.2f ms |", quantile_of(*times, 0.5),
                  quantile_of(*times, 0.99), quantile_of(*times, 1));
    }
    std::printf("\n");
  }
};

void build(store::Database& database, std::size_t datasets) {
  Corpus corpus(1);
  const Stopwatch watch;
  must(database.write([](store::Transaction& tx) { return search::rebuild(tx); }), "begin");
  for (std::size_t at = 0; at < datasets; at += kBatch) {
    std::vector<search::SearchDocument> batch;
    for (auto i = at; i < std::min(at + kBatch, datasets); ++i) batch.push_back(corpus.dataset(i));
    must(database.write([&](store::Transaction& tx) { return search::put(tx, batch); }), "put");
  }
  must(database.checkpoint(), "checkpoint");
  std::printf("built: %zu datasets in %.1f s (%zu at a time)\n", datasets, watch.passed() / 1'000,
              kBatch);
}

void ask(const store::Database& database) {
  Corpus corpus(2);
  std::map<std::string, Times> by_kind;
  Times all;
  std::size_t found = 0;
  for (std::size_t i = 0; i < kQuestions; ++i) {
    const auto question = corpus.question();
    const Stopwatch watch;
    const auto page = must(
        database.read([&](store::Reader& reader) { return search::find(reader, question.query); }),
        "find");
    by_kind[question.kind].add(watch);
    all.add(watch);
    found += page.total > 0 ? 1 : 0;
  }
  std::printf("answers with all facets, %zu of %zu with results; time passed, time worked:\n",
              found, kQuestions);
  for (auto& [kind, times] : by_kind) times.print(kind.c_str());
  all.print("all");
  all.print_against_limit();
}

void update(store::Database& database, std::size_t datasets) {
  Corpus corpus(3);
  Times times;
  for (std::size_t i = 0; i < kUpdates; ++i) {
    const std::vector one{corpus.dataset(i * 7'919 % datasets)};
    const Stopwatch watch;
    must(database.write([&](store::Transaction& tx) { return search::put(tx, one); }), "update");
    times.add(watch);
  }
  std::printf("changes of one dataset, with a commit to disk:\n");
  times.print("one dataset");
}

// What the same question costs without an index: every kept document is looked through.
double scan(const store::Database& database) {
  Times times;
  for (int i = 0; i < 5; ++i) {
    const Stopwatch watch;
    must(database.read([](store::Reader& reader) {
      return reader.query("select count(*) from search_documents where document like '%cancer%'");
    }),
         "scan");
    times.add(watch);
  }
  return times.median();
}

double ask_for(const store::Database& database, const std::string& text) {
  search::Query query;
  query.text = text;
  Times times;
  for (int i = 0; i < 20; ++i) {
    const Stopwatch watch;
    must(database.read([&](store::Reader& reader) { return search::find(reader, query); }), "find");
    times.add(watch);
  }
  return times.median();
}

int run(std::size_t datasets, const std::filesystem::path& folder) {
  const auto file = folder / "search.db";
  if (!std::filesystem::exists(file)) {
    auto database =
        must(store::Database::open(file, {search::kMigrations.begin(), search::kMigrations.end()}),
             "open");
    build(database, datasets);
  }
  std::printf("size: %.0f MB on disk\n",
              static_cast<double>(std::filesystem::file_size(file)) / 1e6);
  const Stopwatch watch;
  auto database =
      must(store::Database::open(file, {search::kMigrations.begin(), search::kMigrations.end()}),
           "open");
  std::printf("opened again in %.1f ms, %.0f MB resident\n", watch.passed(), resident_megabytes());
  ask(database);
  std::printf("after that: %.0f MB resident\n", resident_megabytes());
  update(database, datasets);
  const double scanned = scan(database);
  const double asked = ask_for(database, "cancer ");
  std::printf(
      "\"cancer\": %.2f ms with facets, ranking and marks; %.1f ms to scan the same table "
      "for it alone: ratio %.1f\n",
      asked, scanned, scanned / asked);
  return 0;
}

}  // namespace
}  // namespace passerelle::bench

int main(int count, char** words) {
  const std::size_t datasets = count > 1 ? std::strtoul(words[1], nullptr, 10) : 100'000;
  std::string pattern = (std::filesystem::temp_directory_path() / "search-bench-XXXXXX").string();
  const bool is_own = count <= 2;
  const std::filesystem::path folder = is_own ? ::mkdtemp(pattern.data()) : words[2];
  const int outcome = passerelle::bench::run(std::max<std::size_t>(datasets, 1), folder);
  if (is_own) std::filesystem::remove_all(folder);
  return outcome;
}
