// That the words of two languages belong together; for the tests of every room that has words.
#pragma once

#include <doctest/doctest.h>

#include "policies/documents/messages.h"

namespace passerelle::documents {

inline void check_same_keys(const Messages& english, const Messages& french) {
  CHECK(english.all().size() == french.all().size());
  for (const auto& [key, text] : english.all()) {
    CAPTURE(key);
    REQUIRE(french.has(key));
    const auto& other = french.all().find(key)->second;
    CHECK(!text.empty());
    CHECK(!other.empty());
    for (const char* place : {"{0}", "{1}", "{2}", "{3}", "{4}", "{5}"}) {
      CHECK((text.find(place) == std::string::npos) == (other.find(place) == std::string::npos));
    }
  }
}

}  // namespace passerelle::documents
