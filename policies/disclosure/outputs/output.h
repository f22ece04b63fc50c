// One output of a study by itself, of a closed list of types, and whether it may leave (shared
// vectors on disclosure, README sections 1 to 3; the types are those of the ontology "statbarns" of
// ACRO).
//
// The gate of a node does not come through here: it decides the counts of a whole study as one
// system (programme.h), so that nothing follows from two outputs together. Both have `is_low` and
// the comparisons of shares.h in common. The gate knows no structural zeros, entities and sensitive
// relations, answers no extremes, and lets curves share declared breaks instead of merging steps.
#pragma once

#include <string>
#include <variant>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/disclosure/outputs/counts.h"
#include "policies/disclosure/outputs/curves.h"
#include "policies/disclosure/outputs/models.h"
#include "policies/disclosure/outputs/statistics.h"
#include "policies/disclosure/outputs/tables.h"

namespace passerelle::disclosure::outputs {

// Residuals, predictions, the marks of a scatter plot: one number per person, of whatever kind.
struct UnitRecords {};

// What is of no known type does not leave.
struct UnknownKind {};

using Output = std::variant<FrequencyTable,
                            MagnitudeTable,
                            Summary,
                            Quantile,
                            Endpoint,
                            Histogram,
                            Concentration,
                            OddsRatio,
                            Proportion,
                            Mode,
                            Correlation,
                            Regression,
                            GlmAggregates,
                            TreeModel,
                            SurvivalCurve,
                            RocCurve,
                            UnitRecords,
                            UnknownKind>;

// Reads an output of a kind ("frequency_table"); what is never released is not looked at.
Result<Output> read_output(const std::string& kind, const Json& input, const std::string& path);

Verdict decide(const Output& output, const Settings& settings);

}  // namespace passerelle::disclosure::outputs
