// Complementary suppression and its audit: how long they take on tables with all their margins.
//
//   disclosure_bench [SEED]
//
// Counts are negative binomial with mean 24, the smallest allowed is 10. Suppression contains the
// audit of what it hides; the audit alone is the one of a pattern that nothing is known about.
// Prints the audit as a share of what asking for both ends of every protected cell takes, a linear
// program from nothing for each, so that machines can be compared.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <vector>

#include "policies/disclosure/possible_tables.h"
#include "policies/disclosure/suppression.h"
#include "tests/bench/stopwatch.h"

namespace passerelle::bench {
namespace {

using disclosure::Programme;

constexpr double kMean = 24;
constexpr double kShape = 1.5;  // of the gamma distribution that the means of the cells follow

// Along each axis the last place is the total; cells are numbered with the first axis fastest.
Programme table(const std::vector<std::size_t>& sizes, std::mt19937_64& dice) {
  std::size_t cells = 1;
  for (const auto size : sizes) cells *= size + 1;
  Programme programme;
  programme.cells.resize(cells);
  std::gamma_distribution<double> means(kShape, kMean / kShape);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    std::vector<std::size_t> summed{cell};  // the cell and all its margins
    bool is_inner = true;
    std::size_t step = 1;
    for (const auto size : sizes) {
      const auto place = cell / step % (size + 1);
      is_inner = is_inner && place < size;
      for (std::size_t i = summed.size(); i-- > 0;) {
        summed.push_back(summed[i] + (size - place) * step);
      }
      if (place == size) {
        disclosure::Relation sum{cell, {}};
        for (std::size_t back = size; back > 0; --back) sum.parts.push_back(cell - back * step);
        programme.relations.push_back(sum);
      }
      step *= size + 1;
    }
    if (!is_inner) continue;
    const auto persons = std::poisson_distribution<std::int64_t>(means(dice))(dice);
    for (const auto margin : summed) {
      programme.cells[margin].rows += persons;
      programme.cells[margin].persons += persons;
    }
  }
  return programme;
}

double seconds_of_plain_programs(const Programme& programme,
                                 const std::vector<bool>& hidden,
                                 const std::vector<std::size_t>& cells) {
  std::vector<std::optional<std::int64_t>> published;
  for (std::size_t cell = 0; cell < hidden.size(); ++cell) {
    if (hidden[cell]) published.push_back(std::nullopt);
    else published.push_back(programme.cells[cell].rows);
  }
  const auto tables = disclosure::PossibleTables::of(published, programme.relations);
  if (!tables) std::exit(1);
  const Stopwatch asking;
  for (const auto cell : cells) {
    if (!tables->real_interval(cell)) std::exit(1);
  }
  return asking.seconds();
}

void run(const char* name, const std::vector<std::size_t>& sizes, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  const auto programme = table(sizes, dice);
  const disclosure::Rules rules;
  const Stopwatch suppressing;
  const auto hidden = disclosure::decide_cells(programme, rules).hidden;
  const double suppressed_in = suppressing.seconds();
  const Stopwatch auditing;
  const auto open = disclosure::audit(programme, hidden, rules);
  const double audited_in = auditing.seconds();

  const auto primary = disclosure::protected_cells(programme, rules);
  const auto all = static_cast<std::size_t>(std::count(hidden.begin(), hidden.end(), true));
  std::int64_t cost = 0;
  for (std::size_t cell = 0; cell < hidden.size(); ++cell) {
    if (hidden[cell]) cost += programme.cells[cell].rows + 1;
  }
  std::printf("%s: %zu cells, %zu primary, %zu secondary, cost %lld, %zu not protected\n", name,
              hidden.size(), primary.size(), all - primary.size(), static_cast<long long>(cost),
              open.size());
  const double plain = seconds_of_plain_programs(programme, hidden, primary);
  std::printf("  suppressed in %.3f s, audited in %.3f s; by a program for each end %.3f s: %.2f\n",
              suppressed_in, audited_in, plain, audited_in / plain);
}

}  // namespace
}  // namespace passerelle::bench

int main(int count, char** words) {
  const auto seed = count > 1 ? std::strtoull(words[1], nullptr, 10) : 7;
  passerelle::bench::run("10 x 10", {10, 10}, seed);
  passerelle::bench::run("50 x 20", {50, 20}, seed);
  passerelle::bench::run("10 x 10 x 5", {10, 10, 5}, seed);
  return 0;
}
