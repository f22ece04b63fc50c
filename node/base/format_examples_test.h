// The examples of a format's document, for the tests that hold them against the code.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

namespace passerelle {

// Returns the blocks of a document of a room that begin with ```MARK, in order, without their last
// newline.
inline std::vector<std::string> format_examples(const std::string& room,
                                                const std::string& mark = "json",
                                                const std::string& document = "FORMAT.md") {
  std::ifstream page(std::string(PASSERELLE_SOURCE_DIR) + "/" + room + "/" + document);
  REQUIRE(page);
  std::vector<std::string> blocks;
  std::string open;
  bool is_first = true;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      open = line.substr(3);
      is_first = true;
      if (open == mark) blocks.emplace_back();
    } else if (open == mark) {
      blocks.back() += (is_first ? "" : "\n") + line;
      is_first = false;
    }
  }
  return blocks;
}

}  // namespace passerelle
