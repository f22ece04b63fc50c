// Exposed rows matched with others: who is matched with whom, the answer against R
// (testdata/matching.R), and what the gate knows of a matched sample.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "node/analysis/matching.h"
#include "node/analysis/matching_layout.h"
#include "node/analysis/needs.h"
#include "node/analysis/step.h"
#include "node/analysis/study_sample_test.h"
#include "node/analysis/test_support.h"

namespace passerelle::analysis::test {
namespace {

using Sets = std::vector<std::pair<std::size_t, std::vector<std::size_t>>>;

// Scores of exposed rows and of others behind them, all of one stratum.
std::vector<RowToMatch> rows_of(const std::vector<std::int64_t>& exposed,
                                const std::vector<std::int64_t>& others) {
  std::vector<RowToMatch> rows;
  for (const auto score : exposed) rows.push_back({true, 0, score});
  for (const auto score : others) rows.push_back({false, 0, score});
  return rows;
}

Sets sets_of(const std::vector<RowToMatch>& rows, const MatchingRule& rule = {}) {
  Sets sets;
  for (const auto& set : matched_sets(rows, rule)) sets.emplace_back(set.exposed, set.others);
  return sets;
}

// The definition, row by row.
Sets by_definition(const std::vector<RowToMatch>& rows, const MatchingRule& rule) {
  std::vector<std::size_t> exposed;
  std::vector<bool> is_free;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].is_exposed) exposed.push_back(i);
    is_free.push_back(!rows[i].is_exposed);
  }
  std::sort(exposed.begin(), exposed.end(), [&](std::size_t left, std::size_t right) {
    return std::pair(-rows[left].score, left) < std::pair(-rows[right].score, right);
  });
  std::map<std::size_t, std::vector<std::size_t>> sets;
  for (int turn = 0; turn < rule.ratio; ++turn) {
    for (const auto i : exposed) {
      std::optional<std::size_t> nearest;
      const auto distance = [&](std::size_t j) { return std::abs(rows[j].score - rows[i].score); };
      for (std::size_t j = 0; j < rows.size(); ++j) {
        if (!is_free[j] || rows[j].stratum != rows[i].stratum) continue;
        if (!nearest || distance(j) < distance(*nearest)) nearest = j;
      }
      if (!nearest || static_cast<double>(distance(*nearest)) > rule.caliper) continue;
      is_free[*nearest] = false;
      sets[i].push_back(*nearest);
    }
  }
  return {sets.begin(), sets.end()};
}

StudyPlan rotterdam() {
  return plan_of({number("age"), number("nodes"), number("rtime"),
                  category("since_menopause", {"0", "1"}),
                  category("size", {"<=20", "20-50", ">50"}), category("treated", {"0", "1"}),
                  category("vital", {"0", "1"})});
}

PropensityAnalysis matching(Matching how, std::optional<std::string> outcome = "vital") {
  PropensityAnalysis propensity;
  propensity.model.outcome = "treated";
  propensity.model.terms = {"age", "nodes", "size", "since_menopause"};
  propensity.estimand = PropensityAnalysis::Estimand::att;
  propensity.outcome = std::move(outcome);
  propensity.matching = std::move(how);
  return propensity;
}

std::vector<std::pair<std::string, PropensityAnalysis>> cases() {
  return {{"pairs", matching({1, 0.2, {}})},
          {"exact", matching({3, 0.2, {"since_menopause"}})},
          {"number", matching({2, std::nullopt, {}}, "rtime")},
          {"tight", matching({1, 0.001, {}})}};
}

Table country(const std::string& name) {
  return read_csv(shared_data() + "/clinical/rotterdam/" + name + ".csv");
}

Frame frame_of_country(const StudyPlan& plan, const Table& table) {
  const auto column = [](const char* name) {
    return [name](const Row& row) { return row.text(name); };
  };
  return frame_of(plan, table,
                  {{"since_menopause", column("meno")},
                   {"treated", column("hormon")},
                   {"vital", column("death")}});
}

