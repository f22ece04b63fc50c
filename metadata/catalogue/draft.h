// A first description of a table for operators who have none: valid DCAT-AP, in the terms of
// HealthDCAT-AP Release 8, made only from what is known. Nothing is invented; what a body must add
// (counts, legal basis, health theme, …) is left out.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"

namespace passerelle::catalogue {

struct TableDraft {
  DatasetId id;       // an absolute IRI
  std::string table;  // the name that studies use: "colon"
  Texts titles;
  Texts descriptions;  // may be empty: the titles are then used
  std::string publisher;
  std::string country;          // ISO 3166-1 alpha-2, may be empty
  std::string health_category;  // code of the authority table ("PHDR"), may be empty
  std::string access_url;       // where access is asked for, may be empty: the dataset's IRI
  std::vector<std::string> keywords;
  std::vector<VariableDescription> columns;
};

// Returns Turtle that `describe_all` accepts. Refuses a name that is no absolute IRI, no title,
// and columns without a name.
Result<std::string> describe_table(const TableDraft& draft);

}  // namespace passerelle::catalogue
