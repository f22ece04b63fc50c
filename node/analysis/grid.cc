#include "node/analysis/grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/outcomes.h"

namespace passerelle::analysis {
namespace {

// No study can give a variable a name with this mark.
constexpr const char* kGridSuffix = "@grid";
constexpr double kLargestPlace = 0x1p40;
constexpr double kClose = 1e-9;
// In place of a level.
constexpr std::int32_t kEverybody = std::numeric_limits<std::int32_t>::min();

const QuantilesAnalysis* quantiles_by(const StudyPlan& plan, const std::string& name) {
  for (const auto& analysis : plan.analyses) {
    for (const auto& quantiles : quantiles_in(analysis)) {
      if (quantiles.variable + kGridSuffix == name) return &quantiles;
    }
  }
  return nullptr;
}

struct PlacedRow {
  std::int64_t place = 0;
  std::uint32_t person = 0;
};

// The last place of level 0 in place 0.
std::int64_t offset_of(int level) {
  std::int64_t offset = 0;
  for (int joined = 2; joined <= level; joined += 2) offset += std::int64_t{1} << (joined - 1);
  return offset;
}

// The last place of level 0 in a place.
std::int64_t finest_place(std::int64_t place, int level) {
  return place * (std::int64_t{1} << level) + offset_of(level);
}

// Counts of the intervals one after the other.
class LevelCounter {
 public:
  explicit LevelCounter(std::uint32_t persons) : seen_(persons) {}

  // Requires: rows in the order of their places.
  std::vector<Count> count(const std::vector<PlacedRow>& rows, int level) {
    std::optional<Count> smallest;
    bool has_gap = false;
    for (std::size_t i = 0; i < rows.size();) {
      const auto place = place_at(level, rows[i].place);
      Count count;
      ++visit_;
      for (; i < rows.size() && place_at(level, rows[i].place) == place; ++i) {
        ++count.rows;
        auto& seen = seen_[rows[i].person];
        count.persons += seen != visit_ ? 1 : 0;
        seen = visit_;
      }
      if (i < rows.size()) {
        has_gap = has_gap || place_at(level, rows[i].place) > place + 1;
      }
      if (!smallest || count.persons < smallest->persons) smallest = count;
    }
    std::vector<Count> counts;
    if (smallest) counts.push_back(*smallest);
    if (has_gap) counts.emplace_back();
    return counts;
  }