Nodes countries(const StudyPlan& plan) {
  Nodes nodes;
  for (const char* name : {"DK", "FI", "FR"}) {
    nodes.emplace(NodeId(name), frame_of_country(plan, country(name)));
  }
  return nodes;
}

void check_matched_interval(const Json& ours, double estimate, double error, bool is_ratio) {
  const double width = 1.959963984540054 * error;
  CHECK(is_close(ours["estimate"], estimate, 1e-10, 0.1));
  CHECK(is_close(ours["conf_low"], is_ratio ? estimate * std::exp(-width) : estimate - width, 1e-10,
                 0.1));
  CHECK(is_close(ours["conf_high"], is_ratio ? estimate * std::exp(width) : estimate + width, 1e-10,
                 0.1));
}

void check_answer(const Json& pooled, const Json& r, const PropensityAnalysis& propensity) {
  const auto& counts = r["counts"];
  CHECK(pooled["matching"]["treated"] == counts["treated"]);
  CHECK(pooled["matching"]["control"] == counts["control"]);
  CHECK(pooled["matching"]["unmatched"] == counts["unmatched"]);
  if (propensity.matching->ratio > 1) {
    CHECK(pooled["matching"]["incomplete"] == counts["incomplete"]);
  }
  if (propensity.matching->caliper) {
    CHECK(is_close(pooled["matching"]["width"],
                   *propensity.matching->caliper * r["deviation"].get<double>()));
  }
  for (const auto& [name, before] : r["before"].items()) {
    CHECK(is_close(pooled["balance"][name]["before"], before, 1e-10, 1));
    CHECK(is_close(pooled["balance"][name]["after"], r["after"][name], 1e-10, 1));
  }
  const double p = r["treated"], q = r["control"];
  const auto& effect = pooled["effect"];
  const std::string mean = effect.contains("risk_treated") ? "risk" : "mean";
  CHECK(effect["variance"] == "matched_sets");
  CHECK(is_close(effect[mean + "_treated"], p));
  CHECK(is_close(effect[mean + "_control"], q));
  CHECK(is_close(effect[mean + "_difference"]["standard_error"], r["error"]));
  check_matched_interval(effect[mean + "_difference"], p - q, r["error"], false);
  CHECK(effect.contains("risk_ratio") == (mean == "risk"));
  if (mean == "mean") return;
  check_matched_interval(effect["risk_ratio"], p / q, r["log_ratio_error"], true);
  check_matched_interval(effect["odds_ratio"], p / (1 - p) / (q / (1 - q)), r["log_odds_error"],
                         true);
}

}  // namespace

TEST_CASE("exposed rows choose in the order of their scores, the highest first") {
  // 10 is the nearest to both; the exposed row of 12 chooses first and takes it.
  CHECK(sets_of(rows_of({9, 12}, {10, 20})) == Sets{{0, {3}}, {1, {2}}});
  CHECK(sets_of(rows_of({12, 9}, {10, 20})) == Sets{{0, {2}}, {1, {3}}});
}

TEST_CASE("nobody farther than the caliper is matched, and nobody twice") {
  CHECK(sets_of(rows_of({10, 30}, {12, 33}), {1, 2}) == Sets{{0, {2}}});
  CHECK(sets_of(rows_of({10, 30}, {12, 33}), {1, 3}) == Sets{{0, {2}}, {1, {3}}});
  CHECK(sets_of(rows_of({10, 11, 12}, {11})) == Sets{{2, {3}}});
  CHECK(sets_of(rows_of({10}, {})) == Sets{});
  CHECK(sets_of(rows_of({}, {10})) == Sets{});
}

TEST_CASE("everybody chooses once before anybody chooses again, and keeps what was found") {
  CHECK(sets_of(rows_of({10, 20}, {11, 12, 19, 40}), {2}) == Sets{{0, {2, 5}}, {1, {4, 3}}});
  CHECK(sets_of(rows_of({10, 20}, {11, 12, 19, 40}), {2, 5}) == Sets{{0, {2, 3}}, {1, {4}}});
  CHECK(sets_of(rows_of({10, 20}, {11, 19, 15}), {3}) == Sets{{0, {2}}, {1, {3, 4}}});
}

