#include "node/step/session.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "connectors/duckdb/files_test.h"
#include "node/analysis/partial.h"
#include "node/base/encoding.h"
#include "node/crypto/digest.h"
#include "node/crypto/pseudonyms.h"
#include "node/step/errors.h"

namespace passerelle::step {
namespace {

using duckdb::TemporaryFolder;

constexpr const char* kRows = "id,sex,age\n1,0,43\n2,1,61\n3,1,\n";

Json study() {
  return Json::parse(R"({"passerelle": "study/1",
    "study": {"id": "tiny", "version": "1.0.0", "title": {"en": "Tiny"}, "purpose": "53-1-e-i"},
    "sources": [{"alias": "t", "datasets": ["https://fr.example/dataset/t"], "person": "id"}],
    "variables": {"sex": {"column": "sex", "levels": [0, 1]}},
    "cohorts": {"everyone": {"from": "t"}},
    "analysis_set": {"cohort": "everyone", "complete_on": ["sex"]},
    "analyses": [{"id": "n", "type": "count", "by": "sex"}]})");
}

Json binding(const std::string& file) {
  Json columns = Json::array();
  for (const auto* name : {"id", "sex", "age"}) {
    columns.push_back({{"name", name}, {"type", "integer"}});
  }
  return {{"engine", "duckdb"}, {"format", "csv"}, {"file", file}, {"columns", columns}};
}

Json opening(const std::string& file) {
  return {{"do", "open"},
          {"sandbox", {{"mode", "best_effort"}}},
          {"study", study()},
          {"tables", {{{"source", 0}, {"binding", binding(file)}}}}};
}

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODw";  // 16 bytes

Json exclusion(const Json& persons) {
  return {{"do", "exclude"}, {"persons", persons}, {"key", kKey}, {"spaces", {"s"}}};
}

// A session that notes what it was asked to close itself in with.
struct Conversation {
  explicit Conversation(const std::vector<std::string>& opted_out = {}) {
    ask(exclusion(Json::array({opted_out})));
  }

  Json ask(const Json& request) {
    const auto answer = session.answer(request.dump());
    const auto end = std::min(answer.find('\n'), answer.size());
    members = answer.substr(std::min(end + 1, answer.size()));
    return Json::parse(answer.substr(0, end));
  }
  Result<analysis::StepOutput> output(const Json& answer) const {
    return analysis::step_output_from_pipe_json(answer["output"], members);
  }
  std::string refusal(const Json& request) {
    const auto answer = ask(request);
    REQUIRE(answer["ok"] == false);
    return answer["error"]["code"].get<std::string>() + ": " +
           answer["error"]["detail"].get<std::string>();
  }

  std::string members;  // behind the last answer
  std::vector<SandboxRequest> closed_in;
  Session session{[this](const SandboxRequest& request) -> Result<SandboxReport> {
    closed_in.push_back(request);
    return SandboxReport{};
  }};
};

TEST_CASE("a study is opened once and its round answered as often as it is asked") {
  const TemporaryFolder folder;
  Conversation host;
  const auto opened = host.ask(opening(folder.write("t.csv", kRows)));
  REQUIRE(opened["ok"] == true);
  const Json step = {{"do", "step"}, {"after", 0}, {"transcript", Json::array()}};
  const auto first = host.ask(step);
  REQUIRE(first["ok"] == true);
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  const auto found = output->partial.cells.find({"analysis_set", {{"sex", "1"}}});
  REQUIRE(found != output->partial.cells.end());
  CHECK(found->second == analysis::Count{2, 2});
  CHECK(host.ask(step) == first);
}

TEST_CASE("a study that names a set is computed on the rows of the holder's definition") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", kRows);
  auto request = opening(file);
  request["study"]["analysis_set"] = "core";
  request["study"].erase("cohorts");
  const Json definition{{"name", "core"},
                        {"table", "t"},
                        {"where", {{"ge", {"age", 50}}}},
                        {"complete_on", Json::array({"sex"})}};
  request["analysis_set"] = definition;
  Conversation host;
  REQUIRE(host.ask(request)["ok"] == true);
  const auto step = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(step);
  REQUIRE(output.has_value());
  CHECK(output->partial.cells.at({"analysis_set", {}}) == analysis::Count{1, 1});

