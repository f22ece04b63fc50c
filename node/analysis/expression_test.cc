#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "node/analysis/errors.h"
#include "node/analysis/expression_parse.h"
#include "node/analysis/expression_values.h"

namespace passerelle::analysis {
namespace {

Result<ExpressionPtr> parse(const Json& written) {
  const NameResolver columns = [](const std::string& name, const std::string& path, int) {
    Expression column;
    column.op = Operator::column;
    column.name = name;
    column.path = path;
    return Result<ExpressionPtr>(std::make_shared<const Expression>(std::move(column)));
  };
  return parse_expression(written, "/e", columns);
}

query::Column numbers(std::vector<double> values) {
  query::Column column{query::ColumnType::number, values, {}};
  for (const double value : values) column.missing.push_back(std::isnan(value));
  return column;
}

query::Column whole(query::ColumnType type, std::vector<std::int64_t> values) {
  const auto rows = values.size();
  return {type, std::move(values), std::vector<bool>(rows, false)};
}

query::Column texts(std::vector<std::string> values) {
  query::Column column{query::ColumnType::text, values, {}};
  for (const auto& value : values) column.missing.push_back(value.empty());
  return column;
}

// Columns: a b (numbers), d (dates), f (boolean), s t (texts).
struct Table {
  std::vector<std::string> names{"a", "b", "d", "f", "s", "t"};
  query::RowBatch batch;
  KnownKinds kinds;

  Table(std::vector<double> a, std::vector<double> b) {
    batch.rows = a.size();
    batch.columns = {numbers(std::move(a)),
                     numbers(std::move(b)),
                     whole(query::ColumnType::date, {0, 18262, 18321}),  // 1970, 2020-01-01, -02-29
                     whole(query::ColumnType::boolean, {0, 1, 1}),
                     texts({"x", "y", ""}),
                     texts({"x", "x", "y"})};
    for (std::size_t i = 0; i < names.size(); ++i) {
      kinds.columns.emplace(names[i], kind_of(batch.columns[i].type));
    }
  }
};

// The values of an expression over three rows; texts as their dictionary words.
std::vector<std::string> evaluated(const Json& written,
                                   std::vector<double> a = {1, 2, kMissing},
                                   std::vector<double> b = {2, 2, 2}) {
  const auto expression = parse(written);
  REQUIRE_MESSAGE(expression.has_value(), written.dump());
  const Table table(std::move(a), std::move(b));
  const auto kind = infer_kind(**expression, table.kinds);
  REQUIRE_MESSAGE(kind.has_value(), kind.error().text());
  const auto values = Evaluator(table.names, table.batch).evaluate(*expression);
  std::vector<std::string> words;
  for (std::size_t row = 0; row < table.batch.rows; ++row) {
    if (values->kind == ValueKind::text) {
      const auto code = values->code(row);
      words.push_back(code < 0 ? "?" : values->dictionary[static_cast<std::size_t>(code)]);
    } else {
      const auto number = values->number(row);
      words.push_back(std::isnan(number) ? "?" : number_text(number));
    }
  }
  return words;
}

using Words = std::vector<std::string>;

std::string parse_refusal(const Json& written) {
  const auto expression = parse(written);
  REQUIRE_FALSE(expression.has_value());
  return expression.error().text();
}

std::string kind_refusal(const Json& written, const KnownKinds& kinds) {
  const auto expression = parse(written);
  REQUIRE_MESSAGE(expression.has_value(), expression.error().text());
  const auto kind = infer_kind(**expression, kinds);
  REQUIRE_FALSE(kind.has_value());
  return kind.error().text();
}

Json json(const char* text) { return Json::parse(text); }

}  // namespace

TEST_CASE("a comparison with a missing value is missing") {
  for (const auto* op : {"eq", "ne", "lt", "le", "gt", "ge"}) {
    CAPTURE(op);
    CHECK(evaluated(Json{{op, {"a", 2}}})[2] == "?");
    CHECK(evaluated(Json{{op, Json::array({"b", Json{{"column", "a"}}})}})[2] == "?");
  }
  CHECK(evaluated(json(R"({"eq": ["a", 2]})")) == Words{"0", "1", "?"});
  CHECK(evaluated(json(R"({"ne": ["a", 2]})")) == Words{"1", "0", "?"});
  CHECK(evaluated(json(R"({"lt": ["a", 2]})")) == Words{"1", "0", "?"});
  CHECK(evaluated(json(R"({"le": ["a", 1]})")) == Words{"1", "0", "?"});
  CHECK(evaluated(json(R"({"gt": ["a", 1]})")) == Words{"0", "1", "?"});
  CHECK(evaluated(json(R"({"ge": ["a", 1]})")) == Words{"1", "1", "?"});
  CHECK(evaluated(json(R"({"in": ["a", [5, 2]]})")) == Words{"0", "1", "?"});
  CHECK(evaluated(json(R"({"in": ["a", 1, 2]})")) == Words{"1", "1", "?"});
  CHECK(evaluated(json(R"({"between": ["a", 1, 1.5]})")) == Words{"1", "0", "?"});
  CHECK(evaluated(json(R"({"between": ["b", 9, {"column": "a"}]})")) == Words{"0", "0", "?"});
}

TEST_CASE("and, or and not follow Kleene's table") {
  const auto name = [](double value) { return std::isnan(value) ? "?" : value == 1 ? "1" : "0"; };
  const std::vector<double> truths{0, 1, kMissing};
  const Json left = json(R"({"eq": ["a", 1]})");
  const Json right = json(R"({"eq": ["b", 1]})");
  const Words expected_and{"0", "0", "0", "0", "1", "?", "0", "?", "?"};
  const Words expected_or{"0", "1", "?", "1", "1", "1", "?", "1", "?"};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::vector<double> a(3, truths[i]);
    for (std::size_t j = 0; j < 3; ++j) {
      CAPTURE(name(truths[i]));
      CAPTURE(name(truths[j]));
      const std::vector<double> b(3, truths[j]);
      CHECK(evaluated(Json{{"and", {left, right}}}, a, b)[0] == expected_and[3 * i + j]);
      CHECK(evaluated(Json{{"or", {left, right}}}, a, b)[0] == expected_or[3 * i + j]);
    }
    CHECK(evaluated(Json{{"not", left}}, a)[0] == Words{"1", "0", "?"}[i]);
  }
}

