#include "node/bundle/beside.h"

#include <doctest/doctest.h>

#include "node/bundle/love_plot.h"
#include "node/bundle/texts_test.h"

namespace passerelle::bundle {
TEST_CASE("answers of nodes stand row by row beside the pooled one") {
  const auto table = [](const char* node, double n) {
    return Table{"t",
                 "Counts",
                 {{"arm", "arm", Kind::text}, {"n", "n", Kind::count}},
                 {{std::string("old"), n}, {std::string("new"), n + 1}},
                 "",
                 node};
  };
  const auto shown = beside_each_other({table("", 10), table("fi", 4), table("fr", 6)},
                                       {{"fi", "FI (fi)"}, {"fr", "FR (fr)"}}, english());
  REQUIRE(shown.size() == 1);
  CHECK(to_csv(shown[0]) ==
        "arm,where,n,withheld\r\nold,All nodes,10,\r\nold,FI (fi),4,\r\nold,FR (fr),6,\r\n"
        "new,All nodes,11,\r\nnew,FI (fi),5,\r\nnew,FR (fr),7,\r\n");
}

TEST_CASE("a node with other rows stands below the pooled answer") {
  const Table pooled{"t",
                     "Curve",
                     {{"group", "Group", Kind::text}, {"n", "n", Kind::count}},
                     {{std::string("all"), 10.0}},
                     "",
                     ""};
  const Table own{
      "t", "Curve", pooled.columns, {{std::string("old"), 1.0}, {std::string("new"), 2.0}},
      "",  "fi"};
  const auto shown = beside_each_other({pooled, own}, {{"fi", "FI (fi)"}}, english());
  REQUIRE(shown.size() == 1);
  CHECK(to_csv(shown[0]) ==
        "group,where,n,withheld\r\nall,All nodes,10,\r\nold,FI (fi),1,\r\nnew,FI (fi),2,\r\n");
}

TEST_CASE("differences of groups are drawn by size, and one that is withheld is not") {
  const auto svg = love_plot({"groups", "A title", "From old.", {"new against old"}, "Made so."},
                             {{"age", {-0.25}}, {"sex", {std::nullopt}}});
  CHECK(has(svg, "age, new against old: 0.250."));
  CHECK(has(svg, "new against old"));
  CHECK(has(svg, ">not shown<"));
  CHECK_FALSE(has(svg, "nan"));
}

}  // namespace passerelle::bundle
