#include "node/analysis/matching.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace passerelle::analysis {
namespace {

// Leads from each place to the next one that is not closed, itself or behind it, quickly.
class NextOpen {
 public:
  explicit NextOpen(std::size_t places) : next_(places + 1) {
    std::iota(next_.begin(), next_.end(), std::size_t{0});
  }

  // Returns the number of places when none is open.
  std::size_t from(std::size_t place) {
    while (next_[place] != place) {
      next_[place] = next_[next_[place]];
      place = next_[place];
    }
    return place;
  }
  void close(std::size_t place) { next_[place] = place + 1; }

 private:
  std::vector<std::size_t> next_;
};

// The rows of one stratum that nobody has chosen.
class FreeRows {
 public:
  // `rows`: ascending.
  FreeRows(const std::vector<RowToMatch>& all, std::vector<std::size_t> rows)
      : rows_(std::move(rows)), up_(0), down_(0) {
    std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t left, std::size_t right) {
      return all[left].score < all[right].score;
    });
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto score = all[rows_[i]].score;
      if (scores_.empty() || scores_.back() != score) {
        scores_.push_back(score);
        first_.push_back(i);
      }
    }
    next_ = first_;
    first_.push_back(rows_.size());
    up_ = NextOpen(scores_.size());
    down_ = NextOpen(scores_.size());
  }

  // Returns the nearest row, and takes it; nothing when none is within the caliper.
  std::optional<std::size_t> take(std::int64_t score, double caliper) {
    const auto place = nearest(score);
    if (!place) return std::nullopt;
    const auto distance = std::abs(scores_[*place] - score);
    if (static_cast<double>(distance) > caliper) return std::nullopt;
    const auto row = rows_[next_[*place]++];
    if (next_[*place] == first_[*place + 1]) {
      up_.close(*place);
      down_.close(mirrored(*place));
    }
    return row;
  }

 private:
  std::size_t mirrored(std::size_t place) const { return scores_.size() - 1 - place; }

  std::optional<std::size_t> nearest(std::int64_t score) {
    const auto bound = static_cast<std::size_t>(
        std::lower_bound(scores_.begin(), scores_.end(), score) - scores_.begin());
    const auto above = up_.from(bound);
    std::optional<std::size_t> below;
    if (bound > 0) {
      const auto found = down_.from(mirrored(bound - 1));
      if (found < scores_.size()) below = mirrored(found);
    }
    if (above == scores_.size()) return below;
    if (!below) return above;
    const auto up = scores_[above] - score, down = score - scores_[*below];
    if (up == down) return rows_[next_[above]] < rows_[next_[*below]] ? above : *below;
    return up < down ? above : *below;
  }

  std::vector<std::size_t> rows_;          // by score, then by place
  std::vector<std::int64_t> scores_;       // different ones, ascending
  std::vector<std::size_t> first_, next_;  // by score: where its rows begin, its first free one
  NextOpen up_, down_;                     // scores with free rows; `down_` counts from the last
};

}  // namespace

std::vector<MatchedSet> matched_sets(const std::vector<RowToMatch>& rows,
                                     const MatchingRule& rule) {
  std::map<std::size_t, std::vector<std::size_t>> others;  // by stratum
  std::vector<std::size_t> choosing;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].is_exposed) choosing.push_back(row);
    else others[rows[row].stratum].push_back(row);
  }
  std::stable_sort(choosing.begin(), choosing.end(), [&](std::size_t left, std::size_t right) {
    return rows[left].score > rows[right].score;
  });
  std::map<std::size_t, FreeRows> free;
  for (auto& [stratum, of_stratum] : others) {
    free.try_emplace(stratum, rows, std::move(of_stratum));
  }

  std::map<std::size_t, MatchedSet> sets;  // by exposed row
  for (int turn = 0; turn < rule.ratio; ++turn) {
    std::vector<std::size_t> found;
    for (const auto row : choosing) {
      const auto near = free.find(rows[row].stratum);
      if (near == free.end()) continue;
      const auto other = near->second.take(rows[row].score, rule.caliper);
      if (!other) continue;
      auto& set = sets[row];
      set.exposed = row;
      set.others.push_back(*other);
      found.push_back(row);
    }
    // Who found nobody finds nobody later: fewer are free.
    choosing = std::move(found);
  }
  std::vector<MatchedSet> in_order;
  in_order.reserve(sets.size());
  for (auto& [row, set] : sets) in_order.push_back(std::move(set));
  return in_order;
}

}  // namespace passerelle::analysis