TEST_CASE("is_null is never missing") {
  CHECK(evaluated(json(R"({"is_null": "a"})")) == Words{"0", "0", "1"});
  CHECK(evaluated(json(R"({"is_null": ["s"]})")) == Words{"0", "0", "1"});
  CHECK(evaluated(json(R"({"not": {"is_null": "a"}})")) == Words{"1", "1", "0"});
}

TEST_CASE("else of a case does not apply when a tested operand is missing") {
  CHECK(evaluated(json(R"({"case": [[{"eq": ["a", 1]}, 10]], "else": 20})")) ==
        Words{"10", "20", "?"});
}

TEST_CASE("a later branch that is true is taken after a missing one") {
  CHECK(evaluated(
            json(R"({"case": [[{"eq": ["a", 1]}, 10], [{"is_null": "a"}, 30]], "else": 20})")) ==
        Words{"10", "20", "30"});
}

TEST_CASE("and with a false operand decides a case although the other is missing") {
  const auto written =
      json(R"({"case": [[{"and": [{"eq": ["b", 1]}, {"le": ["a", 5]}]}, 1]], "else": 0})");
  CHECK(evaluated(written, {1, kMissing, kMissing}, {1, 2, 1}) == Words{"1", "0", "?"});
}

TEST_CASE("a case without else is missing where no branch is true, and null says missing") {
  CHECK(evaluated(json(R"({"case": [[{"eq": ["a", 1]}, 10]]})")) == Words{"10", "?", "?"});
  CHECK(evaluated(json(R"({"case": [[{"eq": ["a", 1]}, null]], "else": "b"})")) ==
        Words{"?", "2", "?"});
  CHECK(evaluated(json(R"({"is_null": {"case": [[{"eq": ["b", 2]}, null]]}})")) ==
        Words{"1", "1", "1"});
}

TEST_CASE("a case can choose between texts of columns") {
  CHECK(evaluated(json(R"({"case": [[{"eq": ["a", 1]}, "s"]], "else": "t"})")) ==
        Words{"x", "x", "?"});
  CHECK(evaluated(json(R"({"eq": [{"case": [[{"eq": ["b", 2]}, null]]}, "x"]})")) ==
        Words{"?", "?", "?"});
}

TEST_CASE("min and max with a missing operand are missing") {
  CHECK(evaluated(json(R"({"min": ["a", 1.5]})")) == Words{"1", "1.5", "?"});
  CHECK(evaluated(json(R"({"max": [1.5, "a"]})")) == Words{"1.5", "2", "?"});
}