  CHECK(Conversation().refusal([&] {
    auto without = request;
    without.erase("analysis_set");
    return without;
  }()) == "step.protocol: a definition comes with a study that names a set, and only with such");
  CHECK(Conversation().refusal([&] {
    auto unasked = opening(file);
    unasked["analysis_set"] = definition;
    return unasked;
  }()) == "step.protocol: a definition comes with a study that names a set, and only with such");
  request["analysis_set"]["name"] = "other";
  CHECK(Conversation().refusal(request) ==
        "step.protocol: the definition is of another set than the study names");
  request["analysis_set"] = definition;
  request["analysis_set"]["complete_on"] = Json::array({"age"});
  CHECK(Conversation().refusal(request).starts_with("study.incomplete: /variables/sex"));
}

TEST_CASE("the sandbox allows the files of the bindings and is entered before they are opened") {
  const TemporaryFolder folder;
  Conversation host;
  const auto text = host.refusal(opening(folder.file("none.csv")));
  CHECK(text.starts_with("duckdb.cannot_open: "));
  REQUIRE(host.closed_in.size() == 1);
  CHECK(host.closed_in[0].files == std::vector<std::string>{folder.file("none.csv")});
  CHECK(host.closed_in[0].mode == SandboxMode::best_effort);
}

TEST_CASE("a worker is closed in once, for the files it was started for") {
  const TemporaryFolder folder;
  Conversation host;
  REQUIRE(host.ask(opening(folder.write("t.csv", kRows)))["ok"] == true);
  CHECK(host.refusal(opening(folder.write("u.csv", kRows))) ==
        "step.protocol: the worker is closed in already");
}

TEST_CASE("rounds that do not follow those given are refused") {
  const TemporaryFolder folder;
  Conversation host;
  CHECK(host.refusal({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}}) ==
        "step.protocol: no study is open");
  REQUIRE(host.ask(opening(folder.write("t.csv", kRows)))["ok"] == true);
  CHECK(host.refusal({{"do", "step"}, {"after", 3}, {"transcript", Json::array()}}) ==
        "step.protocol: rounds are missing");
}