TEST_CASE("rows are matched within their stratum alone") {
  auto rows = rows_of({10, 20}, {10, 20});
  rows[0].stratum = 1;
  CHECK(sets_of(rows) == Sets{{1, {3}}});
  rows[3].stratum = 1;
  CHECK(sets_of(rows) == Sets{{0, {3}}, {1, {2}}});
}

TEST_CASE("of rows as near as each other the first is taken") {
  CHECK(sets_of(rows_of({10, 10}, {10, 10, 10})) == Sets{{0, {2}}, {1, {3}}});
  CHECK(sets_of(rows_of({10}, {12, 8})) == Sets{{0, {1}}});
  CHECK(sets_of(rows_of({10}, {8, 12})) == Sets{{0, {1}}});
  CHECK(sets_of(rows_of({10}, {8, 12}), {2}) == Sets{{0, {1, 2}}});
}

TEST_CASE("matching follows its definition") {
  std::mt19937 random(7);
  for (int turn = 0; turn < 300; ++turn) {
    const auto any = [&](std::size_t below) -> std::size_t { return random() % below; };
    const auto spread = 1 + any(40);
    std::vector<RowToMatch> rows;
    for (std::size_t i = 0, n = any(60); i < n; ++i) {
      rows.push_back({any(3) == 0, any(1 + any(3)), static_cast<std::int64_t>(any(spread)) - 9});
    }
    MatchingRule rule{static_cast<int>(1 + any(5))};
    if (any(2) == 0) rule.caliper = static_cast<double>(any(4));
    CHECK(sets_of(rows, rule) == by_definition(rows, rule));
  }
}

TEST_CASE("a matched sample within three countries answers as in R") {
  if (!has_shared_data("matching.json")) return;
  const auto reference = read_json(testdata("matching.json"));
  auto plan = rotterdam();
  for (const auto& [name, propensity] : cases()) add(plan, name, propensity);
  const auto result = pooled_answer(plan, run(plan, countries(plan)));
  for (const auto& [name, propensity] : cases()) {
    CAPTURE(name);
    const auto answer = answer_in(result, name);
    CHECK(answer["status"] == "released");
    check_answer(answer["pooled"], reference[name], propensity);
    CHECK_FALSE(answer["pooled"].contains("weights"));
  }
}

TEST_CASE("each node tells of its own matched sample, and all of them make the pooled one") {
  if (!has_shared_data("matching.json")) return;
  auto plan = rotterdam();
  add(plan, "number", matching({2, std::nullopt, {}}, "rtime"));
  plan.analyses.back().per_node = true;
  const auto answer = answer_in(pooled_answer(plan, run(plan, countries(plan))), "number");
  const auto& pooled = answer["pooled"];
  int sets = 0;
  double sum = 0;
  for (const auto& [node, own] : answer["nodes"].items()) {
    const int matched = own["matching"]["treated"];
    sets += matched;
    sum += matched * own["effect"]["mean_difference"]["estimate"].get<double>();
    CHECK_FALSE(own.contains("model"));
  }
  CHECK(sets == pooled["matching"]["treated"]);
  CHECK(is_close(pooled["effect"]["mean_difference"]["estimate"], sum / sets));
}

TEST_CASE("the order of rows changes no bit of the answer, and nobody's place in the ledger") {
  if (!has_shared_data("matching.json")) return;
  auto plan = rotterdam();
  for (const auto& [name, propensity] : cases()) add(plan, name, propensity);
  auto table = country("FR");
  const auto seen = [&] {
    std::pair<std::string, std::map<CellKey, std::vector<std::uint64_t>>> all;
    const auto frame = frame_of_country(plan, table);
    const Nodes nodes{{NodeId("FR"), frame}};
    const auto state = run(plan, nodes, [&](const NodeId&, StepOutput& output) {
      const auto& cohorts = *output.evidence.cohorts;
      for (const auto& [key, atoms] : cohorts.of) {
        auto& persons = all.second[key];
        persons.clear();
        for (const auto atom : atoms) {
          persons.insert(persons.end(), cohorts.atoms[atom].begin(), cohorts.atoms[atom].end());
        }
        std::sort(persons.begin(), persons.end());
      }
    });
    all.first = canonical_text(pooled_answer(plan, state));
    return all;
  };
  const auto before = seen();
  CHECK(before.second.contains(
      matched_cell(plan, find_analysis(plan, "pairs"), Arm::control, MatchedAs::matched)));
  std::mt19937 random(3);
  std::shuffle(table.rows.begin(), table.rows.end(), random);
  CHECK(seen() == before);
}

