// Rows of tables that do not name persons themselves.
#include "connectors/duckdb/reading_query.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "connectors/duckdb/duckdb_source.h"
#include "connectors/duckdb/files_test.h"

namespace passerelle::duckdb {
namespace {

using query::Binding;
using query::ColumnType;
using query::Reading;
using query::Through;

Binding csv(const std::string& file,
            const std::vector<std::string>& texts,
            const std::vector<std::string>& numbers = {}) {
  Binding binding{"duckdb", "csv", file, {}};
  for (const auto& name : texts) binding.columns.push_back({name, ColumnType::text});
  for (const auto& name : numbers) binding.columns.push_back({name, ColumnType::integer});
  return binding;
}

// Stays, whose identities name keys of a register of persons.
class Hospital {
 public:
  std::string stays = "hospital,stay,code\nh1,1,A\nh1,2,B\nh2,1,C\n,3,D\n";
  std::string identities = "hospital,stay,key\nh1,1,k1\nh1,2,k2\nh2,1,k1\nh9,9,k9\n";
  std::string persons = "key,rank,person,kind\nk1,1,p1,00\nk2,1,p2,00\nk9,1,p9,00\n";
  Reading reading{{{"identities",
                    {{"hospital", "hospital"}, {"stay", "stay"}},
                    {"key"},
                    Through::Repeated::refused,
                    Through::Keys::everywhere},
                   {"persons",
                    {{"key", "key"}},
                    {"person"},
                    Through::Repeated::agreed,
                    Through::Keys::everywhere}}};

