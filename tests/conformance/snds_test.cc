// A generated national population in the layout of the SNDS, asked in words of the model, against
// the answers of queries that know its traps (shared/data/population/counts.json). Rows are read as
// a worker reads them; nothing is withheld here.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "connectors/duckdb/errors.h"
#include "connectors/duckdb/files_test.h"
#include "node/analysis/plan.h"
#include "node/analysis/test_support.h"
#include "node/step/rows.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

// The types of the columns that are no texts, as the documentation of the tables has them.
const std::map<std::string, query::ColumnType> kTypes{
    {"BEN_NAI_ANN", query::ColumnType::integer}, {"BEN_SEX_COD", query::ColumnType::integer},
    {"BEN_DCD_DTE", query::ColumnType::date},    {"CPL_MAJ_TOP", query::ColumnType::integer},
    {"DCD_IDT_TOP", query::ColumnType::integer}, {"DPN_QLF", query::ColumnType::integer},
    {"EXE_SOI_DTD", query::ColumnType::date},    {"EXE_SOI_DTF", query::ColumnType::date},
    {"FLX_DIS_DTD", query::ColumnType::date},    {"IMB_ALD_DTD", query::ColumnType::date},
    {"IMB_ALD_DTF", query::ColumnType::date},    {"PHA_ACT_QSN", query::ColumnType::integer},
    {"PRS_ACT_QTE", query::ColumnType::integer}, {"PRS_NAT_REF", query::ColumnType::integer},
};

// The tables of 2021 as a holder attaches them: those of a year under one name, year by year.
query::Binding binding_of(const std::string& folder, const std::string& table) {
  const bool is_of_year = table.starts_with("T_MCO_");
  auto file = folder + "/" + table + ".csv";
  if (is_of_year) file = folder + "/T_MCO21" + table.substr(6) + ".csv";
  query::Binding binding{"duckdb", "csv", is_of_year ? "" : file, {}};
  if (is_of_year) binding.parts = {{"2021", file}};
  std::ifstream in(file);
  std::string header, name;
  REQUIRE_MESSAGE(std::getline(in, header), file);
  for (std::istringstream names(header); std::getline(names, name, ',');) {
    const auto type = kTypes.find(name);
    binding.columns.push_back(
        {name, type == kTypes.end() ? query::ColumnType::text : type->second});
  }
  if (table == "IR_BEN_R" || table == "KI_CCI_R") binding.person = "BEN_IDT_ANO";
  return binding;
}

class Population {
 public:
  explicit Population(const std::filesystem::path& shared)
      : counts_(Json::parse(file_text(shared / "counts.json"))) {
    const auto tool = shared / ".." / ".." / "tools" / "population.py";
    const auto command = "python3 '" + tool.string() +
                         "' --persons 20000 --country FR --seed 11 --layout snds --quiet --out '" +
                         folder() + "'";
    REQUIRE(std::system(command.c_str()) == 0);
  }

  std::string folder() const { return folder_.file("snds"); }

  Json count(const std::string& id) const {
    for (const auto& one : counts_.at("snds")) {
      if (one.at("id") == id) return one.at("right");
    }
    FAIL("no count " << id);
    return {};
  }

  // The pooled answer of one analysis of a study of the model.
  Json run(const Json& variables, Json analysis) const {
    auto study = Json::parse(R"({"passerelle": "study/1",
      "study": {"id": "snds", "version": "1", "title": {"en": "SNDS"}, "purpose": "53-1-e-i"},
      "sources": [{"alias": "snds", "model": "snds/1", "datasets": ["https://fr.example/snds"]}],
      "cohorts": {"all": {"from": "snds"}}})");
    study["variables"] = variables;
    analysis["id"] = "a";
    study["analyses"] = Json::array({std::move(analysis)});
    const auto plan = analysis::compile_study(study);
    REQUIRE_MESSAGE(plan, plan.error().text());
    auto frame = step::read_rows(*plan, tables(*plan), persons(*plan));
    REQUIRE_MESSAGE(frame, frame.error().text());
    analysis::test::Nodes nodes;
    nodes.emplace(NodeId("fr"), *std::move(frame));
    return analysis::test::answer_of(*plan, nodes, "a").at("pooled");
  }

  std::int64_t persons_with(const Json& question) const {
    const auto answer = run({{"has", {{"exists", question}, {"levels", {false, true}}}}},
                            {{"type", "count"}, {"by", "has"}});
    return answer.at("by").at("true").at("persons");
  }

  std::int64_t events(const Json& question) const {
    const auto answer =
        run({{"number", {{"count", question}}}}, {{"type", "describe"}, {"variables", {"number"}}});
    const auto& number = answer.at("number");
    return std::llround(number.at("n").get<double>() * number.at("mean").get<double>());
  }

  std::vector<query::StudyTable> tables(const analysis::StudyPlan& plan) const {
    std::vector<query::StudyTable> tables;
    for (std::size_t i = 0; i < plan.sources.size(); ++i) {
      query::StudyTable table{i, {}};
      for (const auto& name : plan.sources[i].table_names()) {
        auto binding = binding_of(folder(), name);
        if (name == plan.sources[i].alias) table.binding = std::move(binding);
        else table.through.push_back(std::move(binding));
      }
      tables.push_back(std::move(table));
    }
    return tables;
  }

  static step::Persons persons(const analysis::StudyPlan& plan,
                               const std::vector<std::string>& opted_out = {}) {
    const auto number = plan.sources.size();
    return {std::vector<std::vector<std::string>>(number, opted_out),
            std::vector<std::string>(number, "fr"),
            *crypto::Pseudonyms::with_key(std::string(crypto::Pseudonyms::kKeyBytes, 'k'))};
  }

 private:
  duckdb::TemporaryFolder folder_;
  Json counts_;
};

