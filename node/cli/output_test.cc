#include "node/cli/output.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace passerelle::cli {
namespace {

TEST_CASE("an answer is shown as lines") {
  std::ostringstream out;
  print_text(out, {{"id", "fr"},
                   {"ready", true},
                   {"roles", {"decider", "auditor"}},
                   {"parts", {{{"node", "fi"}, {"state", "granted"}}}},
                   {"empty", Json::array()}});
  CHECK(out.str() ==
        "empty: (none)\nid: fr\nparts:\n  node  state\n  fi    granted\nready: yes\n"
        "roles: decider, auditor\n");
}

TEST_CASE("what is no table is shown item by item") {
  std::ostringstream out;
  print_text(out, {{"cases", {{{"id", "a"}, {"parts", {{{"node", "fi"}}}}}}}});
  CHECK(out.str() == "cases:\n  -\n    id: a\n    parts:\n      node\n      fi\n");
}

TEST_CASE("as JSON it is one document on one line") {
  std::ostringstream out;
  print(out, {{"a", 1}}, true);
  CHECK(out.str() == "{\"a\":1}\n");
}

}  // namespace
}  // namespace passerelle::cli
