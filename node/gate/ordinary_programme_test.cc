// What the ledger of releases costs an ordinary study: a dozen tables by one variable, ten by arm,
// a curve and three models, on the colon and rotterdam data, each country a node.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/analysis/fold.h"
#include "node/analysis/needs.h"
#include "node/analysis/test_batches.h"
#include "node/gate/ledger_fixture_test.h"
#include "policies/disclosure/programme.h"

namespace passerelle::gate {
namespace {

using analysis::test::ColumnTypes;

struct Programme {
  std::string data;
  std::string arm;
  const char* study;  // without its tables
  std::vector<std::string> tables, by_arm;
};

const Programme kColon{"colon",
                       "arm",
                       R"({"passerelle": "study/1",
      "study": {"id": "colon", "version": "1.0.0", "title": {"en": "Survival"},
                "purpose": "53-1-e-i"},
      "sources": [{"alias": "colon", "datasets": ["https://fr.example/dataset"], "person": "id"}],
      "variables": {
        "arm": {"column": "rx", "levels": ["Obs", "Lev", "Lev+5FU"]},
        "time5": {"min": ["time", 1826]},
        "dead5": {"case": [[{"and": [{"eq": ["status", 1]}, {"le": ["time", 1826]}]}, 1]],
                  "else": 0, "levels": [0, 1]},
        "nodes_group": {"cut": "nodes", "breaks": [null, 2, 4, 8, null], "missing": "category"},
        "sex": {"column": "sex", "levels": [0, 1]},
        "age": {"column": "age"},
        "age_group": {"cut": "age", "breaks": [null, 50, 60, 70, null]},
        "obstruct": {"column": "obstruct", "levels": [0, 1]},
        "perfor": {"column": "perfor", "levels": [0, 1]},
        "adhere": {"column": "adhere", "levels": [0, 1]},
        "node4": {"column": "node4", "levels": [0, 1]},
        "surg": {"column": "surg", "levels": [0, 1]},
        "extent": {"column": "extent", "levels": [1, 2, 3, 4]},
        "differ": {"column": "differ", "levels": [1, 2, 3], "missing": "category"}},
      "cohorts": {"patients": {"from": "colon", "where": {"eq": ["etype", 2]}}},
      "analysis_set": {"cohort": "patients", "complete_on": ["arm", "age", "time5", "dead5"]},
      "analyses": [
        {"id": "n", "type": "count"},
        {"id": "curve", "type": "kaplan_meier", "time": "time5", "event": "dead5", "by": "arm",
         "horizon": 1826, "breaks": [548, 913, 1826], "censor_breaks": [1826],
         "coarser": [[1826]]},
        {"id": "cox", "type": "cox", "time": "time5", "event": "dead5", "horizon": 1826,
         "terms": ["arm", "sex", "age"], "ties": "efron"},
        {"id": "logit", "type": "glm", "outcome": "dead5", "family": "binomial",
         "terms": ["arm", "age", "node4"]},
        {"id": "linear", "type": "linear", "outcome": "time5", "terms": ["arm", "age", "sex"]}]})",
                       {"arm", "nodes_group", "dead5", "sex", "age_group", "obstruct", "perfor",
                        "adhere", "node4", "surg", "extent", "differ"},
                       {"nodes_group", "dead5", "sex", "age_group", "obstruct", "adhere", "node4",
                        "surg", "extent", "differ"}};

const Programme kRotterdam{"rotterdam",
                           "hormon",
                           R"({"passerelle": "study/1",
      "study": {"id": "rotterdam", "version": "1.0.0", "title": {"en": "Survival"},
                "purpose": "53-1-e-i"},
      "sources": [{"alias": "rotterdam", "datasets": ["https://fr.example/dataset"], "person": "id"}],
      "variables": {
        "hormon": {"column": "hormon", "levels": [0, 1]},
        "time5": {"min": ["dtime", 1826]},
        "dead5": {"case": [[{"and": [{"eq": ["death", 1]}, {"le": ["dtime", 1826]}]}, 1]],
                  "else": 0, "levels": [0, 1]},
        "death": {"column": "death", "levels": [0, 1]},
        "recur": {"column": "recur", "levels": [0, 1]},
        "chemo": {"column": "chemo", "levels": [0, 1]},
        "meno": {"column": "meno", "levels": [0, 1]},
        "age": {"column": "age"},
        "age_group": {"cut": "age", "breaks": [null, 45, 55, 65, 75, null]},
        "year_group": {"cut": "year", "breaks": [null, 1983, 1986, 1989, null]},
        "size": {"column": "size", "levels": ["<=20", "20-50", ">50"]},
        "grade": {"column": "grade", "levels": [2, 3]},
        "nodes_group": {"cut": "nodes", "breaks": [null, 1, 4, 10, null]},
        "er_group": {"cut": "er", "breaks": [null, 10, 100, null]},
        "pgr_group": {"cut": "pgr", "breaks": [null, 10, 100, null]}},
      "cohorts": {"patients": {"from": "rotterdam"}},
      "analysis_set": {"cohort": "patients", "complete_on": ["hormon", "age", "time5", "dead5"]},
      "analyses": [
        {"id": "n", "type": "count"},
        {"id": "curve", "type": "kaplan_meier", "time": "time5", "event": "dead5",
         "by": "hormon", "horizon": 1826, "breaks": [548, 913, 1826], "censor_breaks": [1826],
         "coarser": [[1826]]},
        {"id": "cox", "type": "cox", "time": "time5", "event": "dead5", "horizon": 1826,
         "terms": ["hormon", "meno", "age"], "ties": "efron"},
        {"id": "logit", "type": "glm", "outcome": "dead5", "family": "binomial",
         "terms": ["hormon", "age", "grade"]},
        {"id": "linear", "type": "linear", "outcome": "time5",
         "terms": ["hormon", "age", "size"]}]})",
                           {"hormon", "death", "dead5", "recur", "chemo", "meno", "age_group",
                            "year_group", "size", "grade", "nodes_group", "er_group"},
                           {"death", "dead5", "recur", "chemo", "meno", "age_group", "year_group",
                            "size", "grade", "nodes_group"}};

