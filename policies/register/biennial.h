// The activity report that a body gives every two years: Art. 59(1), its fields named by their
// letters. Computed from cases, from the catalogue, and from the activities that people recorded.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "policies/register/activity.h"
#include "policies/register/waiting.h"

namespace passerelle::public_register {

// What the report is made from.
struct ReportGround {
  std::vector<CountedCase> cases;
  std::vector<Activity> activities;
  std::map<DatasetId, std::vector<std::string>> categories;  // of Art. 51, of datasets applied for
  std::map<std::string, std::int64_t> labels;  // given in the span, by letter of Art. 78(3)
};

// Returns {"passerelle": "biennial_report/1", "from", "until", "a": … to "k": …, "waited_for"}.
// An event counts by its own time: an application of one period that is decided in the next is an
// application in the first report and a decision in the second. `waited_for` is of `now`.
// Requires: `now` is not before the last event of any case.
Json biennial_report(const ReportGround& ground, const Span& span, Instant now);

}  // namespace passerelle::public_register
