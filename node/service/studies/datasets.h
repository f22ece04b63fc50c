// The data this node holds: which dataset is which file, and in which version.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/query/source.h"
#include "node/analysis/plan.h"
#include "node/base/json.h"
#include "node/service/node.h"

namespace passerelle::service {

// Binds a dataset to its files: {"dataset": IRI, "tables": {"colon": {"engine": "duckdb",
// "format": "csv", "file": "/…/FR.csv", "columns": [{"name": …, "type": …}], "person": "id"}}},
// where `person` is the column that identifies persons, or false where nobody is identified, and
// `person_space` (may be left out) is the name that datasets share whose identifiers mean the same
// persons: only such are linked. A worker opens every file, checks names and types, and takes the
// digest that becomes the dataset's version. A table in several files has "files": {part:
// "/…/21.csv"} in place of "file". `disclosure` beside the tables (may be left out) holds rules of
// the dataset itself, in the form of the node's (policies/disclosure/rules.h): they make the node's
// stricter, never weaker.
Result<Json> attach_dataset(Node& node, const identity::Caller& caller, const Json& request);

Result<Json> list_datasets(Node& node, const identity::Caller& caller);

using Tables = std::map<std::string, query::Binding>;  // by name

// Returns what a dataset is bound to, nothing when this node does not hold it.
Result<std::optional<Tables>> attached_tables(store::Reader& reader, const DatasetId& id);

// A table of this node that a study reads.
struct AttachedTable {
  DatasetId dataset;
  std::string version;  // SHA-256, hex, over the digests of the dataset's files
  query::StudyTable table;
};

// Returns which datasets of a study this node holds, whatever their state, with their versions.
Result<std::map<DatasetId, std::string>> held_versions(store::Reader& reader,
                                                       const analysis::StudyPlan& plan);

// Returns the tables of a study that this node holds, those with the study's own rows first;
// refuses when it holds none of a source, when a dataset lacks a table that the source's rows are
// made of, when a file is no longer the one that was attached, when tables to link have no common
// space of persons, and when rows are made for persons of another column than the holder named.
Result<std::vector<AttachedTable>> tables_for(store::Reader& reader,
                                              const analysis::StudyPlan& plan);

std::vector<query::StudyTable> study_tables(const std::vector<AttachedTable>& tables);

// In which spaces of persons the ledger of releases tells the persons of a study's tables apart.
struct PersonSpaces {
  std::vector<std::string> by_table;
  // The column that does; empty where the holder answers for several datasets with one space.
  std::map<std::string, std::string> columns;
};
PersonSpaces person_spaces(const std::vector<AttachedTable>& tables,
                           const analysis::StudyPlan& plan);

}  // namespace passerelle::service