analysis::StudyPlan plan_of(const Programme& programme) {
  auto study = Json::parse(programme.study);
  auto& analyses = study["analyses"];
  for (const auto& variable : programme.tables) {
    analyses.push_back({{"id", "n_" + variable}, {"type", "count"}, {"by", variable}});
  }
  for (const auto& variable : programme.by_arm) {
    analyses.push_back({{"id", "by_" + variable},
                        {"type", "crosstab"},
                        {"rows", programme.arm},
                        {"columns", variable}});
  }
  auto plan = analysis::compile_study(study);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  return *std::move(plan);
}

struct Lost {
  std::size_t cells = 0, to_the_rules = 0, to_the_ledger = 0;
};

// All rounds of the study at one node, with a ledger of nothing released before.
Lost run_at(const analysis::StudyPlan& plan, const std::string& file) {
  const auto table = analysis::test::read_csv(file);
  ColumnTypes types;
  for (const auto& name : table.names) types[name] = query::ColumnType::integer;
  analysis::test::widen(types, table);
  const auto frame = analysis::test::built_frame(plan, table, types);
  LedgerFixture ledger;
  Lost lost;
  auto state = analysis::start(plan);
  while (state.phase != analysis::Phase::finished) {
    auto output = analysis::step(plan, state, frame);
    REQUIRE_MESSAGE(output, output.error().text());
    std::size_t hidden_anyway = 0;
    if (analysis::releases_cells(state.phase)) {
      const auto view = analysis::describe_for_gate(plan, state, *output);
      const auto decision = disclosure::decide(view.programme, disclosure::Rules{});
      hidden_anyway = static_cast<std::size_t>(
          std::count(decision.hidden_cells.begin(), decision.hidden_cells.end(), true));
    }
    const auto released = ledger.release("run-1", plan, state, *std::move(output));
    const auto& receipt = released.receipt();
    lost.cells += receipt.cells;
    if (receipt.cells > 0) {
      lost.to_the_rules += hidden_anyway;
      lost.to_the_ledger += receipt.withheld_cells - hidden_anyway;
    }
    auto next = analysis::advance(plan, std::move(state), {{NodeId("fr"), released.value()}});
    REQUIRE_MESSAGE(next, next.error().text());
    state = *std::move(next);
  }
  return lost;
}

void tell(const std::string& data, const Lost& lost) {
  std::cout << "ordinary programme, " << data << ": of " << lost.cells << " cells "
            << lost.to_the_rules << " are lost to the suppression of small cells, "
            << lost.to_the_ledger << " more to the ledger\n";
}

TEST_CASE("the ledger costs an ordinary programme at most one cell in twenty") {
  const auto data = analysis::test::shared_data();
  for (const auto* programme : {&kColon, &kRotterdam}) {
    const auto folder = std::filesystem::path(data) / "clinical" / programme->data;
    if (data.empty() || !std::filesystem::is_directory(folder)) {
      std::cout << "skipped: ordinary programme (" << programme->data << ")\n";
      continue;
    }
    const auto plan = plan_of(*programme);
    Lost of_all;
    for (const auto* country : {"FR", "FI", "DK"}) {
      const auto lost = run_at(plan, (folder / (std::string(country) + ".csv")).string());
      tell(programme->data + " " + country, lost);
      of_all.cells += lost.cells;
      of_all.to_the_rules += lost.to_the_rules;
      of_all.to_the_ledger += lost.to_the_ledger;
    }
    tell(programme->data, of_all);
    CHECK(of_all.cells > 300);
    CHECK(of_all.to_the_ledger * 20 <= of_all.cells);
  }
}

}  // namespace
}  // namespace passerelle::gate
