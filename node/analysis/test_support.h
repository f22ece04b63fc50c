// For tests of this room, and of tests/conformance: plans and frames built by hand, a whole study
// run over a few nodes, and numbers compared with an independent reference.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/base/json.h"

namespace passerelle::analysis::test {

using Nodes = std::map<NodeId, Frame>;

inline constexpr const char* kSet = "analysis_set";

Variable number(std::string name, MissingRule missing = MissingRule::complete);
// A level whose name is a number holds that number.
Variable category(std::string name,
                  const std::vector<std::string>& levels,
                  MissingRule missing = MissingRule::complete);

// A plan with one set of rows, "analysis_set", complete on the variables with `complete`, and the
// rows left out.
StudyPlan plan_of(const std::vector<Variable>& variables);
void add(StudyPlan& plan,
         std::string id,
         decltype(Analysis::what) what,
         std::optional<double> horizon = std::nullopt);
KaplanMeierAnalysis curve(std::string time,
                          std::string event,
                          std::vector<double> breaks,
                          std::vector<double> censor_breaks = {});

// Rows of text by column, as a CSV file holds them; an empty field is missing.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
  std::size_t column(const std::string& name) const;
};
Table read_csv(const std::string& path);
Table parse_csv(const std::string& text, char separator = ',');

// A row of a table by the names of the columns.
class Row {
 public:
  Row(const Table& table, std::size_t index) : table_(&table), index_(index) {}
  const std::string& text(const std::string& column) const;
  double number(const std::string& column) const;  // NaN where missing

 private:
  const Table* table_;
  std::size_t index_;
};

// Evaluates one variable of one row, as text ("" = missing).
using Derive = std::map<std::string, std::function<std::string(const Row&)>>;
std::string text_of(double number);

// Makes the frame of the rows that `keep` accepts, in canonical order. A variable without an entry
// in `derive` is the column of its name. Rows with a missing value in a complete variable are left
// out of the analysis set.
Frame frame_of(const StudyPlan& plan,
               const Table& table,
               const Derive& derive = {},
               const std::function<bool(const Row&)>& keep = {},
               const std::string& person = "id");

// By the names that the references have.
inline const std::map<std::string, CurveOnBreaks::Interval> kIntervals{
    {"log", CurveOnBreaks::Interval::log},
    {"log_log", CurveOnBreaks::Interval::log_log},
    {"plain", CurveOnBreaks::Interval::plain}};

// A node for each site of the reference vectors' cohort.csv: A, B and C.
Nodes by_site(const StudyPlan& plan, const Table& table, const Derive& derive = {});

// A node for each of a, b and c in the column `node`, as testdata/survival.csv has it.
Nodes by_node(const StudyPlan& plan, const Table& table, const Derive& derive = {});
// The same of the rows of testdata/survival.csv.
Nodes survival_nodes(const StudyPlan& plan, const Derive& derive = {});

// What we call a coefficient that the vectors name as R's formula does: "fstage3" is "stage3".
std::string name_of_vector(const std::string& theirs);

// Runs the study; every partial crosses the wire form. `gate` may withhold.
using Gate = std::function<void(const NodeId&, StepOutput&)>;
State run(const StudyPlan& plan, const Nodes& nodes, const Gate& gate = {});
Json answer_of(const StudyPlan& plan, const Nodes& nodes, const std::string& id);
Json answer_in(const Json& result, const std::string& id);

// |a - b| <= tolerance * max(|b|, scale, 1e-3), the rule of a scenario's expected numbers.
bool is_close(double ours, double reference, double tolerance = 1e-10, double scale = 0);

// Where the shared reference data are; empty when they are not on this machine.
std::string shared_data();
// Without it a test says what it skips.
bool has_shared_data(const char* which);

// Reads a JSON file; a test that cannot read its data fails.
Json read_json(const std::string& path);
std::string testdata(const std::string& name);

// A model of testdata/models.R.
Json model_reference(const char* name);

}  // namespace passerelle::analysis::test
