#include "node/cli/text_table.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle::cli {

TEST_CASE("objects are lines of a table, what says which one stands first") {
  const Json list{{{"ends", "2027-01-01"}, {"id", "é-1"}, {"late", true}},
                  {{"id", "b"}, {"persons", {"marie", "paul"}}, {"late", false}}};
  CHECK(*text_table(list, "  ") ==
        "  id   ends        late  persons\n"
        "  é-1  2027-01-01  yes\n"
        "  b                no    marie, paul\n");
}

TEST_CASE("what does not fit on lines of one width is no table") {
  CHECK_FALSE(text_table(Json::array(), ""));
  CHECK_FALSE(text_table({{{"id", "a"}, {"parts", {{"node", "fi"}}}}}, ""));
  CHECK_FALSE(text_table(Json::array({"a", "b"}), ""));
  CHECK_FALSE(text_table(Json::array({{{"text", "one\ntwo"}}}), ""));
  CHECK_FALSE(text_table(Json::array({{{"text", std::string(kWidestTable + 1, 'x')}}}), ""));
}

TEST_CASE("values are told in words") {
  CHECK(in_words(nullptr) == "-");
  CHECK(in_words(false) == "no");
  CHECK(in_words(Json::array()) == "(none)");
  CHECK(in_words(Json::object()) == "(none)");
  CHECK(in_words({1, 2.5}) == "1, 2.5");
}

}  // namespace passerelle::cli