// Made once: twenty thousand persons take two seconds.
const Population* population() {
  static const auto shared = shared_folder("population");
  if (!shared) return nullptr;
  static const Population made(*shared);
  return &made;
}

Json event(const std::string& domain, const Json& codes = nullptr) {
  Json rows{{"domain", domain}};
  if (!codes.is_null()) rows["codes"] = codes;
  return {{"event", std::move(rows)}};
}

Json in_2021(Json question) {
  question["within"] = {{"of", {{"date", "2021-01-01"}}}, {"days", {0, 364}}};
  return question;
}

}  // namespace

TEST_CASE("persons of the register, whose identities are more") {
  const auto* snds = population();
  if (snds == nullptr) return;
  const auto answer = snds->run(Json::parse(R"({"sex": {"attr": "sex", "levels": [1, 2]}})"),
                                {{"type", "count"}, {"by", "sex"}});
  CHECK(answer.at("persons") == snds->count("persons"));
}

TEST_CASE("persons with a delivery, of which cancelled ones are none") {
  const auto* snds = population();
  if (snds == nullptr) return;
  const auto metformin = event("drug", {{"cip13", {"SYN0000000001"}}});
  CHECK(snds->persons_with(in_2021(metformin)) == snds->count("metformin_persons"));
}

TEST_CASE("boxes that were delivered in a year and processed until the next June") {
  const auto* snds = population();
  if (snds == nullptr) return;
  auto boxes = event("drug");
  boxes["event"]["where"] = Json::parse(R"({"le": ["FLX_DIS_DTD", {"date": "2022-07-01"}]})");
  CHECK(snds->events(in_2021(boxes)) == snds->count("metformin_boxes"));
}

TEST_CASE("consultations without surcharges, of real persons") {
  const auto* snds = population();
  if (snds == nullptr) return;
  CHECK(snds->events(event("care", {{"nature", {1111}}})) == snds->count("gp_visits"));
}

TEST_CASE("persons with a stay for a main diagnosis, of those that can be linked") {
  const auto* snds = population();
  if (snds == nullptr) return;
  for (const auto* vocabulary : {"main", "icd10"}) {
    CAPTURE(vocabulary);
    CHECK(snds->persons_with(event("condition", {{vocabulary, {"U071*"}}})) ==
          snds->count("covid_stay_persons"));
  }
  CHECK(snds->events(event("visit")) == snds->count("covid_stay_persons"));
}

TEST_CASE("deaths of the register of causes that are linked with a person") {
  const auto* snds = population();
  if (snds == nullptr) return;
  CHECK(snds->persons_with(event("death")) == snds->count("deaths_linked"));
  CHECK(snds->persons_with(event("death", {{"icd10", {"U071"}}})) == snds->count("covid_deaths"));
}

TEST_CASE("persons with a long-term illness, by its diagnosis rather than its number") {
  const auto* snds = population();
  if (snds == nullptr) return;
  const auto diabetes = event("ald", {{"icd10", {"E10*", "E11*", "E12*", "E13*", "E14*"}}});
  CHECK(snds->persons_with(diabetes) == snds->count("ald_diabetes"));
}

TEST_CASE("persons by their number of injections") {
  const auto* snds = population();
  if (snds == nullptr) return;
  const auto answer =
      snds->run({{"doses", {{"count", event("vaccination")}, {"levels", {0, 1, 2, 3}}}}},
                {{"type", "count"}, {"by", "doses"}});
  for (const auto& row : snds->count("vaccinated")) {
    CHECK(answer.at("by").at(row[0].dump()).at("persons") == row[1]);
  }
}

TEST_CASE("who opted out is taken out of every table by the lasting identity") {
  const auto* snds = population();
  if (snds == nullptr) return;
  const auto plan = analysis::compile_study(Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "snds", "version": "1", "title": {"en": "SNDS"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "snds", "model": "snds/1", "datasets": ["https://fr.example/snds"]}],
    "variables": {"has": {"exists": {"event": {"domain": "ald"}}, "levels": [false, true]}},
    "cohorts": {"ill": {"from": "snds", "where": {"exists": {"event": {"domain": "ald"}}}}},
    "analyses": [{"id": "n", "type": "count", "by": "has"}]})"));
  REQUIRE(plan);
  const auto persons_without = [&](const std::vector<std::string>& opted_out) {
    auto frame = step::read_rows(*plan, snds->tables(*plan), Population::persons(*plan, opted_out));
    REQUIRE_MESSAGE(frame, frame.error().text());
    const auto removed = frame->opted_out.persons;
    analysis::test::Nodes nodes;
    nodes.emplace(NodeId("fr"), *std::move(frame));
    const auto answer = analysis::test::answer_of(*plan, nodes, "n").at("pooled");
    return std::pair(answer.at("persons").get<std::int64_t>(), removed);
  };
  // A person with an illness: their identity is that of the first line of the table of illnesses.
  std::ifstream illnesses(snds->folder() + "/IR_IMB_R.csv"),
      register_(snds->folder() + "/IR_BEN_R.csv");
  std::string line, identity, key;
  std::getline(illnesses, line);
  std::getline(illnesses, line);
  key = line.substr(0, line.find(','));
  while (identity.empty() && std::getline(register_, line)) {
    if (!line.starts_with(key + ",")) continue;
    std::istringstream fields(line);
    for (int i = 0; i < 4; ++i) std::getline(fields, identity, ',');
  }
  REQUIRE_FALSE(identity.empty());
  const auto all = persons_without({});
  const auto others = persons_without({identity});
  CHECK(others.first == all.first - 1);
  CHECK(others.second == 1);
}

}  // namespace passerelle::conformance