TEST_CASE("arithmetic computes with numbers and truths") {
  CHECK(evaluated(json(R"({"add": ["a", "b", 1]})")) == Words{"4", "5", "?"});
  CHECK(evaluated(json(R"({"sub": ["a", "b"]})")) == Words{"-1", "0", "?"});
  CHECK(evaluated(json(R"({"mul": ["a", 3]})")) == Words{"3", "6", "?"});
  CHECK(evaluated(json(R"({"div": ["a", "b"]})")) == Words{"0.5", "1", "?"});
  CHECK(evaluated(json(R"({"abs": {"sub": ["a", 3]}})")) == Words{"2", "1", "?"});
  CHECK(evaluated(json(R"({"exp": {"sub": ["a", "a"]}})")) == Words{"1", "1", "?"});
  CHECK(evaluated(json(R"({"add": ["f", 1]})")) == Words{"1", "2", "2"});
  CHECK(evaluated(json(R"({"eq": ["f", true]})")) == Words{"0", "1", "1"});
  CHECK(evaluated(json(R"({"eq": ["f", 1]})")) == Words{"0", "1", "1"});
  CHECK(evaluated(json(R"({"and": ["f", {"eq": ["b", 2]}]})")) == Words{"0", "1", "1"});
}

TEST_CASE("what has no value is missing: division by zero, logarithms and roots of negatives") {
  CHECK(evaluated(json(R"({"div": [1, "a"]})"), {0, 2, kMissing}) == Words{"?", "0.5", "?"});
  CHECK(evaluated(json(R"({"log": "a"})"), {0, 1, -1}) == Words{"?", "0", "?"});
  CHECK(evaluated(json(R"({"sqrt": "a"})"), {-1, 4, 0}) == Words{"?", "2", "0"});
}

TEST_CASE("dates are compared with texts, counted in days, and have a year") {
  CHECK(evaluated(json(R"({"ge": ["d", "2020-01-01"]})")) == Words{"0", "1", "1"});
  CHECK(evaluated(json(R"({"in": ["d", ["1970-01-01", "2020-02-29"]]})")) == Words{"1", "0", "1"});
  CHECK(evaluated(json(R"({"days_between": ["d", {"max": ["d", "d"]}]})")) == Words{"0", "0", "0"});
  CHECK(evaluated(json(R"({"year": "d"})")) == Words{"1970", "2020", "2020"});
  CHECK(parse_date("2020-02-29") == 18321);
  CHECK_FALSE(parse_date("2021-02-29").has_value());
  CHECK_FALSE(parse_date("2021-2-9").has_value());
  CHECK(year_of(-1) == 1969);
}

TEST_CASE("texts are compared with values and with columns") {
  CHECK(evaluated(json(R"({"eq": ["s", "y"]})")) == Words{"0", "1", "?"});
  CHECK(evaluated(json(R"({"eq": ["s", {"column": "t"}]})")) == Words{"1", "0", "?"});
  CHECK(evaluated(json(R"({"in": ["s", ["y", "z"]]})")) == Words{"0", "1", "?"});
}

TEST_CASE("cut is closed left and open right, and tells what is outside") {
  const auto written = json(R"({"cut": "a", "breaks": [null, 50, 60, null]})");
  CHECK(evaluated(written, {49.5, 50, 60}) == Words{"<50", "[50,60)", ">=60"});
  CHECK(evaluated(json(R"({"cut": "a", "breaks": [0, 50, 60.5]})"), {-1, 60.5, kMissing}) ==
        Words{"(outside)", "(outside)", "?"});
  CHECK(evaluated(json(R"({"cut": "a", "breaks": [0, 50, 60.5]})"), {0, 50, 60}) ==
        Words{"[0,50)", "[50,60.5)", "[50,60.5)"});
}

