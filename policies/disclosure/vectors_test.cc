// The shared cases of disclosure control: single decisions, attacker's intervals, tables to
// protect. Expected values come from an independent implementation (linear and integer programs).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "node/base/shared_vectors_test.h"
#include "policies/disclosure/attacker.h"
#include "policies/disclosure/items.h"
#include "policies/disclosure/suppression.h"

namespace passerelle::disclosure {
namespace {

// Returns the document, or null when the folder of vectors is not on this machine.
Json vectors(const std::string& name) {
  const auto text = shared_text("data/disclosure/" + name);
  return text ? Json::parse(*text) : Json();
}

// A table of the vectors, with its cells by name.
struct Table {
  Programme programme;
  std::map<std::string, std::size_t> cells;
  std::vector<std::string> names;

  explicit Table(const Json& json, const Json& truth = Json::object()) {
    for (const auto& cell : json.at("cells")) {
      const auto name = cell.at("id").get<std::string>();
      const auto& known = cell.at("n").is_null() ? truth.at(name) : cell.at("n");
      const auto count = known.get<std::int64_t>();
      cells[name] = programme.cells.size();
      names.push_back(name);
      programme.cells.push_back({.rows = count, .persons = count});
    }
    for (const auto& relation : json.at("relations")) {
      Relation read{cells.at(relation.at("total").get<std::string>()), {}};
      for (const auto& part : relation.at("parts")) {
        read.parts.push_back(cells.at(part.get<std::string>()));
      }
      programme.relations.push_back(read);
    }
  }
};

Rules rules_of(const Json& settings) {
  Rules rules;
  rules.min_cell = settings.value("threshold", std::int64_t{10});
  rules.zeros_are_disclosive = settings.value("zeros", "allow") == "disclosive";
  return rules;
}

using Reasons = std::set<std::string>;

Reasons texts(const std::vector<Reason>& reasons) {
  Reasons found;
  for (const auto reason : reasons) found.insert(to_text(reason));
  return found;
}

// Structural zeros, entities and group shares are rules that this room does not have.
bool is_about_counts_alone(const Json& test) {
  const auto reasons = test.at("expected").at("reasons").get<Reasons>();
  const bool is_structural = test.at("input").dump().find("structural_zero") != std::string::npos;
  return !is_structural && !reasons.contains("GROUP_DISCLOSURE") &&
         !reasons.contains("LOW_ENTITIES");
}

std::map<std::string, Reasons> primary_cells(const Table& table, const Rules& rules) {
  const auto decision = decide_cells(table.programme, rules);
  std::map<std::string, Reasons> primary;
  for (const auto cell : protected_cells(table.programme, rules)) {
    primary[table.names[cell]] = texts(decision.reasons[cell]);
  }
  return primary;
}

Magnitude magnitude_of(const std::vector<double>& values) {
  Magnitude magnitude;
  magnitude.persons = static_cast<std::int64_t>(values.size());
  magnitude.degrees_of_freedom = 1000;  // the cases are about sums, not about variances
  std::vector<double> sizes;
  for (const double value : values) sizes.push_back(std::abs(value));
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  for (const double size : sizes) magnitude.total += size;
  if (!sizes.empty()) magnitude.largest = sizes[0];
  if (sizes.size() > 1) magnitude.second = sizes[1];
  magnitude.all_equal =
      !values.empty() && std::set<double>(values.begin(), values.end()).size() == 1;
  return magnitude;
}

}  // namespace

TEST_CASE("the shared frequency tables have the expected primary cells") {
  const auto document = vectors("cases.json");
  if (document.is_null()) return;
  int checked = 0;
  for (const auto& test : document.at("cases")) {
    if (test.at("kind") != "frequency_table" || !is_about_counts_alone(test)) continue;
    CAPTURE(test.at("id").get<std::string>());
    const Table table(test.at("input"));
    std::map<std::string, Reasons> expected;
    for (const auto& [cell, reasons] : test.at("expected").at("primary").items()) {
      expected[cell] = reasons.get<Reasons>();
    }
    CHECK(primary_cells(table, rules_of(test.at("settings"))) == expected);
    ++checked;
  }
  CHECK(checked == 10);
}

TEST_CASE("the shared magnitude tables break the expected rules") {
  const auto document = vectors("cases.json");
  if (document.is_null()) return;
  for (const auto& test : document.at("cases")) {
    if (test.at("kind") != "magnitude_table") continue;
    CAPTURE(test.at("id").get<std::string>());
    const auto& expected = test.at("expected").at("primary");
    for (const auto& cell : test.at("input").at("cells")) {
      const auto values = cell.at("values").get<std::vector<double>>();
      if (values.empty()) continue;  // a rule on the count of the cell
      const auto name = cell.at("id").get<std::string>();
      CHECK(texts(broken_rules(magnitude_of(values), rules_of(test.at("settings")))) ==
            (expected.contains(name) ? expected.at(name).get<Reasons>() : Reasons{}));
    }
  }
}

TEST_CASE("the shared regressions break the expected rules") {
  const auto document = vectors("cases.json");
  if (document.is_null()) return;
  const Reasons ours{"LOW_COUNT", "LOW_DOF", "SMALL_LEVEL"};
  for (const auto& test : document.at("cases")) {
    if (test.at("kind") != "regression") continue;
    CAPTURE(test.at("id").get<std::string>());
    const auto& input = test.at("input");
    Model model{.rows = input.at("n").get<std::int64_t>(),
                .parameters = input.at("parameters").get<std::int64_t>(),
                .rarest_of_few = {}};
    const auto levels_of = input.value("levels", Json::object());
    for (const auto& [variable, levels] : levels_of.items()) {
      for (const auto& [level, count] : levels.items()) {
        const auto persons = count.get<std::int64_t>();
        model.rarest_of_few = std::min(model.rarest_of_few.value_or(persons), persons);
      }
    }
    Reasons expected;
    for (const auto& reason : test.at("expected").at("reasons").get<Reasons>()) {
      if (ours.contains(reason)) expected.insert(reason);
    }
    CHECK(texts(broken_rules(model, model.rows, rules_of(test.at("settings")))) == expected);
  }
}

TEST_CASE("the attacker's integer intervals are those of the shared integer programs") {
  const auto document = vectors("lp_intervals.json");
  if (document.is_null()) return;
  for (const auto& test : document.at("cases")) {
    CAPTURE(test.at("id").get<std::string>());
    const Table table(test, test.at("truth"));
    std::vector<bool> hidden(table.programme.cells.size(), false);
    for (const auto& name : test.at("suppressed")) {
      hidden[table.cells.at(name.get<std::string>())] = true;
    }
    for (const auto& [name, interval] : test.at("intervals").items()) {
      CAPTURE(name);
      const auto& ends = interval.at("int");
      const auto found =
          attackers_interval(table.programme, hidden, table.cells.at(name), 1'000'000);
      CHECK(static_cast<double>(found.least) == ends.at(0).get<double>());
      CHECK(found.greatest.has_value() == !ends.at(1).is_null());
      if (found.greatest && !ends.at(1).is_null()) {
        CHECK(static_cast<double>(*found.greatest) == ends.at(1).get<double>());
      }
    }
  }
}

TEST_CASE("the audit finds the unprotected cells of the shared patterns") {
  const auto document = vectors("lp_intervals.json");
  if (document.is_null()) return;
  for (const auto& test : document.at("cases")) {
    const auto threshold = test.at("audit").at("threshold").get<std::int64_t>();
    if (test.at("audit").at("audit_width") != threshold) continue;
    CAPTURE(test.at("id").get<std::string>());
    const Table table(test, test.at("truth"));
    std::vector<bool> hidden(table.programme.cells.size(), false);
    for (const auto& name : test.at("suppressed")) {
      hidden[table.cells.at(name.get<std::string>())] = true;
    }
    std::set<std::string> unprotected;
    for (const auto cell : audit(table.programme, hidden, Rules{.min_cell = threshold})) {
      if (hidden[cell]) unprotected.insert(table.names[cell]);
    }
    CHECK(unprotected == test.at("audit").at("unprotected").get<std::set<std::string>>());
  }
}

TEST_CASE("the shared tables are protected at a cost near the least known") {
  const auto document = vectors("suppression.json");
  if (document.is_null()) return;
  for (const auto& test : document.at("tables")) {
    CAPTURE(test.at("id").get<std::string>());
    const Table table(test);
    const Rules rules{.min_cell = test.at("threshold").get<std::int64_t>()};
    const auto decision = decide(table.programme, rules);
    CHECK(audit(table.programme, decision.hidden_cells, rules).empty());
    double cost = 0;
    for (std::size_t cell = 0; cell < table.names.size(); ++cell) {
      if (!decision.hidden_cells[cell]) continue;
      cost += static_cast<double>(table.programme.cells[cell].rows + 1);
    }
    for (const auto& name : test.at("primary")) {
      CHECK(decision.hidden_cells[table.cells.at(name.get<std::string>())]);
    }
    CHECK(cost <= 1.25 * test.at("best_cost").get<double>());
  }
}

}  // namespace passerelle::disclosure
