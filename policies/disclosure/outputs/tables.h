// Tables of counts and of sums.
//
// Thread safety: values and pure functions, as everywhere in this room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/base/fields.h"
#include "policies/disclosure/outputs/verdict.h"

namespace passerelle::disclosure::outputs {

struct FrequencyTable {
  struct Cell {
    std::string id;
    std::int64_t persons = 0;
    bool is_structural_zero = false;       // nobody can be there, by definition
    std::optional<std::int64_t> entities;  // hospitals or professionals behind it
  };
  // Where the property that tells the parts apart is not sensitive, a group may have it as a whole.
  struct Breakdown {
    Relation sums;
    bool is_sensitive = true;
  };
  std::vector<Cell> cells;
  std::vector<Breakdown> relations;

  // Names of cells are unique, relations name cells and add up; else the fields have failed.
  static FrequencyTable read(Fields& fields);
};

struct MagnitudeTable {
  struct Cell {
    std::string id;
    std::vector<double> values;  // of the persons
    bool is_structural_zero = false;
    std::optional<std::int64_t> entities;
  };
  std::vector<Cell> cells;

  static MagnitudeTable read(Fields& fields);
};

Verdict decide(const FrequencyTable& table, const Settings& settings);
Verdict decide(const MagnitudeTable& table, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