TEST_CASE("a matched sample is counted with what it leaves out, and its sums stand on that") {
  if (!has_shared_data("matching.json")) return;
  auto plan = rotterdam();
  add(plan, "pairs", cases()[0].second);
  bool was_seen = false;
  const Nodes nodes{{NodeId("FR"), frame_of_country(plan, country("FR"))}};
  run(plan, nodes, [&](const NodeId&, StepOutput& output) {
    const Slot response{"pairs", kMatching, ""};
    if (!output.partial.sums.contains(response)) return;
    was_seen = true;
    const auto& analysis = plan.analyses[0];
    const auto count = [&](Arm arm, MatchedAs how) {
      return output.partial.cells.at(matched_cell(plan, analysis, arm, how))->persons;
    };
    CHECK(count(Arm::treated, MatchedAs::matched) == count(Arm::control, MatchedAs::matched));
    CHECK(count(Arm::treated, MatchedAs::matched) + count(Arm::treated, MatchedAs::unmatched) ==
          179);
    // Sizes, three levels of size and two of menopause and of the outcome, four parts of each.
    CHECK(output.partial.cells.size() == 4 * (1 + 3 + 2 + 2));
    for (const auto& [key, cell] : output.partial.cells) {
      CHECK(output.evidence.cohorts->of.contains(key) == (cell->rows > 0));
    }
    CHECK_FALSE(output.evidence.are_cohorts_as_before);
    const auto& model = output.evidence.models.at(response);
    CHECK(model.rows == count(Arm::treated, MatchedAs::matched));
    // Pairs are of four kinds, by who of the two died.
    REQUIRE(model.rarest_of_few.has_value());
    CHECK(*model.rarest_of_few <= model.rows / 4);
    const auto& ages = output.evidence.models.at({"pairs", kMatching, "age"});
    // Of both arms what is matched and what is not; of nobody there is nothing to tell.
    CHECK(ages.regression->told.size() ==
          (count(Arm::treated, MatchedAs::unmatched) > 0 ? 4U : 3U));
    CHECK_FALSE(output.evidence.models.at({"pairs", kMatching, "size"}).regression.has_value());
  });
  CHECK(was_seen);
}

TEST_CASE("where few exposed persons are unmatched, the sample is withheld as a whole") {
  if (!has_shared_data("matching.json")) return;
  auto plan = rotterdam();
  add(plan, "pairs", cases()[0].second);
  auto state = start(plan);
  const auto gate = [&](const NodeId&, StepOutput& output) {
    const auto view = describe_for_gate(plan, state, output);
    disclosure::Rules rules;
    rules.min_cell = 5;
    output.partial = apply(disclosure::decide(view.programme, rules), view, output);
  };
  const auto nodes = countries(plan);
  while (state.phase != Phase::finished) {
    std::map<NodeId, Partial> partials;
    for (const auto& [node, frame] : nodes) {
      auto output = *step(plan, state, frame);
      gate(node, output);
      partials[node] = output.partial;
    }
    state = *advance(plan, std::move(state), partials);
  }
  // One exposed woman of Denmark is unmatched.
  const auto answer = answer_in(pooled_answer(plan, state), "pairs");
  CHECK(answer["status"] == "withheld");
  CHECK(answer["pooled"]["model"]["coefficients"]["age"].is_number());
  CHECK(answer["withheld"] == Json::array({"/matching", "/balance", "/effect"}));
}

