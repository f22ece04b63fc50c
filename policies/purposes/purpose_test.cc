#include "policies/purposes/purpose.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace passerelle::purposes;

TEST_CASE("every purpose is read back from its code, and codes and labels differ") {
  std::set<std::string_view> codes, english, french;
  for (const auto purpose : all_purposes()) {
    CHECK(parse_purpose(code(purpose)).value() == purpose);
    codes.insert(code(purpose));
    english.insert(label(purpose, Language::en));
    french.insert(label(purpose, Language::fr));
  }
  CHECK(codes == std::set<std::string_view>{"53-1-a", "53-1-b", "53-1-c", "53-1-d", "53-1-e",
                                            "53-1-e-i", "53-1-e-ii", "53-1-f"});
  CHECK(english.size() == codes.size());
  CHECK(french.size() == codes.size());
}

TEST_CASE("a code that is no purpose is refused by name") {
  for (const std::string wrong : {"", "53-1-g", "53-1-E", "53-1-e-iii", " 53-1-a", "54-a"}) {
    const auto read = parse_purpose(wrong);
    REQUIRE(!read);
    CHECK(read.error().name() == "purpose.unknown");
    CHECK(read.error().detail.find("\"" + wrong + "\"") != std::string::npos);
  }
}
