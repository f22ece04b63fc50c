#include "node/analysis/moments.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kBlock = 4096;

CountedMoments block_moments(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  // Deviations from the first value keep their digits where the values themselves have a large
  // offset.
  const double first = values.front();
  double shift = 0;
  for (const double value : values) shift += value - first;
  const double centre = first + shift / n;

  double rest = 0;
  for (const double value : values) rest += value - centre;
  rest /= n;

  CountedMoments result;
  result.n = static_cast<std::int64_t>(values.size());
  auto& m = result.moments;
  for (const double value : values) {
    const double deviation = (value - centre) - rest;
    m.m2 += deviation * deviation;
    m.m3 += deviation * deviation * deviation;
  }
  m.mean = centre + rest;
  m.mean_rest = rest - (m.mean - centre);
  return result;
}

}  // namespace

CountedMoments moments_of(std::span<const double> values) {
  if (values.empty()) return {};
  const std::size_t blocks = (values.size() + kBlock - 1) / kBlock;
  if (blocks == 1) return block_moments(values);
  const std::size_t half = blocks / 2 * kBlock;
  return merge(moments_of(values.first(half)), moments_of(values.subspan(half)));
}

}  // namespace passerelle::analysis
