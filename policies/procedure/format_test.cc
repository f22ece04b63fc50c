// The examples of FORMAT.md are what the program reads and writes.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "policies/procedure/event.h"
#include "policies/procedure/procedure.h"

namespace passerelle::procedure {
namespace {

std::vector<std::string> examples() {
  std::ifstream page(PASSERELLE_SOURCE_DIR "/policies/procedure/FORMAT.md");
  std::vector<std::string> found;
  bool is_inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      is_inside = line == "```json";
    } else if (is_inside) {
      found.push_back(line);
    }
  }
  return found;
}

TEST_CASE("the examples of FORMAT.md are canonical and read") {
  const auto found = examples();
  REQUIRE(found.size() == 3);  // the third is read by case_view_test.cc
  const auto event = event_from_json(parse_json(found[0]).value());
  REQUIRE(event);
  CHECK(canonical_text(to_json(*event)) == found[0]);
  const auto json = parse_json(found[1]).value();
  const auto procedure = load(json);
  REQUIRE_MESSAGE(procedure, (procedure ? "" : procedure.error().text()));
  CHECK(canonical_text(to_json(procedure->text())) == found[1]);
}

}  // namespace
}  // namespace passerelle::procedure
