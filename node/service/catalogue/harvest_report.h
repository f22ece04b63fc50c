// What a harvest found and did, and the report that people and programs read.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metadata/catalogue/diff.h"
#include "metadata/harvest/gathered.h"
#include "metadata/harvest/likeness.h"
#include "metadata/harvest/plan.h"
#include "node/base/json.h"
#include "node/sources/run.h"

namespace passerelle::service {

struct HarvestFindings {
  sources::Source source;
  sources::Run run;
  std::string start;  // the address where it began
  harvest::Gathered gathered;
  std::size_t not_modified = 0;  // pages that the server said were as we have them
  harvest::Plan plan;
  std::map<DatasetId, std::vector<catalogue::FieldChange>> changes;  // of those that are replaced
  std::map<DatasetId, catalogue::Texts> titles;                      // of those that go
  std::vector<harvest::Likeness> alike;                              // that nobody was told of yet
  std::vector<harvest::Problem> not_kept;  // descriptions that the catalogue refused
  std::optional<Error> failure;            // of this node's own
};

// Returns how the harvest ended.
sources::RunState state_of(const HarvestFindings& findings);

// Returns the report. A field's name stands there in every language that there is.
// Requires: the run has finished.
Json report_of(const HarvestFindings& findings);

// Returns the report with the names of fields in one language.
Json in_language(Json report, const std::string& language);

}  // namespace passerelle::service
