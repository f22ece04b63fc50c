// Numbers made of a few counts.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "node/base/fields.h"
#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

// Of a table of two by two, rows (a, b) and (c, d).
struct OddsRatio {
  std::int64_t a = 0, b = 0, c = 0, d = 0;

  static OddsRatio read(Fields& fields);
};

struct Proportion {
  std::int64_t with = 0;
  std::int64_t persons = 0;
  bool tells_complement = true;  // a rate by person-time does not

  static Proportion read(Fields& fields);
};

// The most frequent of several values.
struct Mode {
  std::map<std::string, std::int64_t> counts;

  static Mode read(Fields& fields);
};

Verdict decide(const OddsRatio& ratio, const Settings& settings);
Verdict decide(const Proportion& proportion, const Settings& settings);
Verdict decide(const Mode& mode, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