TEST_CASE("where a node withholds which events go together, the arms are taken as independent") {
  if (!has_shared_data("matching.json")) return;
  const auto reference = read_json(testdata("matching.json"));
  const auto answers = [&](const char* name, const PropensityAnalysis& propensity) {
    auto plan = rotterdam();
    add(plan, name, propensity);
    const auto state = run(plan, countries(plan), [&](const NodeId& node, StepOutput& output) {
      const auto sums = output.partial.sums.find({name, kMatching, ""});
      if (node == NodeId("FI") && sums != output.partial.sums.end()) sums->second.reset();
    });
    return answer_in(pooled_answer(plan, state), name)["pooled"]["effect"];
  };
  const auto& r = reference["pairs"];
  const auto effect = answers("pairs", cases()[0].second);
  CHECK(effect["variance"] == "independent_arms");
  CHECK(is_close(effect["risk_treated"], r["treated"]));
  check_matched_interval(effect["risk_difference"],
                         r["treated"].get<double>() - r["control"].get<double>(),
                         r["independent_error"], false);
  CHECK(answers("exact", cases()[1].second).is_null());   // sets of several sizes
  CHECK(answers("number", cases()[2].second).is_null());  // no counts to take it from
}

TEST_CASE("a study of matching is checked") {
  const auto refusal = [](const std::string& matching, const char* more = "") {
    const auto text =
        R"({"id": "ps", "type": "propensity", "exposure": "dead5", "terms": ["age", "arm"],
            "estimand": "ATT", "outcome": "time5", )" +
        std::string(more) + R"("matching": )" + matching + "}";
    return analysis_refusal(text.c_str());
  };
  const auto path = std::string("study.malformed: /analyses/0/matching");
  CHECK(begins(refusal("1"), path + ": "));
  CHECK(begins(refusal(R"({"ratio": 0})"), path + "/ratio: a whole number from 1 to 5"));
  CHECK(begins(refusal(R"({"ratio": 6})"), path + "/ratio: "));
  CHECK(begins(refusal(R"({"ratio": 1.5})"), path + "/ratio: "));
  CHECK(begins(refusal(R"({"caliper": 0})"), path + "/caliper: a number above 0"));
  CHECK(begins(refusal(R"({"caliper": -0.2})"), path + "/caliper: "));
  CHECK(begins(refusal(R"({"exact": "arm"})"), path + "/exact: "));
  CHECK(begins(refusal(R"({"replace": true})"), path + "/replace: unknown field"));
  CHECK(begins(refusal(R"({"exact": ["dead5"]})"), path + "/exact/0: a category other than"));
  CHECK(begins(refusal(R"({"exact": ["arm", "arm"]})"),
               "study.duplicate: /analyses/0/matching/exact/1: "));
  CHECK(begins(refusal(R"({"exact": ["age"]})"),
               "study.wrong_kind: /analyses/0/matching/exact/0: groups are expected"));
  CHECK(begins(refusal(R"({"exact": ["nobody knows"]})"), "study."));
  CHECK(begins(refusal("{}", R"("truncate": 0.01, )"), "study.malformed: /analyses/0/truncate: "));
  const auto everybody = analysis_refusal(
      R"({"id": "ps", "type": "propensity", "exposure": "dead5", "terms": ["age"],
          "estimand": "ATE", "matching": {}})");
  CHECK(begins(everybody, path + ": stands only with the estimand ATT"));
}

TEST_CASE("what is matched exactly may be a term, and needs no more of its rows than terms do") {
  const auto plan = with_analysis(
      R"({"id": "ps", "type": "propensity", "exposure": "dead5", "terms": ["age", "arm"],
          "estimand": "ATT", "matching": {"exact": ["arm"]}})");
  const auto& propensity = std::get<PropensityAnalysis>(plan.analyses[0].what);
  REQUIRE(propensity.matching.has_value());
  CHECK(propensity.matching->ratio == 1);
  CHECK_FALSE(propensity.matching->caliper.has_value());
  CHECK(propensity.matching->exact == Names{"arm"});
}

}  // namespace passerelle::analysis::test
