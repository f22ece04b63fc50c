// What repeats itself in the cases, written short. The language of studies has no such thing: what
// is compiled is what the shorthand stands for.
//
//   {"each": [{"ties": "efron"}, …], …}      one case for each, with its value in place of <ties>
//   {"$every": [7, 1400]}                    7, 14, … 1400
//   {"$values": ["time"], "where": {"etype": 2}, "until": 730, "and": [365], "sign": -1}
//                                            the distinct numbers of columns, and some more
//   {"$texts": "residence_area_cd"}          the distinct texts of a column
//   {"$rounded_up": "time", "to": 91, "until": 3276}   a `case` that rounds up to multiples
#pragma once

#include <vector>

#include "node/base/json.h"
#include "tests/conformance/analyses/tables.h"

namespace passerelle::conformance {

std::vector<Json> each_of(const Json& written);

Json written_out(const Json& study, const Tables& tables);

}  // namespace passerelle::conformance
