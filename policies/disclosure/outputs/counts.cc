#include "policies/disclosure/outputs/counts.h"

#include <algorithm>

#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/shares.h"

namespace passerelle::disclosure::outputs {
namespace {

bool is_group(std::int64_t part, std::int64_t total, const Settings& settings) {
  return reaches_share(static_cast<double>(part), settings.group_share_max,
                       static_cast<double>(total));
}

}  // namespace

OddsRatio OddsRatio::read(Fields& fields) {
  return {count(fields, "a"), count(fields, "b"), count(fields, "c"), count(fields, "d")};
}

Proportion Proportion::read(Fields& fields) {
  Proportion read{count(fields, "x"), count(fields, "n"), fields.boolean_or("complement", true)};
  if (read.tells_complement && read.with > read.persons) {
    fields.fail("x", "a count of at most n is expected");
  }
  return read;
}

Mode Mode::read(Fields& fields) { return {named_counts(fields, "counts")}; }

Verdict decide(const OddsRatio& ratio, const Settings& settings) {
  Reasons reasons;
  for (const auto cell : {ratio.a, ratio.b, ratio.c, ratio.d}) {
    if (is_low(cell, settings.threshold)) reasons.insert(Reason::low_count);
    // The ratio is nothing or infinite, which shows the zero whatever is said of zeros elsewhere.
    if (cell == 0) reasons.insert(Reason::zero);
  }
  return refused_for(std::move(reasons));
}

Verdict decide(const Proportion& proportion, const Settings& settings) {
  const auto& [with, persons, tells_complement] = proportion;
  Reasons reasons;
  if (persons < settings.threshold || is_low(with, settings.threshold)) {
    reasons.insert(Reason::low_count);
  }
  if (with == 0 && settings.zeros_are_disclosive) reasons.insert(Reason::zero);
  if (tells_complement) {
    if (is_low(persons - with, settings.threshold)) reasons.insert(Reason::low_count);
    if (with > 0 && is_group(with, persons, settings)) reasons.insert(Reason::group_disclosure);
  }
  return refused_for(std::move(reasons));
}

Verdict decide(const Mode& mode, const Settings& settings) {
  std::int64_t total = 0, most = 0;
  for (const auto& [value, persons] : mode.counts) {
    total += persons;
    most = std::max(most, persons);
  }
  Reasons reasons;
  if (std::min(total, most) < settings.threshold) reasons.insert(Reason::low_count);
  if (is_group(most, total, settings)) reasons.insert(Reason::group_disclosure);
  return refused_for(std::move(reasons));
}

}  // namespace passerelle::disclosure::outputs
