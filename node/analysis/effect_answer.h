// What exposed rows and others answer once they are made comparable, by weights or by matching:
// standardised differences, means or risks of both arms, and how these differ.
//
// Thread safety: pure functions but for the answer they write.
#pragma once

#include <string>

#include "node/analysis/answer.h"
#include "node/analysis/design.h"
#include "node/analysis/propensity_estimate.h"

namespace passerelle::analysis {

// Writes the differences of one column before and after, exposed less others, in units of the
// spread before.
void put_balance(const Coefficient& coefficient,
                 const ColumnMeans& control,
                 const ColumnMeans& treated,
                 Answer& out);
// Of a level that nobody has.
void put_no_balance(const Coefficient& coefficient, Answer& out);

// Writes `effect`. `centre` was taken from an outcome that is a number.
void put_effect(const Variable& outcome, double centre, const WeightedMeans& means, Answer& out);

}  // namespace passerelle::analysis
