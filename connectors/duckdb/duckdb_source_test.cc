#include "connectors/duckdb/duckdb_source.h"

#include <doctest/doctest.h>
#include <duckdb.h>

#include <filesystem>
#include <fstream>

#include "connectors/duckdb/engine.h"
#include "connectors/duckdb/files_test.h"

namespace passerelle::duckdb {
namespace {

using query::Binding;
using query::ColumnType;
using Integers = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

// Writes Parquet with the engine itself, outside the connector.
std::string write_parquet(const TemporaryFolder& folder, const std::string& select) {
  const auto file = folder.file("table.parquet");
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  REQUIRE(duckdb_open(nullptr, &database) == DuckDBSuccess);
  REQUIRE(duckdb_connect(database, &connection) == DuckDBSuccess);
  const auto sql = "COPY (" + select + ") TO '" + file + "' (FORMAT parquet)";
  REQUIRE(duckdb_query(connection, sql.c_str(), nullptr) == DuckDBSuccess);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return file;
}

Result<query::RowBatch> read(const Binding& binding) {
  std::vector<std::string> names;
  for (const auto& column : binding.columns) names.push_back(column.name);
  return read_all(open_duckdb(binding), names);
}

std::string refusal(const Binding& binding) {
  const auto batch = read(binding);
  REQUIRE_FALSE(batch.has_value());
  return batch.error().text();
}

TEST_CASE("a CSV file is read by name, with its declared types") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv",
                                 "size,id,grade,born,is_treated\n"
                                 "<=20,1,2.5,1950-03-01,true\n"
                                 "\"20,50\",9007199254740993,,1969-12-31,0\n");
  const auto batch = read({"duckdb",
                           "csv",
                           file,
                           {{"id", ColumnType::integer},
                            {"size", ColumnType::text},
                            {"grade", ColumnType::number},
                            {"born", ColumnType::date},
                            {"is_treated", ColumnType::boolean}}});
  REQUIRE(batch.has_value());
  CHECK(batch->rows == 2);
  CHECK(values<std::int64_t>(*batch, 0) == Integers{1, 9007199254740993});
  CHECK(values<std::string>(*batch, 1) == Texts{"<=20", "20,50"});
  CHECK(values<double>(*batch, 2)[0] == 2.5);
  CHECK(batch->columns[2].missing == std::vector<bool>{false, true});
  CHECK(values<std::int64_t>(*batch, 3) == Integers{-7246, -1});
  CHECK(values<std::int64_t>(*batch, 4) == Integers{1, 0});
}

TEST_CASE("a Parquet file tells how many rows it has, a CSV file does not") {
  const TemporaryFolder folder;
  const auto parquet = write_parquet(folder, "SELECT range AS id FROM range(5000)");
  const auto csv = folder.write("t.csv", "id\n1\n2\n");
  const auto told = [](const char* format, const std::string& file) {
    const auto source = open_duckdb({"duckdb", format, file, {{"id", ColumnType::integer}}});
    REQUIRE(source.has_value());
    return (*source)->rows_told();
  };
  CHECK(told("parquet", parquet) == 5000);
  CHECK_FALSE(told("csv", csv));
}

