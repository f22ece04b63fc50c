// The table of comparisons is read as strictly as the comparisons themselves.
#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/conformance/analyses/comparison.h"
#include "tests/conformance/analyses/tally.h"

using namespace passerelle;
using namespace passerelle::conformance;

namespace {

const Compared kCox{"cox", "cox.json"};
constexpr const char* kHead = "| analysis | source | quantities | worst difference | tolerance |\n";

Tally two_quantities() {
  Tally tally;
  tally.add(kCox, 0, 0, "a count");
  tally.add(kCox, 4e-12, 1e-10, "a coefficient");
  return tally;
}

std::size_t contradictions(const std::string& row) {
  return two_quantities().contradictions(kHead + row + "\n").size();
}

}  // namespace

TEST_CASE("the table that is printed is the one that is accepted") {
  const auto tally = two_quantities();
  CHECK(tally.complaints().empty());
  CHECK(tally.table().ends_with("| cox | cox.json | 2 | ≤ 1e-11 | 1e-10 |\n"));
  CHECK(tally.contradictions(tally.table()).empty());
}

TEST_CASE("a table may promise less than was measured, never more") {
  CHECK(contradictions("| cox | cox.json | 2 | ≤ 1e-10 | 1e-10 |") == 0);
  CHECK(contradictions("| cox | cox.json | 2 | ≤ 1e-12 | 1e-10 |") == 1);
  CHECK(contradictions("| cox | cox.json | 2 | none | 1e-10 |") == 1);
  CHECK(contradictions("| cox | cox.json | 3 | ≤ 1e-11 | 1e-10 |") == 1);
  CHECK(contradictions("| cox | cox.json | 2 | ≤ 1e-11 | 1e-12 |") == 1);
  CHECK(contradictions("") == 1);
  CHECK(contradictions("| cox | cox.json | 2 | ≤ 1e-11 | 1e-10 |\n"
                       "| glm | cox.json | 9 | ≤ 1e-11 | 1e-10 |") == 1);
}

TEST_CASE("sources that are not there contradict nothing") {
  CHECK(contradictions("| cox | cox.json | 2 | ≤ 1e-11 | 1e-10 |\n"
                       "| cox | absent.json | 9 | ≤ 1e-11 | 1e-10 |") == 0);
}

TEST_CASE("what lies outside its tolerance, or is no number, is complained of") {
  Tally tally;
  tally.add(kCox, 2e-10, 1e-10, "too far");
  tally.add(kCox, std::numeric_limits<double>::quiet_NaN(), 1e-10, "not a number");
  CHECK(tally.complaints() == std::vector<std::string>{"too far", "not a number"});
}

TEST_CASE("answers are found by names, and what one side lacks is complained of") {
  const auto ours = Json::parse(R"({"groups": [{"group": "p", "n": 3}, {"group": "q", "n": 5}]})");
  const auto theirs = Json::parse(R"({"p": {"n": 3}, "q": {"n": 6}})");
  Tally tally;
  Comparison comparison(tally, "count", "made.json", {});
  comparison.compare(ours, theirs, {{"/groups/*/n", "/*/n"}, 0, {}}, {});
  REQUIRE(tally.complaints().size() == 1);
  CHECK(tally.complaints()[0] == "made.json /q/n: 5 is not 6");
  comparison.compare(ours, theirs, {{"/groups/*/n", "/*/rows"}, 0, {}}, {});
  CHECK(tally.complaints().size() == 3);
}

TEST_CASE("a list may hold fewer places than ours, up to a limit, and none that is not ours") {
  const auto ours = Json::parse(R"({"times": [1, 2, 3], "n": [9, 8, 7]})");
  const auto compared = [&](const char* theirs, double until) {
    Tally tally;
    Comparison(tally, "curve", "made.json", {})
        .compare(ours, Json::parse(theirs), {{"/n", "/n"}, 0, {}}, {"times", "time", until});
    return tally.complaints().size();
  };
  CHECK(compared(R"({"time": [1, 3], "n": [9, 7]})", 3) == 0);
  CHECK(compared(R"({"time": [1, 3, 4], "n": [9, 7, 6]})", 3) == 0);
  CHECK(compared(R"({"time": [1, 3, 4], "n": [9, 7, 6]})", 4) == 1);
  CHECK(compared(R"({"time": [1, 3], "n": [9, 8]})", 3) == 1);
}
