#include "policies/form/page.h"

#include <doctest/doctest.h>

#include <fstream>

#include <cstdlib>

#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

TEST_CASE("FORM.md shows the built-in form as it is") {
  const auto page = page_of(current_form());
  if (std::getenv("PASSERELLE_WRITE_PAGES") != nullptr) {
    std::ofstream(PASSERELLE_SOURCE_DIR "/policies/form/FORM.md") << page;
  }
  INFO("write it anew: PASSERELLE_WRITE_PAGES=1 build/dev/bin/test_policies_form");
  CHECK(sample::file("policies/form/FORM.md") == page);
}

TEST_CASE("a page shows every field with its question in both languages") {
  const auto page = page_of(current_form());
  for (const auto& section : current_form().sections) {
    for (const auto& field : section.fields) {
      CAPTURE(field.id);
      CHECK(page.find("| `" + field.id + "` | " + field.label.en + "<br>" + field.label.fr) !=
            std::string::npos);
    }
  }
}
