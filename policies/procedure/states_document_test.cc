#include "policies/procedure/states_document.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace passerelle::procedure {
namespace {

TEST_CASE("STATES.md is what the tables say") {
  std::ifstream file(PASSERELLE_SOURCE_DIR "/policies/procedure/STATES.md");
  std::ostringstream written;
  written << file.rdbuf();
  if (written.str() == states_document()) return;
  const auto made = std::filesystem::temp_directory_path() / "STATES.md";
  std::ofstream(made) << states_document();
  FAIL("the tables have changed; look at the page and take it over: cp ", made.string(),
       " policies/procedure/STATES.md");
}

}  // namespace
}  // namespace passerelle::procedure
