#include "node/base/fields.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace passerelle {
namespace {

TEST_CASE("fields are read by kind") {
  const Json value = {{"id", "x"}, {"n", 3}, {"list", {"a", "b"}}, {"at", "2027-01-31T00:00:00Z"}};
  Fields f(value, "/study");
  CHECK(f.text("id") == "x");
  CHECK(f.integer("n") == 3);
  CHECK(f.texts("list") == std::vector<std::string>{"a", "b"});
  CHECK(to_text(f.instant("at")) == "2027-01-31T00:00:00.000Z");
  CHECK(f.text_or("title", "none") == "none");
  CHECK(f.done());
}

TEST_CASE("the first thing that is wrong is told with its path") {
  const Json value = {{"id", 7}, {"n", "three"}};
  Fields f(value, "/study");
  f.text("id");
  f.integer("n");
  const auto read = f.done();
  REQUIRE(!read);
  CHECK(read.error().detail == "/study/id: text is expected");
}

TEST_CASE("a missing field and an unknown field are refused with their path") {
  const Json value = {{"a/b", 1}};
  Fields missing(value, "");
  missing.text("id");
  CHECK(missing.done().error().detail == "/id: is missing");
  Fields unknown(value, "");
  CHECK(unknown.done().error().detail == "/a~1b: unknown field");
}

TEST_CASE("what is not an object is refused") {
  const Json value = {1, 2};
  Fields f(value, "");
  CHECK(!f.done());
}

}  // namespace
}  // namespace passerelle
