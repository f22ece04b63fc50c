// The variables of a study: those it declares, in any order, and columns that stand for themselves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/analysis/expression_parse.h"
#include "node/analysis/plan.h"

namespace passerelle::analysis {

// Of the name of a level, in bytes.
inline constexpr std::size_t kLongestLevel = 200;

// Returns the level that a study means by a number, a text, true or false; nothing for other
// values.
std::optional<Level> level_of(const Json& written);

// Thread safety: one thread. Lifetime: the document outlives the table.
class VariableTable {
 public:
  // `declared` is the field `variables` of the study, or null when it was left out.
  explicit VariableTable(const Json* declared);

  // Reads every declared variable. Requires: called once, before the functions below.
  Result<void> read();

  // Returns the variable of that name, or the source column of that name as a variable.
  Result<Variable> find(const std::string& name, const std::string& path) const;

  // Returns the resolver for expressions elsewhere in the study.
  NameResolver resolver();

 private:
  enum class Progress { open, done };

  Result<ExpressionPtr> resolve(const std::string& name, const std::string& path, int depth);
  Result<void> read_one(const std::string& name, int depth);

  const Json* declared_;
  std::map<std::string, Progress> progress_;
  std::vector<std::string> open_;  // the chain of variables being read, to tell a cycle
  std::map<std::string, Variable> variables_;
};

}  // namespace passerelle::analysis