TEST_CASE("an expression that is none is refused with its path") {
  CHECK(parse_refusal(json(R"(5)")) == "study.malformed: /e: a name or an expression is expected");
  CHECK(parse_refusal(json(R"({})")).starts_with("study.malformed: /e: no operator"));
  CHECK(parse_refusal(json(R"({"sql": "x"})")).starts_with("study.malformed: /e/sql: no operator"));
  CHECK(parse_refusal(json(R"({"eq": ["a", 1], "lt": ["a", 2]})"))
            .starts_with("study.malformed: /e: an expression has one operator"));
  CHECK(parse_refusal(json(R"({"eq": ["a"]})")) == "study.malformed: /e/eq: `eq` takes 2 operands");
  CHECK(parse_refusal(json(R"({"log": ["a", "b"]})")) ==
        "study.malformed: /e/log: `log` takes 1 operand");
  CHECK(parse_refusal(json(R"({"add": "a"})")) ==
        "study.malformed: /e/add: a list of operands is expected");
  CHECK(parse_refusal(json(R"({"eq": [1, "a"]})")) ==
        "study.malformed: /e/eq/0: a name or an expression is expected");
  CHECK(parse_refusal(json(R"({"eq": ["a", null]})"))
            .starts_with("study.malformed: /e/eq/1: nothing equals a missing value"));
  CHECK(parse_refusal(json(R"({"in": ["a", []]})")).starts_with("study.malformed: /e/in: "));
  CHECK(parse_refusal(json(R"({"case": []})")).starts_with("study.malformed: /e/case: "));
  CHECK(parse_refusal(json(R"({"case": [["a"]]})")) ==
        "study.malformed: /e/case/0: [condition, value] is expected");
  CHECK(parse_refusal(json(R"({"add": ["a", 1], "else": 2})")) ==
        "study.malformed: /e/else: stands only with `case`");
  CHECK(parse_refusal(json(R"({"add": ["a", 1], "breaks": [1]})")) ==
        "study.malformed: /e/breaks: stands only with `cut`");
  CHECK(parse_refusal(json(R"({"cut": "a"})")) == "study.malformed: /e/breaks: is missing");
  CHECK(parse_refusal(json(R"({"cut": "a", "breaks": [null, null]})")) ==
        "study.malformed: /e/breaks: at least one number is expected");
  CHECK(parse_refusal(json(R"({"cut": "a", "breaks": [null, 5, 5]})")) ==
        "study.malformed: /e/breaks/2: breaks increase strictly");
  CHECK(parse_refusal(json(R"({"cut": "a", "breaks": [1, null, 5]})")) ==
        "study.malformed: /e/breaks/1: a number is expected");
  CHECK(parse_refusal(json(R"({"column": 3})")) ==
        "study.malformed: /e/column: the name of a source column is expected");
}

TEST_CASE("an expression that nests too deep is refused") {
  Json written = "a";
  for (int i = 0; i < 31; ++i) written = Json{{"abs", written}};
  CHECK(parse(written).has_value());
  CHECK(parse_refusal(Json{{"abs", written}}).starts_with("study.too_large: "));
}

TEST_CASE("operands of a kind that does not fit are refused, before and after types are known") {
  const KnownKinds none;
  const KnownKinds kinds{{{"n", ValueKind::number}, {"s", ValueKind::text}, {"d", ValueKind::date}},
                         {}};
  CHECK(kind_refusal(json(R"({"and": [{"add": ["n", 1]}, {"eq": ["n", 1]}]})"), none) ==
        "study.wrong_kind: /e/and/0: true or false, for instance a comparison is expected, this is "
        "a number");
  CHECK(kind_refusal(json(R"({"lt": ["n", "soon"]})"), none)
            .starts_with("study.wrong_kind: /e/lt/1: a date as YYYY-MM-DD"));
  CHECK(kind_refusal(json(R"({"add": ["n", "s"]})"), kinds) ==
        "study.wrong_kind: /e/add/1: a number is expected, this is a text");
  CHECK(
      kind_refusal(json(R"({"eq": ["n", "x"]})"), kinds).starts_with("study.wrong_kind: /e/eq/1"));
  CHECK(kind_refusal(json(R"({"eq": ["s", 1]})"), kinds).starts_with("study.wrong_kind: /e/eq/1"));
  CHECK(kind_refusal(json(R"({"gt": ["s", {"column": "s"}]})"), kinds)
            .starts_with("study.wrong_kind: /e/gt/0"));
  CHECK(kind_refusal(json(R"({"ge": ["d", "2020-13-01"]})"), kinds)
            .starts_with("study.wrong_kind: /e/ge/1"));
  CHECK(kind_refusal(json(R"({"year": "n"})"), kinds).starts_with("study.wrong_kind: /e/year"));
  CHECK(kind_refusal(json(R"({"not": "n"})"), kinds).starts_with("study.wrong_kind: /e/not"));
  CHECK(kind_refusal(json(R"({"min": ["n", "d"]})"), kinds)
            .starts_with("study.wrong_kind: /e/min/1"));
  CHECK(kind_refusal(json(R"({"cut": "s", "breaks": [1, 2]})"), kinds)
            .starts_with("study.wrong_kind: /e/cut"));
  CHECK(kind_refusal(json(R"({"case": [[{"eq": ["n", 1]}, 1]], "else": "s"})"), kinds)
            .starts_with("study.wrong_kind: /e/else"));
}

}  // namespace passerelle::analysis
