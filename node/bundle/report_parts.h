// The parts of the report that have a file of their own. Not for other rooms.
//
// Thread safety: pure functions.
#pragma once

#include "node/bundle/evidence.h"
#include "node/bundle/report_html.h"

namespace passerelle::bundle {

struct ReportSource {
  const Contents& contents;
  const Replay& run;
  const Messages& say;
};

// From the cohort to the rows of each analysis: a drawing and a table. Shows only numbers that
// result.json shows, and sums of them.
void write_flow(const ReportSource& from, Html& html);

// The study in words, and which version of the program ran it.
void write_methods(const ReportSource& from, Html& html);

// What a reader of an observational study looks for, and where it is.
void write_checklist(const ReportSource& from, Html& html);

// What disclosure control cost: how fine curves and grids were asked for and released, and how many
// counts were withheld.
void write_privacy(const ReportSource& from, Html& html);

// How to load the bundle in R and in Python. `table` is a path in the bundle.
void write_loading(const ReportSource& from, const std::string& table, Html& html);

}  // namespace passerelle::bundle
