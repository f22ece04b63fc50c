// The terms of a model as written: a variable, a product of variables ("arm:sex"), powers
// ({"poly": "age", "degree": 2}) or a natural cubic spline ({"spline": "age", "knots": [40, 60,
// 80]}) of a number.
#pragma once

#include <string>
#include <vector>

#include "node/analysis/compile_analyses.h"
#include "node/analysis/compile_variables.h"
#include "node/base/fields.h"

namespace passerelle::analysis {

// Reads the field `terms`: powers and splines become one term per column, "poly(age)1", whose
// variables are `written.made`. A product needs every smaller product of its factors among the
// terms: without them its contrasts would mean something else.
std::vector<std::string> read_terms(Fields& fields, WrittenAnalysis& written);

// Returns a made number as a variable, of the variable that it is made of.
Result<Variable> make_number(const MadeNumber& made, const Variable& of);

}  // namespace passerelle::analysis