 private:
  std::vector<std::uint32_t> seen_;  // by person
  std::uint32_t visit_ = 0;
};

// Adds a range that begins at or behind the last one; neighbours become one.
void append(const GridRange& range, GridRanges& ranges) {
  if (ranges.empty() || range.first > ranges.back().last + 1) ranges.push_back(range);
  else ranges.back().last = std::max(ranges.back().last, range.last);
}

GridRanges coarser(const GridRanges& ranges, int level, int coarser_level) {
  GridRanges joined;
  for (const auto& range : ranges) {
    append({place_at(coarser_level, finest_place(range.first, level)),
            place_at(coarser_level, finest_place(range.last, level))},
           joined);
  }
  return joined;
}

std::int64_t length(const GridRanges& ranges) {
  std::int64_t places = 0;
  for (const auto& range : ranges) places += range.last - range.first + 1;
  return places;
}

// From the first place to the last.
GridRanges whole(const GridRanges& ranges) {
  if (ranges.empty()) return {};
  return {{ranges.front().first, ranges.back().last}};
}

// The places that hold anybody; all from the first to the last where these are few enough, or where
// those are too many.
GridRanges ranges_of(const std::vector<PlacedRow>& rows, int level, std::int64_t most_held) {
  if (rows.empty()) return {};
  GridRanges ranges;
  for (const auto& row : rows) {
    const auto place = place_at(level, row.place);
    append({place, place}, ranges);
  }
  const bool has_few_gaps = length(whole(ranges)) <= kMostIntervals;
  return has_few_gaps || length(ranges) > most_held ? whole(ranges) : ranges;
}

// Where the resolution is one part of a whole number, as 0.001 is, this is the double nearest to
// the multiple.
double multiple_of(double resolution, std::int64_t times) {
  const auto multiple = static_cast<double>(times);
  const double per_unit = std::round(1 / resolution);
  const bool divides = per_unit >= 1 && std::abs(per_unit * resolution - 1) <= 1e-12;
  return divides ? multiple / per_unit : multiple * resolution;
}

std::string interval_name(const QuantilesAnalysis& quantiles, int level, std::int64_t place) {
  return interval_level(grid_end(place - 1, quantiles.resolution, level),
                        grid_end(place, quantiles.resolution, level));
}

}  // namespace

bool is_on_grid(double value, double resolution) {
  return std::abs(value / resolution) < kLargestPlace;
}

std::int64_t place_of(double value, double resolution) {
  const double widths = value / resolution;
  const double nearest = std::round(widths);
  const bool is_multiple = std::abs(widths - nearest) <= kClose * std::max(1.0, std::abs(widths));
  return static_cast<std::int64_t>(is_multiple ? nearest : std::ceil(widths));
}

// Rounded up: a shift rounds down.
std::int64_t place_at(int level, std::int64_t finest) {
  return -((offset_of(level) - finest) >> level);
}

double grid_end(std::int64_t place, double resolution, int level) {
  return multiple_of(resolution, finest_place(place, level));
}

double grid_width(double resolution, int level) {
  return multiple_of(resolution, std::int64_t{1} << level);
}

bool are_ranges_at(int level, const GridRanges& ranges) {
  const auto is_known = [&](std::int64_t place) {
    return static_cast<double>(std::abs(place) - 1) * std::ldexp(1, level) < kLargestPlace;
  };
  const bool are_apart =
      std::adjacent_find(ranges.begin(), ranges.end(), [](const auto& left, const auto& right) {
        return right.first <= left.last + 1;
      }) == ranges.end();
  return are_apart && std::all_of(ranges.begin(), ranges.end(), [&](const GridRange& range) {
           return range.first <= range.last && is_known(range.first) && is_known(range.last);
         });
}

Result<GridLevels> grid_levels(const StudyPlan& plan,
                               const Analysis& analysis,
                               const QuantilesAnalysis& quantiles,
                               const Frame& frame) {
  const auto& values = frame.numbers.at(quantiles.variable);
  std::optional<RowLevels> by;
  if (quantiles.by) by.emplace(plan.variable(*quantiles.by), frame);
  std::map<std::int32_t, std::vector<PlacedRow>> groups;
  auto& everybody = groups[kEverybody];
  for (const auto row : frame.rows_of(analysis.row_set)) {
    if (std::isnan(values[row])) continue;
    if (!is_on_grid(values[row], quantiles.resolution)) {
      return Error{
          DataError::not_a_number,
          quantiles.variable + " has values too far from zero for `resolution` of " + analysis.id};
    }
    everybody.push_back({place_of(values[row], quantiles.resolution), frame.person[row]});
    if (by) groups[(*by)[row]].push_back(everybody.back());
  }
  for (auto& [group, rows] : groups) {
    std::stable_sort(rows.begin(), rows.end(), [](const PlacedRow& left, const PlacedRow& right) {
      return left.place < right.place;
    });
  }
  LevelCounter counter(frame.persons);
  const auto most = most_held(plan);
  GridLevels levels;
  for (int level = 0; level <= kCoarsestGrid; ++level) {
    auto& counts = levels.counts.emplace_back();
    for (const auto& [group, rows] : groups) {
      const auto of_group = counter.count(rows, level);
      counts.insert(counts.end(), of_group.begin(), of_group.end());
    }
    levels.ranges.push_back(ranges_of(everybody, level, most));
    if (length(levels.ranges.back()) <= 1) break;
  }
  return levels;
}

// No id of an analysis has a stroke in it.
std::string grid_name(const Analysis& analysis, const QuantilesAnalysis& quantiles) {
  const bool is_all = std::holds_alternative<QuantilesAnalysis>(analysis.what);
  return is_all ? analysis.id : analysis.id + "/" + quantiles.variable;
}

std::int64_t most_held(const StudyPlan& plan) {
  std::int64_t cut = 0;
  for (const auto& analysis : plan.analyses) {
    for (const auto& quantiles : quantiles_in(analysis)) {
      cut += static_cast<std::int64_t>(groups_of(plan, analysis.row_set, quantiles.by).size());
    }
  }
  return std::max(kMostIntervals, kMostHeld / std::max(cut, std::int64_t{1}));
}

Grid agreed_grid(const std::vector<Grid>& nodes, std::int64_t most_held) {
  Grid agreed{0, {}};
  for (const auto& node : nodes) {
    if (node.level < 0) return {-1, {}};
    agreed.level = std::max(agreed.level, node.level);
  }
  GridRanges all;
  bool leaves_out = false;
  for (const auto& node : nodes) {
    leaves_out = leaves_out || node.ranges.size() > 1;
    const auto ranges = coarser(node.ranges, node.level, agreed.level);
    all.insert(all.end(), ranges.begin(), ranges.end());
  }
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  for (const auto& range : all) append(range, agreed.ranges);
  if (!leaves_out) agreed.ranges = whole(agreed.ranges);
  while (length(agreed.ranges) > (leaves_out ? most_held : kMostIntervals)) {
    agreed.ranges = coarser(agreed.ranges, agreed.level, agreed.level + 1);
    ++agreed.level;
  }
  return agreed;
}

std::vector<std::int64_t> places_in(const GridRanges& ranges) {
  std::vector<std::int64_t> places;
  for (const auto& range : ranges) {
    for (auto place = range.first; place <= range.last; ++place) places.push_back(place);
  }
  return places;
}

const Grid* find_grid(const State& state,
                      const Analysis& analysis,
                      const QuantilesAnalysis& quantiles) {
  const auto grid = state.grids.find(grid_name(analysis, quantiles));
  return grid == state.grids.end() || grid->second.level < 0 ? nullptr : &grid->second;
}

std::optional<Json> grid_rounding(const State& state,
                                  const Analysis& analysis,
                                  const QuantilesAnalysis& quantiles) {
  const auto* grid = find_grid(state, analysis, quantiles);
  if (grid == nullptr) return std::nullopt;
  return Json{{"resolution", quantiles.resolution},
              {"level", grid->level},
              {"width", grid_width(quantiles.resolution, grid->level)},
              {"offset", grid_end(0, quantiles.resolution, grid->level)}};
}

GridCells grid_cells(const StudyPlan& plan,
                     const State& state,
                     const Analysis& analysis,
                     const QuantilesAnalysis& quantiles,
                     const CellKey& rows) {
  GridCells cells{with_value(plan, rows, quantiles.variable), {}};
  const auto* grid = find_grid(state, analysis, quantiles);
  if (grid == nullptr) return cells;
  const auto& [level, ranges] = *grid;
  for (const auto place : places_in(ranges)) {
    cells.intervals.push_back(with(cells.values, quantiles.variable + kGridSuffix,
                                   interval_name(quantiles, level, place)));
  }
  return cells;
}

std::optional<GridInterval> grid_interval(const StudyPlan& plan, const Category& category) {
  const auto* quantiles = quantiles_by(plan, category.variable);
  if (quantiles == nullptr) return std::nullopt;
  const auto ends = interval_of(category.level);
  if (!ends) return std::nullopt;
  const double widths = (ends->second - ends->first) / quantiles->resolution;
  const int level = static_cast<int>(std::lround(std::log2(widths)));
  const auto finest = std::llround(ends->second / quantiles->resolution);
  return GridInterval{quantiles->variable, quantiles->resolution, level, place_at(level, finest)};
}

std::optional<std::string> variable_cut_by(const StudyPlan& plan, const std::string& name) {
  if (const auto* quantiles = quantiles_by(plan, name)) return quantiles->variable;
  const auto bins = plan.variables.find(name);
  if (bins == plan.variables.end() || bins->second.bins_of.empty()) return std::nullopt;
  return bins->second.bins_of;
}

std::optional<std::vector<std::string>> levels_of_grid(const StudyPlan& plan,
                                                       const State& state,
                                                       const std::string& row_set,
                                                       const std::string& name) {
  for (const auto& analysis : plan.analyses) {
    for (const auto& quantiles : quantiles_in(analysis)) {
      if (analysis.row_set != row_set || quantiles.variable + kGridSuffix != name) continue;
      std::vector<std::string> levels;
      for (const auto& key :
           grid_cells(plan, state, analysis, quantiles, rows_of(analysis)).intervals) {
        const auto at = std::find_if(key.where.begin(), key.where.end(),
                                     [&](const Category& c) { return c.variable == name; });
        levels.push_back(at->level);
      }
      return levels;
    }
  }
  return std::nullopt;
}

}  // namespace passerelle::analysis
