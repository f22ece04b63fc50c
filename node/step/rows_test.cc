// Rows of tables that do not name persons, as a worker reads them for a study of a model.
#include "node/step/rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/duckdb/files_test.h"

namespace passerelle::step {
namespace {

using duckdb::TemporaryFolder;
using query::Binding;
using query::ColumnType;

analysis::StudyPlan plan() {
  auto plan = analysis::compile_study(Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "ill", "version": "1", "title": {"en": "Ill"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "snds", "model": "snds/1", "datasets": ["https://fr.example/snds"]}],
    "variables": {"ill": {"count": {"event": {"domain": "ald", "codes": {"icd10": ["C18*"]}}}}},
    "cohorts": {"all": {"from": "snds"}},
    "analyses": [{"id": "n", "type": "describe", "variables": ["ill"]}]})"));
  REQUIRE_MESSAGE(plan, plan.error().text());
  return *std::move(plan);
}

// Illnesses of two persons, one of whom has two identities, and of nobody.
class Tables {
 public:
  Tables() {
    persons.parts = {{"archive", folder_.write("archive.csv", kHead + "k3,1,p1,00\n")},
                     {"current", folder_.write("current.csv", kHead + "k1,1,p1,00\nk2,1,p2,00\n"
                                                                      "k9,1,p9,01\n")}};
    persons.person = "BEN_IDT_ANO";
    illnesses.file = folder_.write("illnesses.csv",
                                   "BEN_NIR_PSA,BEN_RNG_GEM,MED_MTF_COD,MED_NCL_IDT,IMB_ALD_DTD,"
                                   "IMB_ALD_DTF\n"
                                   "k1,1,C187,CIM10,2020-01-01,\n"
                                   "k3,1,C189,CIM10,2021-01-01,2021-02-01\n"
                                   "k2,1,E11,CIM10,2021-01-01,\n"
                                   "k2,1,C18,OTHER,2021-01-01,\n"
                                   "k9,1,C18,CIM10,2021-01-01,\n"
                                   "k7,1,C18,CIM10,2021-01-01,\n");
  }

  Result<analysis::Frame> read(const std::vector<std::string>& opted_out = {}) const {
    return read_rows(plan(), {{0, persons}, {1, illnesses, through}},
                     {{opted_out, opted_out},
                      {"fr", "fr"},
                      *crypto::Pseudonyms::with_key(std::string(16, 'k'))});
  }

  // Illnesses of the persons, in the order of the frame.
  std::vector<double> found(const std::vector<std::string>& opted_out = {}) const {
    const auto frame = read(opted_out);
    REQUIRE_MESSAGE(frame, frame.error().text());
    auto numbers = frame->numbers.at("ill");
    std::sort(numbers.begin(), numbers.end());
    return {numbers.begin(), numbers.end()};
  }

  Binding persons{"duckdb",
                  "csv",
                  "",
                  {{"BEN_NIR_PSA", ColumnType::text},
                   {"BEN_RNG_GEM", ColumnType::integer},
                   {"BEN_IDT_ANO", ColumnType::text},
                   {"BEN_CDI_NIR", ColumnType::text}}};
  Binding illnesses{"duckdb",
                    "csv",
                    "",
                    {{"BEN_NIR_PSA", ColumnType::text},
                     {"BEN_RNG_GEM", ColumnType::integer},
                     {"MED_MTF_COD", ColumnType::text},
                     {"MED_NCL_IDT", ColumnType::text},
                     {"IMB_ALD_DTD", ColumnType::date},
                     {"IMB_ALD_DTF", ColumnType::date}}};
  std::vector<Binding> through;

 private:
  const std::string kHead = "BEN_NIR_PSA,BEN_RNG_GEM,BEN_IDT_ANO,BEN_CDI_NIR\n";
  TemporaryFolder folder_;
};

TEST_CASE("events are those of the lasting person, whichever identity they were written under") {
  Tables tables;
  tables.through = {tables.persons};
  CHECK(tables.found() == std::vector<double>{0, 2});
}

TEST_CASE("who opted out by the lasting identity is in no table") {
  Tables tables;
  tables.through = {tables.persons};
  CHECK(tables.found({"p1"}) == std::vector<double>{0});
  CHECK(tables.found({"p2"}) == std::vector<double>{2});
}

TEST_CASE("without the table that tells of persons nothing is read") {
  const Tables tables;
  const auto frame = tables.read();
  REQUIRE_FALSE(frame);
  CHECK(frame.error().text().starts_with("duckdb.cannot_open: "));
}

TEST_CASE("rows that are made for persons of one column are not read for those of another") {
  Tables tables;
  tables.through = {tables.persons};
  tables.through[0].person = "BEN_NIR_PSA";
  const auto frame = tables.read();
  REQUIRE_FALSE(frame);
  CHECK(frame.error().text() ==
        "step.protocol: rows are made of tables for persons of another column");
}

TEST_CASE("nobody is taken out of rows whose persons the holder has not named") {
  Tables tables;
  tables.through = {tables.persons};
  tables.through[0].person = std::nullopt;
  const auto frame = tables.read({"p1"});
  REQUIRE_FALSE(frame);
  CHECK(frame.error().text().starts_with("step.protocol: a binding without a column of persons"));
}

}  // namespace
}  // namespace passerelle::step