TEST_CASE("a study that is finished is not asked for a further round") {
  const TemporaryFolder folder;
  Conversation host;
  REQUIRE(host.ask(opening(folder.write("t.csv", kRows)))["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  const Json round = {{"fr", analysis::to_json(output->partial)}};
  CHECK(host.refusal({{"do", "step"}, {"after", 0}, {"transcript", {round}}}) ==
        "step.protocol: the study is finished after these rounds");
}

TEST_CASE("persons who opted out are not among the rows, and are counted apart") {
  const TemporaryFolder folder;
  Conversation host({"2", "77"});
  auto request = opening(folder.write("t.csv", "id,sex,age\n1,0,43\n2,1,61\n2,1,\n3,1,5\n"));
  request["tables"][0]["binding"]["person"] = "id";
  REQUIRE(host.ask(request)["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  const auto& cells = output->partial.cells;
  CHECK(cells.at({"analysis_set", {{"sex", "1"}}}) == analysis::Count{1, 1});
  CHECK(cells.at({"analysis_set", {}}) == analysis::Count{2, 2});
  CHECK(cells.at({"opted_out", {}}) == analysis::Count{2, 1});
}

TEST_CASE("persons are taken out by the binding's column, whichever one the study names") {
  const TemporaryFolder folder;
  Conversation host({"12"});
  auto request =
      opening(folder.write("t.csv", "id,sex,age,national\n1,0,43,11\n2,1,61,12\n3,1,5,13\n"));
  request["tables"][0]["binding"]["columns"].push_back({{"name", "national"}, {"type", "text"}});
  request["tables"][0]["binding"]["person"] = "national";
  REQUIRE(host.ask(request)["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  CHECK(output->partial.cells.at({"analysis_set", {}}) == analysis::Count{2, 2});
}

TEST_CASE("persons are counted as the binding's column tells them apart") {
  const TemporaryFolder folder;
  auto request =
      opening(folder.write("t.csv", "id,sex,age,national\n1,0,43,A\n2,0,61,A\n3,0,5,B\n"));
  request["tables"][0]["binding"]["columns"].push_back({{"name", "national"}, {"type", "text"}});
  request["tables"][0]["binding"]["person"] = "national";
  Conversation host;
  REQUIRE(host.ask(request)["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  CHECK(output->partial.cells.at({"analysis_set", {}}) == analysis::Count{3, 2});
}

std::size_t population_of(const analysis::Cohorts& cohorts) {
  std::size_t persons = 0;
  for (const auto atom : cohorts.population) persons += cohorts.atoms[atom].size();
  return persons;
}

analysis::Cohorts cohorts_in(Conversation& host, const Json& request) {
  REQUIRE(host.ask(request)["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  return *output->evidence.cohorts;
}

TEST_CASE("persons are named by pseudonyms of the binding's column, the same in every worker") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", "id,sex,age,national\n1,0,43,11\n2,1,61,12\n3,1,5,13\n");
  auto named = opening(file);
  named["tables"][0]["binding"]["columns"].push_back({{"name", "national"}, {"type", "text"}});
  const auto pseudonyms = *crypto::Pseudonyms::with_key(*from_base64url(kKey));
  Conversation by_study;
  const auto of_study = cohorts_in(by_study, named);
  CHECK(of_study.atoms[0] == std::vector{pseudonyms.of("s", "1")});
  CHECK(population_of(of_study) == 3);

  named["tables"][0]["binding"]["person"] = "national";
  Conversation one, other;
  const auto of_holder = cohorts_in(one, named);
  CHECK(of_holder == cohorts_in(other, named));
  CHECK(of_holder.of.size() == 3);
  for (const auto& [key, atoms] : of_holder.of) {
    if (key.where.empty() || key.where[0].level != "0") continue;
    CHECK(of_holder.atoms[atoms[0]] == std::vector{pseudonyms.of("s", "11")});
  }
}

TEST_CASE("two spaces with a person of the same identifier are refused, one space is not") {
  const TemporaryFolder folder;
  const auto one = folder.write("t.csv", kRows),
             other = folder.write("u.csv", "id,sex,age\n3,0,9\n");
  auto request = opening(one);
  request["study"]["sources"][0]["datasets"].push_back("https://fr.example/dataset/u");
  request["tables"].push_back({{"source", 0}, {"binding", binding(other)}});
  const auto with_spaces = [&](const Json& spaces) {
    Conversation host;
    auto said = exclusion(Json::array({Json::array(), Json::array()}));
    said["spaces"] = spaces;
    REQUIRE(host.ask(said)["ok"] == true);
    const auto answer = host.ask(request);
    return answer["ok"] == true ? "" : answer["error"]["code"].get<std::string>();
  };
  CHECK(with_spaces({"s", "t"}) == "ledger.not_in_space");
  CHECK(with_spaces({"s", "s"}).empty());
}

// The study asks which persons have a row in a second table.
Json linked_opening(const std::string& file, const std::string& other) {
  auto request = opening(file);
  auto& study = request["study"];
  study["sources"].push_back(
      {{"alias", "u"}, {"datasets", {"https://fr.example/dataset/u"}}, {"person", "id"}});
  study["variables"]["there"] =
      Json::parse(R"({"exists": {"event": {"source": "u", "where": {"ge": ["age", 9]}}},
                      "levels": [false, true]})");
  study["analyses"][0]["by"] = "there";
  study["analysis_set"]["complete_on"] = {"there"};
  request["tables"].push_back({{"source", 1}, {"binding", binding(other)}});
  return request;
}

Json exclusion_of_two(const Json& first, const Json& second, const Json& spaces) {
  auto said = exclusion(Json::array({first, second}));
  said["spaces"] = spaces;
  return said;
}

TEST_CASE(
    "linked rows answer for the persons of the study's own rows, and are no rows themselves") {
  const TemporaryFolder folder;
  Conversation host;
  host.ask(exclusion_of_two(Json::array(), Json::array(), {"s", "s"}));
  REQUIRE(host.ask(linked_opening(folder.write("t.csv", "id,sex,age\n1,0,4\n2,1,6\n3,1,5\n"),
                                  folder.write("u.csv",
                                               "id,sex,age\n3,0,9\n3,0,10\n2,1,8\n7,0,9\n"
                                               ",0,9\n")))["ok"] == true);
  const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
  const auto output = host.output(first);
  REQUIRE(output.has_value());
  const auto& cells = output->partial.cells;
  CHECK(cells.at({"analysis_set", {}}) == analysis::Count{3, 3});
  CHECK(cells.at({"analysis_set", {{"there", "true"}}}) == analysis::Count{1, 1});
  CHECK(population_of(*output->evidence.cohorts) == 3);
}

TEST_CASE("who opted out is taken out of linked rows too, where a row of nobody is no obstacle") {
  const TemporaryFolder folder;
  const auto opened = [&](const Json& of_linked) {
    Conversation host;
    host.ask(exclusion_of_two(Json::array(), of_linked, {"s", "s"}));
    auto request = linked_opening(folder.write("t.csv", "id,sex,age\n1,0,4\n2,1,6\n"),
                                  folder.write("u.csv", "id,sex,age\n2,0,9\n,0,9\n"));
    for (auto& table : request["tables"]) table["binding"]["person"] = "id";
    REQUIRE(host.ask(request)["ok"] == true);
    const auto first = host.ask({{"do", "step"}, {"after", 0}, {"transcript", Json::array()}});
    return host.output(first)->partial;
  };
  const analysis::CellKey there{"analysis_set", {{"there", "true"}}};
  CHECK(opened(Json::array()).cells.at(there) == analysis::Count{1, 1});
  const auto without = opened({"2"});
  CHECK(without.cells.at(there) == analysis::Count{0, 0});
  // They are counted where the study's own rows are.
  CHECK(without.cells.at({"opted_out", {}}) == analysis::Count{0, 0});
}

TEST_CASE("a study computes with no column that identifies persons, whoever it says they are") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", kRows);
  auto request = opening(file);
  request["tables"][0]["binding"]["person"] = "age";
  request["study"]["analyses"][0] = {{"id", "n"}, {"type", "describe"}, {"variables", {"age"}}};
  CHECK(Conversation().refusal(request) ==
        "step.protocol: a study computes with a column that identifies persons");
}

TEST_CASE("tables of two spaces of persons, and a source without a table, are not linked") {
  const TemporaryFolder folder;
  const auto one = folder.write("t.csv", kRows),
             other = folder.write("u.csv", "id,sex,age\n9,0,9\n");
  Conversation apart;
  apart.ask(exclusion_of_two(Json::array(), Json::array(), {"s", "t"}));
  CHECK(apart.refusal(linked_opening(one, other)).starts_with("ledger.not_in_space: "));

  for (const auto source : {0, 2}) {
    Conversation lacking;
    lacking.ask(exclusion_of_two(Json::array(), Json::array(), {"s", "s"}));
    auto request = linked_opening(one, other);
    request["tables"][1]["source"] = source;
    CHECK(
        lacking.refusal(request).starts_with("step.protocol: a source of the study has no table"));
  }
  Conversation negative;
  negative.ask(exclusion_of_two(Json::array(), Json::array(), {"s", "s"}));
  auto request = linked_opening(one, other);
  request["tables"][1]["source"] = -1;
  CHECK(negative.refusal(request).starts_with("base.malformed: /tables/1/source"));
}

TEST_CASE("rows are not read before it was said who opted out, nor without a way to tell them") {
  const TemporaryFolder folder;
  const auto file = folder.write("t.csv", kRows);
  Session silent([](const SandboxRequest&) -> Result<SandboxReport> { return SandboxReport{}; });
  CHECK(Json::parse(silent.answer(opening(file).dump()))["error"]["code"] == "step.protocol");

  Conversation other_count;
  other_count.ask(exclusion(Json::array()));
  CHECK(other_count.refusal(opening(file)).starts_with("step.protocol: who opted out"));

  Conversation blind({"2"});
  CHECK(blind.refusal(opening(file)).starts_with("step.protocol: a binding without a column"));
}

TEST_CASE("who opted out is said in lists of texts, before the rows are read") {
  const TemporaryFolder folder;
  Conversation host;
  CHECK(host.refusal(exclusion({{1}})).starts_with("base.malformed: "));
  CHECK(host.refusal(exclusion({"7"})).starts_with("base.malformed: "));
  auto weak = exclusion(Json::array({Json::array()}));
  weak["key"] = "AAEC";
  CHECK(host.refusal(weak).starts_with("crypto.bad_key: "));
  CHECK(host.refusal({{"do", "exclude"}}).starts_with("base.malformed: "));
  REQUIRE(host.ask(opening(folder.write("t.csv", kRows)))["ok"] == true);
  CHECK(host.refusal(exclusion({{"1"}})).starts_with("step.protocol: "));
}

TEST_CASE("a column that the file lacks is told by name") {
  const TemporaryFolder folder;
  Conversation host;
  CHECK(host.refusal(opening(folder.write("t.csv", "id,age\n1,43\n"))) ==
        "duckdb.column_missing: column sex is not in the file");
}

TEST_CASE("a value outside the declared levels is an error that does not tell the value") {
  const TemporaryFolder folder;
  Conversation host;
  const auto text = host.refusal(opening(folder.write("t.csv", "id,sex,age\n1,77,43\n")));
  CHECK(text.starts_with("data.outside_levels: "));
  CHECK(text.find("77") == std::string::npos);
}

TEST_CASE("a probe tells digest and size of each file, and nothing about its rows") {
  const TemporaryFolder folder;
  Conversation host;
  const auto file = folder.write("t.csv", kRows);
  const auto answer = host.ask(
      {{"do", "probe"}, {"sandbox", {{"mode", "best_effort"}}}, {"bindings", {binding(file)}}});
  REQUIRE(answer["ok"] == true);
  CHECK(answer["files"] == Json::array({{{"sha256", crypto::sha256_hex(kRows)},
                                         {"size", std::string(kRows).size()}}}));
}

TEST_CASE("a probe finds a value that does not fit, in columns that no study reads") {
  const TemporaryFolder folder;
  Conversation host;
  const auto file = folder.write("t.csv", "id,sex,age\n1,0,43\n2,1,old\n");
  CHECK(host.refusal({{"do", "probe"},
                      {"sandbox", {{"mode", "best_effort"}}},
                      {"bindings", {binding(file)}}}) ==
        "duckdb.does_not_fit: column age: a value is no integer");
}

TEST_CASE("what is no request is refused") {
  Conversation host;
  CHECK(Json::parse(host.session.answer("{"))["error"]["code"] == "base.malformed");
  CHECK(host.refusal({{"do", "shell"}}).starts_with("step.protocol: "));
  CHECK(host.refusal({{"do", "report"}, {"sandbox", {{"mode", "none"}}}}) ==
        "base.malformed: /sandbox/mode: required or best_effort is expected");
  CHECK(host.refusal({{"do", "report"}, {"sandbox", {{"mode", "required"}}}, {"more", 1}}) ==
        "base.malformed: /more: unknown field");
}

TEST_CASE("a sandbox that the kernel refuses refuses the study") {
  Session session([](const SandboxRequest&) -> Result<SandboxReport> {
    return Error{StepError::sandbox_missing, "this kernel or container lacks Landlock"};
  });
  const auto answer = Json::parse(session.answer(opening("/data/t.csv").dump()));
  CHECK(answer["error"]["code"] == "step.sandbox_missing");
}

}  // namespace
}  // namespace passerelle::step
