#include "node/analysis/table_tests.h"

#include <algorithm>
#include <cmath>

#include "node/analysis/distributions.h"
#include "node/analysis/undefined.h"

namespace passerelle::analysis {
namespace {

struct Margins {
  std::vector<double> rows, columns;
  double total = 0;
};

Margins margins_of(const CountTable& table) {
  Margins m{std::vector<double>(table.size()), std::vector<double>(table.front().size())};
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < table[i].size(); ++j) {
      const auto count = static_cast<double>(table[i][j]);
      m.rows[i] += count;
      m.columns[j] += count;
      m.total += count;
    }
  }
  return m;
}

// Sum of (|O - E| - correction)^2 / E over the cells where something is expected.
double chi_square(const CountTable& table, const Margins& m, double correction) {
  double sum = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < table[i].size(); ++j) {
      const double expected = m.rows[i] * m.columns[j] / m.total;
      if (!(expected > 0)) continue;
      const double distance = std::abs(static_cast<double>(table[i][j]) - expected);
      const double corrected = distance - std::min(correction, distance);
      sum += corrected * corrected / expected;
    }
  }
  return sum;
}

std::int64_t filled(const std::vector<double>& margin) {
  return std::count_if(margin.begin(), margin.end(), [](double count) { return count > 0; });
}

// The four counts with exposure = second row, outcome = second column.
struct Four {
  double a, b, c, d, n;
  explicit Four(const CountTable& t)
      : a(static_cast<double>(t[1][1])),
        b(static_cast<double>(t[1][0])),
        c(static_cast<double>(t[0][1])),
        d(static_cast<double>(t[0][0])),
        n(a + b + c + d) {}
};

}  // namespace

Estimate on_log_scale(double ratio, double error) {
  const double width = kNormal975 * error;
  return {ratio, ratio * std::exp(-width), ratio * std::exp(width)};
}

ChiSquareTest pearson_chi_square(const CountTable& table) {
  const auto m = margins_of(table);
  const auto rows = filled(m.rows), columns = filled(m.columns);
  if (rows < 2 || columns < 2) return {kUndefined, 0, kUndefined};
  const auto df = (rows - 1) * (columns - 1);
  const double statistic = chi_square(table, m, 0);
  return {statistic, df, chi_square_upper(statistic, static_cast<double>(df))};
}

double yates_chi_square(const CountTable& table) {
  const auto m = margins_of(table);
  return filled(m.rows) == 2 && filled(m.columns) == 2 ? chi_square(table, m, 0.5) : kUndefined;
}

std::optional<TwoByTwo> two_by_two_measures(const CountTable& table) {
  const Four f(table);
  if (f.a == 0 || f.b == 0 || f.c == 0 || f.d == 0) return std::nullopt;
  const double exposed = f.a + f.b, unexposed = f.c + f.d;
  const double p1 = f.a / exposed, p0 = f.c / unexposed;
  TwoByTwo measures;
  measures.odds_ratio =
      on_log_scale(f.a * f.d / (f.b * f.c), std::sqrt(1 / f.a + 1 / f.b + 1 / f.c + 1 / f.d));
  measures.risk_ratio =
      on_log_scale(p1 / p0, std::sqrt(1 / f.a - 1 / exposed + 1 / f.c - 1 / unexposed));
  const double width = kNormal975 * std::sqrt(p1 * (1 - p1) / exposed + p0 * (1 - p0) / unexposed);
  measures.risk_difference = {p1 - p0, p1 - p0 - width, p1 - p0 + width};
  return measures;
}

std::optional<MantelHaenszel> mantel_haenszel(const std::vector<CountTable>& strata) {
  double r = 0, s = 0, pr = 0, ps_qr = 0, qs = 0, observed = 0, expected = 0, variance = 0;
  for (const auto& table : strata) {
    const Four f(table);
    if (f.n < 2) continue;
    const double rk = f.a * f.d / f.n, sk = f.b * f.c / f.n;
    const double pk = (f.a + f.d) / f.n, qk = (f.b + f.c) / f.n;
    r += rk;
    s += sk;
    pr += pk * rk;
    ps_qr += pk * sk + qk * rk;
    qs += qk * sk;
    const double exposed = f.a + f.b, cases = f.a + f.c;
    observed += f.a;
    expected += exposed * cases / f.n;
    variance += exposed * (f.c + f.d) * cases * (f.b + f.d) / (f.n * f.n * (f.n - 1));
  }
  if (r == 0 || s == 0) return std::nullopt;
  MantelHaenszel result;
  result.standard_error = std::sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s));
  result.odds_ratio = on_log_scale(r / s, result.standard_error);
  result.log_odds_ratio = std::log(r / s);
  result.chisq = (observed - expected) * (observed - expected) / variance;
  result.p_value = chi_square_upper(result.chisq, 1);
  return result;
}

}  // namespace passerelle::analysis