  // Returns "code=person", sorted, or the refusal.
  Result<std::vector<std::string>> rows() const {
    const TemporaryFolder folder;
    const auto read = read_all(
        open_duckdb(
            csv(folder.write("stays.csv", stays), {"hospital", "code"}, {"stay"}), reading,
            {csv(folder.write("identities.csv", identities), {"hospital", "key"}, {"stay"}),
             csv(folder.write("persons.csv", persons), {"key", "person", "kind"}, {"rank"})}),
        {"code", "person"});
    if (!read) return read.error();
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < read->rows; ++i) {
      const bool has_person = !read->columns[1].missing[i];
      rows.push_back(values<std::string>(*read, 0)[i] + "=" +
                     (has_person ? values<std::string>(*read, 1)[i] : ""));
    }
    std::ranges::sort(rows);
    return rows;
  }
  std::vector<std::string> found() const {
    const auto read = rows();
    REQUIRE_MESSAGE(read, read.error().text());
    return *read;
  }
  std::string refusal() const {
    const auto read = rows();
    REQUIRE_FALSE(read);
    return read.error().text();
  }
};

using Rows = std::vector<std::string>;

TEST_CASE("rows get their person through other tables, and one that finds none is left out") {
  CHECK(Hospital().found() == Rows{"A=p1", "B=p2", "C=p1"});
  Hospital hospital;
  hospital.persons = "key,rank,person,kind\nk1,1,p1,00\n";
  CHECK(hospital.found() == Rows{"A=p1", "C=p1"});
}

TEST_CASE("a table that may have one line for a key and has two is refused") {
  Hospital hospital;
  hospital.identities += "h1,2,k2\n";
  CHECK(hospital.refusal() ==
        "duckdb.key_repeated: table identities has several lines with the key of one row, which "
        "would be counted as many times; its key is not unique");
}

TEST_CASE("two lines of a key are refused whatever they lead to") {
  for (const auto* more : {"h1,2,k1\n", "h1,2,k0\n", "h1,2,\n"}) {
    CAPTURE(more);
    Hospital hospital;
    hospital.identities += more;
    CHECK(hospital.refusal().starts_with("duckdb.key_repeated: table identities"));
  }
  Hospital hospital;
  hospital.reading.through[1].repeated = Through::Repeated::refused;
  hospital.persons += "k1,2,twin,00\n";
  CHECK(hospital.refusal().starts_with("duckdb.key_repeated: table persons"));
}

TEST_CASE("two lines of a key that no row has do no harm") {
  Hospital hospital;
  hospital.identities += "h9,9,k1\n";
  CHECK(hospital.found().size() == 3);
}

TEST_CASE("a column left out of a key is found by its rows") {
  Hospital hospital;
  hospital.reading.through[0].on = {{"stay", "stay"}};
  CHECK(hospital.refusal().starts_with("duckdb.key_repeated: table identities"));
}

TEST_CASE("lines that agree are one line") {
  Hospital hospital;
  hospital.persons += "k1,2,p1,00\n";
  CHECK(hospital.found() == Rows{"A=p1", "B=p2", "C=p1"});
}

TEST_CASE("twins with one key are left to nobody, and their rows are not doubled") {
  Hospital hospital;
  hospital.persons += "k1,2,twin,00\n";
  CHECK(hospital.found() == Rows{"A=", "B=p2", "C="});
}

TEST_CASE("lines of another kind count neither as persons nor against them") {
  Hospital hospital;
  hospital.persons += "k1,2,nobody,01\n";
  hospital.reading.through[1].only = {{"kind", {"00", "03"}}};
  CHECK(hospital.found() == Rows{"A=p1", "B=p2", "C=p1"});
  hospital.reading.through[1].only = {{"kind", {"02"}}};
  CHECK(hospital.found().empty());
}

TEST_CASE("rows may themselves be chosen by texts") {
  Hospital hospital;
  hospital.reading.only = {{"code", {"B", "' OR 1=1 --"}}};
  CHECK(hospital.found() == Rows{"B=p2"});
}

TEST_CASE("a key or a column that no table has is refused by name") {
  Hospital hospital;
  hospital.reading.through[0].on = {{"ward", "hospital"}};
  CHECK(hospital.refusal() == "duckdb.column_missing: column ward is not declared");
  hospital = {};
  hospital.reading.through[0].on = {{"hospital", "ward"}};
  CHECK(hospital.refusal() == "duckdb.column_missing: column ward is not declared");
  hospital = {};
  hospital.reading.through[1].columns = {"rank"};
  CHECK(hospital.refusal() == "duckdb.column_missing: column person is not declared");
  hospital = {};
  hospital.reading.through[1].only = {{"sort", {"00"}}};
  CHECK(hospital.refusal() == "duckdb.column_missing: column sort is not declared");
}

TEST_CASE("rows are joined by columns of one exact type") {
  Hospital hospital;
  hospital.reading.through[0].on = {{"hospital", "stay"}};
  CHECK(hospital.refusal().starts_with("duckdb.does_not_fit: column stay: rows are joined by"));
  hospital = {};
  hospital.reading.only = {{"stay", {"1"}}};
  CHECK(hospital.refusal() == "duckdb.does_not_fit: column stay: text is expected");
}

TEST_CASE("whole numbers join by their value, however they are written") {
  Hospital hospital;
  hospital.identities = "hospital,stay,key\nh1,001,k1\nh1,2,k2\n";
  CHECK(hospital.found() == Rows{"A=p1", "B=p2"});
  hospital.identities += "h1,1,k2\n";
  CHECK(hospital.refusal().starts_with("duckdb.key_repeated: table identities"));
}

TEST_CASE("a missing key joins nothing, not even another missing one") {
  Hospital hospital;
  hospital.identities += ",3,k1\n";
  CHECK(hospital.found() == Rows{"A=p1", "B=p2", "C=p1"});
}

TEST_CASE("a table in parts is all of their rows") {
  const TemporaryFolder folder;
  auto binding = csv("", {"code"}, {"stay"});
  binding.parts = {{"2020", folder.write("20.csv", "stay,code\n1,A\n")},
                   {"2021", folder.write("21.csv", "code,other,stay\nB,x,1\nC,y,2\n")}};
  const auto read = read_all(open_duckdb(binding), {"stay", "code"});
  REQUIRE(read);
  CHECK(read->rows == 3);
  binding.parts["2022"] = folder.write("22.csv", "stay\n1\n");
  CHECK(read_all(open_duckdb(binding), {"stay"}).error().text() ==
        "duckdb.column_missing: column code is not in the file");
}

TEST_CASE("keys that begin again each year join within their year") {
  const TemporaryFolder folder;
  auto stays = csv("", {"code"}, {"stay"});
  stays.parts = {{"20", folder.write("b20.csv", "stay,code\n1,A\n2,B\n")},
                 {"21", folder.write("b21.csv", "stay,code\n1,C\n")}};
  auto persons = csv("", {"person"}, {"stay"});
  persons.parts = {{"20", folder.write("c20.csv", "stay,person\n1,p1\n2,p2\n")},
                   {"21", folder.write("c21.csv", "stay,person\n1,p3\n")}};
  Reading reading{{{"identities",
                    {{"stay", "stay"}},
                    {"person"},
                    Through::Repeated::refused,
                    Through::Keys::by_part}}};
  const auto read = read_all(open_duckdb(stays, reading, {persons}), {"code", "person"});
  REQUIRE(read);
  Rows rows;
  for (std::size_t i = 0; i < read->rows; ++i) {
    rows.push_back(values<std::string>(*read, 0)[i] + values<std::string>(*read, 1)[i]);
  }
  std::ranges::sort(rows);
  CHECK(rows == Rows{"Ap1", "Bp2", "Cp3"});

  auto everywhere = reading;
  everywhere.through[0].keys = Through::Keys::everywhere;
  CHECK(read_all(open_duckdb(stays, everywhere, {persons}), {"code"})
            .error()
            .text()
            .starts_with("duckdb.key_repeated"));
  persons.parts.erase("20");
  CHECK(read_all(open_duckdb(stays, reading, {persons}), {"code"})
            .error()
            .text()
            .starts_with("duckdb.parts_differ: table identities"));
}

TEST_CASE("of a person's lines one row is made, which says what they agree on") {
  const TemporaryFolder folder;
  const auto binding =
      csv(folder.write("persons.csv",
                       "key,person,sex,area,kind\nk1,p1,1,075,00\nk2,p1,1,076,00\n"
                       "k3,p2,2,,00\nk4,p2,2,078,00\nk5,,1,075,00\nk6,p3,1,075,01\n"),
          {"key", "person", "sex", "area", "kind"});
  const Reading reading{{}, "person", {{"kind", {"00"}}}};
  const auto read = read_all(open_duckdb(binding, reading), {"person", "sex", "area"});
  REQUIRE_MESSAGE(read, read.error().text());
  REQUIRE(read->rows == 2);
  const std::size_t first = values<std::string>(*read, 0)[0] == "p1" ? 0 : 1;
  CHECK(values<std::string>(*read, 0)[1 - first] == "p2");
  CHECK(values<std::string>(*read, 1)[first] == "1");
  CHECK(read->columns[2].missing[first]);
  CHECK(values<std::string>(*read, 2)[1 - first] == "078");
}

TEST_CASE("a person is one row, however the number is written") {
  const TemporaryFolder folder;
  const auto file = folder.write("persons.csv", "person,sex,share\n7,1,0.5\n007,1,0.5\n");
  auto binding = csv(file, {"sex"}, {"person"});
  binding.columns.push_back({"share", ColumnType::number});
  const auto read = read_all(open_duckdb(binding, {{}, "person", {}}), {"person", "sex"});
  REQUIRE_MESSAGE(read, read.error().text());
  CHECK(values<std::int64_t>(*read, 0) == std::vector<std::int64_t>{7});
  CHECK(read_all(open_duckdb(binding, {{}, "share", {}}), {"sex"})
            .error()
            .text()
            .starts_with("duckdb.does_not_fit: column share"));
}

TEST_CASE("no name, text or file stands in the query") {
  const TemporaryFolder folder;
  auto engine = Engine::start({folder.write("a.csv", "marked,key\n1,k\n")});
  REQUIRE(engine);
  const auto table = open_table(csv(folder.file("a.csv"), {"marked", "key"}), *engine);
  REQUIRE(table);
  const Reading reading{{{"marked_table",
                          {{"key", "key"}},
                          {"marked"},
                          Through::Repeated::refused,
                          Through::Keys::by_part,
                          {{"marked", {"marked text"}}}}}};
  const auto query = query_of(reading, {*table, *table}, {"marked"});
  REQUIRE(query);
  CHECK(query->sql.find("marked") == std::string::npos);
  CHECK(query->sql.find(".csv") == std::string::npos);
  CHECK(query->parameters == Rows{folder.file("a.csv"), folder.file("a.csv"), "marked text"});
  CHECK(query->counted == Rows{"marked_table"});
}

TEST_CASE("a reading without all of its tables is not opened") {
  const TemporaryFolder folder;
  const auto binding = csv(folder.write("a.csv", "key\nk\n"), {"key"});
  CHECK_FALSE(open_duckdb(binding, Hospital().reading, {binding}).has_value());
}

}  // namespace
}  // namespace passerelle::duckdb
