// From the source to the analyses: who was left out, and how many rows are behind each answer. Only
// numbers that result.json shows, and sums of them.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/bundle/evidence.h"
#include "node/bundle/result_table.h"

namespace passerelle::bundle {

// What one analysis tells of the rows behind it; nothing where it tells no such number.
struct AnalysisRows {
  std::string id;
  Value rows, events;
  bool is_on_set = false;  // runs on the analysis set of the study
  std::string cohort;
};

// A wider cohort that the study counted on the way to the one of its set.
struct Step {
  std::string cohort;
  Value rows;
};

struct Flow {
  std::vector<Step> before;  // the widest first
  // Of a study with an analysis set; a number that is withheld is not told apart from the next one.
  bool has_set = false;
  std::string cohort;
  bool is_named = false;  // a set that the holders publish is a cohort that leaves out nobody
  Value opted_out;        // persons of the whole source
  Value left_out;         // rows of the cohort that lack a value
  Value in_cohort;        // rows, when both of its parts are shown
  Value in_set;           // rows
  std::vector<AnalysisRows> analyses;
};

Flow flow_of(const Replay& run);

// The steps and, below the analysis set, its analyses by their number of rows.
std::string flow_plot(const Flow& flow, const std::string& title, const Messages& say);

Table flow_table(const Flow& flow, const Messages& say);

}  // namespace passerelle::bundle
