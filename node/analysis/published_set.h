// A set of rows that a holder publishes with a dataset. Studies of it name it ("analysis_set":
// "core-2026") and thus have the same cohort, whatever their variables: the ledger of releases lets
// each of them pass, where sets that every study makes for itself differ by few persons.
//
//   {"name": "core-2026", "table": "colon", "where": {"ge": ["age", 18]}, "complete_on": ["age"]}
//
// Names in it are columns of that table, none of them the one that identifies persons. Its rows are
// those for which `where` is true and all of `complete_on` have a value.
//
// Thread safety: values; pure functions.
#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>

#include "connectors/query/source.h"
#include "node/analysis/plan.h"
#include "node/base/json.h"

namespace passerelle::analysis {

// The fields of a definition, which stand beside others where a set is submitted or told.
inline constexpr std::array kDefinitionFields{"name", "table", "where", "complete_on"};

struct PublishedSet {
  std::string name;
  std::string table;
  std::shared_ptr<const Expression> where;  // null: every row
  std::set<std::string> complete_on;
  std::string definition;  // the canonical text of the form above, `complete_on` sorted

  // All columns that it reads.
  std::set<std::string> columns() const;
};

// Refuses unknown fields, what the study language does not know, and questions about events.
Result<PublishedSet> published_set_from_json(const Json& value, const std::string& path);

// Reads the canonical text again.
Result<PublishedSet> published_set_of(const std::string& definition);

// Returns the SHA-256, hex, by which results tell which definition a node went by.
std::string definition_sha256(const std::string& definition);

// Refuses a set that cannot be made of a table: a column that is not there, of another type than
// `where` needs, or that identifies persons.
Result<void> check_table(const PublishedSet& set, const query::Binding& table);

// Returns the plan as the holder computes it: the named set has rows, and its columns are read.
// Refuses a study of another table, one that takes a column of the set for its persons, and one of
// which a variable that must have a value reads a column on which the set is not complete. A value
// that is missing all the same, such as a logarithm, is found where the rows are read (frame.h).
// Requires: the study names the set.
Result<StudyPlan> with_analysis_set(StudyPlan plan, const PublishedSet& set);

}  // namespace passerelle::analysis
