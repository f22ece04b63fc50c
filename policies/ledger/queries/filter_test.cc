#include "policies/ledger/queries/filter.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::ledger::queries {
namespace {

class Data {
 public:
  Data() {
    REQUIRE(data_.add("v1", "pid,sex,age\nA,F,20\nB,M,30\nC,F,40.5\n"));
    snapshot_ = data_.find("v1");
    REQUIRE(snapshot_ != nullptr);
  }

  // The persons whom a filter asks for.
  std::string matching(const char* filter) const {
    const auto read = read_filter(Json::parse(filter), "", *snapshot_);
    REQUIRE_MESSAGE(read, read.error().text());
    std::string persons;
    for (std::size_t record = 0; record < 3; ++record) {
      if ((*read)(record)) persons += static_cast<char>('A' + record);
    }
    return persons;
  }

  std::string refusal(const char* filter) const {
    const auto read = read_filter(Json::parse(filter), "/filter", *snapshot_);
    REQUIRE(!read);
    return read.error().detail;
  }

 private:
  Microdata data_;
  const Snapshot* snapshot_ = nullptr;
};

TEST_CASE("filters ask for the records that they say") {
  const Data data;
  CHECK(data.matching("null") == "ABC");
  CHECK(data.matching(R"(["eq", "sex", "F"])") == "AC");
  CHECK(data.matching(R"(["eq", "age", 30])") == "B");
  CHECK(data.matching(R"(["ge", "age", 30])") == "BC");
  CHECK(data.matching(R"(["lt", "age", 30])") == "A");
  CHECK(data.matching(R"(["in", "age", [20, 40.5]])") == "AC");
  CHECK(data.matching(R"(["not", ["in", "sex", ["M"]]])") == "AC");
  CHECK(data.matching(R"(["and", ["eq", "sex", "F"], ["ge", "age", 21]])") == "C");
  CHECK(data.matching(R"(["or", ["eq", "sex", "M"], ["ge", "age", 40], ["lt", "age", 0]])") ==
        "BC");
  CHECK(data.matching(R"(["and"])") == "ABC");
  CHECK(data.matching(R"(["or"])").empty());
}

TEST_CASE("what is no filter is refused with its place") {
  const Data data;
  CHECK(data.refusal("{}") == "/filter: null or a list that begins with a word is expected");
  CHECK(data.refusal(R"(["xor", null])") ==
        "/filter/0: and, or, not, eq, ge, lt or in is expected");
  CHECK(data.refusal(R"(["and", null, ["eq", "size", 3]])") ==
        "/filter/2/1: a variable of the data is expected");
  CHECK(data.refusal(R"(["eq", "age", "30"])") == "/filter/2: a number is expected");
  CHECK(data.refusal(R"(["in", "sex", ["F", 3]])") == "/filter/2/1: a text is expected");
  CHECK(data.refusal(R"(["in", "sex", "F"])") == "/filter/2: a list of values is expected");
  CHECK(data.refusal(R"(["ge", "sex", "F"])") == "/filter/1: a variable with an order is expected");
  CHECK(data.refusal(R"(["eq", "sex"])") == "/filter: a word, a variable and a value is expected");
  CHECK(data.refusal(R"(["not", null, null])") == "/filter: one filter behind not is expected");
}

TEST_CASE("data whose persons cannot be told apart are refused") {
  Microdata data;
  CHECK(data.add("v1", "").error().detail == "a header is expected");
  CHECK(data.add("v1", "id\n1\n").error().detail == "a column pid is expected");
  CHECK(data.add("v1", "pid,pid\n1,1\n").error().detail == "a column stands there twice");
  CHECK(data.add("v1", "pid\n1\n1\n").error().detail ==
        "row 3: a person who has no other record is expected");
  CHECK(data.find("v1") == nullptr);
}

TEST_CASE("a person has one number in every snapshot, and a text makes a variable of texts") {
  Microdata data;
  REQUIRE(data.add("v1", "pid,x\nA,1\nB,2\n"));
  REQUIRE(data.add("v2", "pid,x\nB,2\nC,\n"));
  CHECK(data.find("v1")->everybody().common_with(data.find("v2")->everybody()) == 1);
  CHECK(data.find("v1")->find("x")->is_number);
  CHECK(!data.find("v2")->find("x")->is_number);
}

}  // namespace
}  // namespace passerelle::ledger::queries
