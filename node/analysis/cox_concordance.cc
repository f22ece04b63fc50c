#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "node/analysis/cox_checks.h"

namespace passerelle::analysis {
namespace {

// Rows by the rank of their risk: how many have a lower one, or the same (P. M. Fenwick, Software:
// Practice and Experience 24 (1994)).
class RankCounts {
 public:
  explicit RankCounts(std::size_t ranks) : tree_(ranks + 1), at_(ranks) {}

  void add(std::size_t rank, std::int64_t rows) {
    at_[rank] += rows;
    total_ += rows;
    for (auto i = rank + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += rows;
  }

  std::int64_t below(std::size_t rank) const {
    std::int64_t rows = 0;
    for (auto i = rank; i > 0; i -= i & (~i + 1)) rows += tree_[i];
    return rows;
  }
  std::int64_t at(std::size_t rank) const { return at_[rank]; }
  std::int64_t above(std::size_t rank) const { return total_ - below(rank) - at_[rank]; }

 private:
  std::vector<std::int64_t> tree_, at_;
  std::int64_t total_ = 0;
};

// The pairs of one row: concordant minus discordant, and all.
struct RowPairs {
  std::int64_t balance = 0, all = 0;
  void add(std::int64_t concordant, std::int64_t discordant, std::int64_t tied, int sign = 1) {
    balance += sign * (concordant - discordant);
    all += sign * (concordant + discordant + tied);
  }
};

class Concordance {
 public:
  Concordance(const SurvivalRows& rows, const std::vector<double>& risks)
      : rows_(rows), pairs_(risks.size()) {
    auto distinct = risks;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    ranks_ = distinct.size();
    for (const double risk : risks) {
      rank_.push_back(static_cast<std::size_t>(
          std::lower_bound(distinct.begin(), distinct.end(), risk) - distinct.begin()));
    }
    by_entry_.resize(rows.entries.size());
    std::iota(by_entry_.begin(), by_entry_.end(), std::size_t{0});
    std::stable_sort(by_entry_.begin(), by_entry_.end(), [&](std::size_t a, std::size_t b) {
      return rows.entries[a] < rows.entries[b];
    });
  }

  ConcordanceSums sums() {
    count_as_first();
    ConcordanceSums sums;
    for (const auto& row : pairs_) {
      sums.pairs += row.all;
      sums.balance += row.balance;
    }
    count_as_other();
    for (const auto& row : pairs_) {
      const auto balance = static_cast<double>(row.balance);
      const auto all = static_cast<double>(row.all);
      sums.balance_squared += balance * balance;
      sums.balance_by_pairs += balance * all;
      sums.pairs_squared += all * all;
    }
    return sums;
  }

 private:
  std::size_t end_of_group(std::size_t begin) const {
    auto end = begin;
    while (end < rank_.size() && rows_.times[end] == rows_.times[begin]) ++end;
    return end;
  }

  // Each row with the event, against those who are followed beyond it: who is censored at the same
  // time is, who has the event at the same time is not. Latest time first.
  void count_as_first() {
    RankCounts followed(ranks_);
    auto entered = by_entry_.size();
    for (std::size_t begin = 0; begin < rank_.size();) {
      const auto end = end_of_group(begin);
      const double time = rows_.times[begin];
      for (; entered > 0 && rows_.entries[by_entry_[entered - 1]] >= time; --entered) {
        followed.add(rank_[by_entry_[entered - 1]], -1);
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] == 0) followed.add(rank_[i], 1);
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] == 0) continue;
        pairs_[i].add(followed.below(rank_[i]), followed.above(rank_[i]), followed.at(rank_[i]));
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] != 0) followed.add(rank_[i], 1);
      }
      begin = end;
    }
  }

  // Each row as the other of these pairs: against the events while it was followed. First time
  // first.
  void count_as_other() {
    RankCounts events(ranks_);
    const auto add = [&](std::size_t row, int sign) {
      const auto rank = rank_[row];
      pairs_[row].add(events.above(rank), events.below(rank), events.at(rank), sign);
    };
    std::size_t entered = 0;
    for (auto end = rank_.size(); end > 0;) {
      const double time = rows_.times[end - 1];
      auto begin = end;
      while (begin > 0 && rows_.times[begin - 1] == time) --begin;
      for (; entered < by_entry_.size() && rows_.entries[by_entry_[entered]] < time; ++entered) {
        add(by_entry_[entered], -1);  // events before it entered
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] != 0) add(i, 1);
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] != 0) events.add(rank_[i], 1);
      }
      for (auto i = begin; i < end; ++i) {
        if (rows_.happened[i] == 0) add(i, 1);
      }
      end = begin;
    }
  }

  const SurvivalRows& rows_;
  std::size_t ranks_ = 0;
  std::vector<std::size_t> rank_;      // of the risk, by row
  std::vector<std::size_t> by_entry_;  // earliest first; none without entries
  std::vector<RowPairs> pairs_;
};

}  // namespace

ConcordanceSums concordance_sums(const SurvivalRows& rows, const std::vector<double>& risks) {
  return Concordance(rows, risks).sums();
}

Json concordance_json(const ConcordanceSums& sums) {
  if (sums.pairs == 0) {
    return {{"statistic", nullptr}, {"standard_error", nullptr}, {"pairs", 0}};
  }
  const auto pairs = static_cast<double>(sums.pairs);
  const double somers = static_cast<double>(sums.balance) / pairs;
  const double variance = sums.balance_squared - 2 * somers * sums.balance_by_pairs +
                          somers * somers * sums.pairs_squared;
  return {{"statistic", (somers + 1) / 2},
          {"standard_error", number_or_null(std::sqrt(variance) / pairs / 2)},
          {"pairs", sums.pairs}};
}

}  // namespace passerelle::analysis