TEST_CASE("quotes, line ends inside a field and empty fields follow RFC 4180") {
  const TemporaryFolder folder;
  const auto file =
      folder.write("t.csv", "a,b\r\n\"say \"\"x\"\"\",1\r\n\"two\r\nlines\",2\r\n,3\r\n\"\",4\r\n");
  const auto batch =
      read({"duckdb", "csv", file, {{"a", ColumnType::text}, {"b", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(values<std::int64_t>(*batch, 1) == Integers{1, 2, 3, 4});
  CHECK(values<std::string>(*batch, 0)[0] == "say \"x\"");
  CHECK(values<std::string>(*batch, 0)[1] == "two\r\nlines");
  CHECK(batch->columns[0].missing == std::vector<bool>{false, false, true, true});
}

TEST_CASE("a value that does not fit names its column and never itself") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", "id,age\n1,43\n2,secret-value\n");
  const auto text =
      refusal({"duckdb", "csv", file, {{"id", ColumnType::integer}, {"age", ColumnType::integer}}});
  CHECK(text == "duckdb.does_not_fit: column age: a value is no integer");
}

TEST_CASE("a value that does not fit is found in the last of many rows") {
  const TemporaryFolder folder;
  std::string text = "id\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + "\n";
  const auto good = folder.write("good.csv", text);
  const auto bad = folder.write("bad.csv", text + "1.5\n");
  const auto batch = read({"duckdb", "csv", good, {{"id", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(batch->rows == 50000);
  CHECK(refusal({"duckdb", "csv", bad, {{"id", ColumnType::integer}}}) ==
        "duckdb.does_not_fit: column id: a value is no integer");
}

TEST_CASE("a record with too many or too few fields is refused, wherever it stands") {
  const TemporaryFolder folder;
  std::string text = "id,age\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(i) + ",43\n";
  for (const auto* tail : {"1,2,secret-value\n", "secret-value\n"}) {
    const auto file = folder.write("t.csv", text + tail);
    const auto said =
        refusal({"duckdb", "csv", file, {{"id", ColumnType::text}, {"age", ColumnType::text}}});
    CHECK(said.starts_with("duckdb.malformed_file: "));
    CHECK(said.find("secret-value") == std::string::npos);
  }
}

TEST_CASE("text that is not UTF-8 is refused") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv",
                                 "a\nh\xE9"
                                 "pital\n");
  CHECK(refusal({"duckdb", "csv", file, {{"a", ColumnType::text}}})
            .starts_with("duckdb.malformed_file: "));
}

TEST_CASE("a declared column must be in the file, once") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", "id,age,age\n1,43,44\n");
  CHECK(refusal({"duckdb", "csv", file, {{"sex", ColumnType::integer}}}) ==
        "duckdb.column_missing: column sex is not in the file");
  CHECK(refusal({"duckdb", "csv", file, {{"age", ColumnType::integer}}}) ==
        "duckdb.column_ambiguous: column age stands twice in the file");
  CHECK(read({"duckdb", "csv", file, {{"id", ColumnType::integer}}}).has_value());
}

TEST_CASE("a file that is not there or is a folder is refused without its path") {
  const TemporaryFolder folder;
  for (const auto& file : {folder.file("none.csv"), folder.file("")}) {
    for (const auto* format : {"csv", "parquet"}) {
      const auto text = refusal({"duckdb", format, file, {{"id", ColumnType::integer}}});
      CHECK(text.starts_with("duckdb.cannot_open: "));
      CHECK(text.find("passerelle-") == std::string::npos);
    }
  }
}

TEST_CASE("a path with a quote is a path and no SQL") {
  const TemporaryFolder folder;
  const auto file = folder.write("o'hara's.csv", "id\n7\n");
  const auto batch = read({"duckdb", "csv", file, {{"id", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(values<std::int64_t>(*batch, 0) == Integers{7});
}

TEST_CASE("names that are words of SQL, or hold quotes, are names") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", "select,\"a\"\"b'c\"\n1,2\n");
  const auto batch = read(
      {"duckdb", "csv", file, {{"a\"b'c", ColumnType::integer}, {"select", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(values<std::int64_t>(*batch, 0) == Integers{2});
  CHECK(values<std::int64_t>(*batch, 1) == Integers{1});
}

TEST_CASE("a table without rows is a table") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", "id,age\n");
  const auto batch = read({"duckdb", "csv", file, {{"age", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(batch->rows == 0);
}

TEST_CASE("a Parquet file is read by name, with safe widening only") {
  const TemporaryFolder folder;
  const auto file = write_parquet(folder,
                                  "SELECT * FROM (VALUES (1::TINYINT, 1.5::FLOAT, 3.0::DOUBLE, "
                                  "12.50::DECIMAL(10,2), 'a', true, "
                                  "DATE '1969-12-31', 5::UBIGINT), (2, NULL, NULL, 1.25, NULL, "
                                  "false, DATE '2000-02-29', NULL)) "
                                  "AS t(small, f, whole, price, name, flag, day, big)");
  const auto batch = read({"duckdb",
                           "parquet",
                           file,
                           {{"day", ColumnType::date},
                            {"small", ColumnType::number},
                            {"f", ColumnType::number},
                            {"whole", ColumnType::integer},
                            {"price", ColumnType::number},
                            {"name", ColumnType::text},
                            {"flag", ColumnType::boolean},
                            {"big", ColumnType::integer}}});
  REQUIRE(batch.has_value());
  CHECK(values<std::int64_t>(*batch, 0) == Integers{-1, 11016});
  CHECK(values<double>(*batch, 1) == Numbers{1, 2});
  CHECK(values<double>(*batch, 2)[0] == 1.5);
  CHECK(batch->columns[2].missing == std::vector<bool>{false, true});
  CHECK(values<std::int64_t>(*batch, 3)[0] == 3);
  CHECK(values<double>(*batch, 4) == Numbers{12.5, 1.25});
  CHECK(batch->columns[5].missing == std::vector<bool>{false, true});
  CHECK(values<std::int64_t>(*batch, 6) == Integers{1, 0});
  CHECK(values<std::int64_t>(*batch, 7)[0] == 5);
}

TEST_CASE("a Parquet column of another type is refused before a row is read") {
  const TemporaryFolder folder;
  const auto file = write_parquet(folder, "SELECT 'x' AS name, 1 AS id, now() AS moment");
  CHECK(refusal({"duckdb", "parquet", file, {{"name", ColumnType::integer}}}) ==
        "duckdb.does_not_fit: column name: the file stores another type than integer");
  CHECK(refusal({"duckdb", "parquet", file, {{"id", ColumnType::text}}})
            .starts_with("duckdb.does_not_fit: column id"));
  CHECK(refusal({"duckdb", "parquet", file, {{"moment", ColumnType::date}}})
            .starts_with("duckdb.does_not_fit: column moment"));
}

TEST_CASE("Parquet values outside the declared type are refused") {
  const TemporaryFolder folder;
  const auto file =
      write_parquet(folder,
                    "SELECT 18446744073709551615::UBIGINT AS big, 1.5::DOUBLE AS part, "
                    "'inf'::DOUBLE AS inf, 9007199254740993::BIGINT AS exact");
  CHECK(refusal({"duckdb", "parquet", file, {{"big", ColumnType::integer}}})
            .starts_with("duckdb.does_not_fit: column big"));
  CHECK(refusal({"duckdb", "parquet", file, {{"part", ColumnType::integer}}})
            .starts_with("duckdb.does_not_fit: column part"));
  CHECK(refusal({"duckdb", "parquet", file, {{"inf", ColumnType::number}}})
            .starts_with("duckdb.does_not_fit: column inf"));
  CHECK(refusal({"duckdb", "parquet", file, {{"exact", ColumnType::number}}})
            .starts_with("duckdb.does_not_fit: column exact"));
}

TEST_CASE("a file that is no Parquet is refused") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.parquet", "id,age\n1,43\n");
  const auto text = refusal({"duckdb", "parquet", file, {{"id", ColumnType::integer}}});
  CHECK((text.starts_with("duckdb.cannot_open: ") || text.starts_with("duckdb.malformed_file: ")));
}

TEST_CASE("folders named like partitions add no columns") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("year=2020"));
  const auto file = folder.write("year=2020/t.csv", "id\n1\n");
  CHECK(refusal({"duckdb", "csv", file, {{"year", ColumnType::integer}}})
            .starts_with("duckdb.column_missing: "));
}

TEST_CASE("the engine opens its own file only, writes nothing, and cannot be unlocked") {
  const TemporaryFolder folder;
  const auto own = folder.write("own.csv", "id\n1\n");
  const auto other = folder.write("other.csv", "id\n2\n");
  auto engine = Engine::start({own});
  REQUIRE(engine.has_value());
  CHECK(engine->query("SELECT * FROM read_csv(?)", {own}).has_value());
  CHECK_FALSE(engine->query("SELECT * FROM read_csv(?)", {other}).has_value());
  CHECK_FALSE(engine->query("COPY (SELECT 1) TO '" + folder.file("out.csv") + "'", {}).has_value());
  CHECK_FALSE(std::filesystem::exists(folder.file("out.csv")));
  for (const auto* sql : {"SET enable_external_access = true", "SET threads = 8",
                          "SET allowed_paths = ['/etc/passwd']", "INSTALL httpfs"}) {
    CHECK_FALSE(engine->query(sql, {}).has_value());
  }
}

TEST_CASE("the engine's version is the one that the fetch script brings") {
  std::ifstream in(std::filesystem::path(PASSERELLE_SOURCE_DIR) / "connectors/duckdb/fetch");
  std::string line;
  while (std::getline(in, line) && !line.starts_with("version=")) {
  }
  CHECK(line == "version=" + std::string(duckdb_library_version()).substr(1));
}

}  // namespace
}  // namespace passerelle::duckdb
