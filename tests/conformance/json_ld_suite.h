// The suites of the W3C JSON-LD working group: their manifests, and the contexts that their
// documents name.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "metadata/rdf/json_ld/json_ld.h"

namespace passerelle::conformance {

struct JsonLdTest {
  std::string id;  // "t0001"
  bool is_negative;
  std::string error;    // of a negative test, as our code spells it: "json_ld.invalid_id_value"
  std::string input;    // texts of the documents
  std::string expect;   // empty when the test expects no document
  std::string context;  // to compact with
  std::string expand_context;  // what holds before the document's own
  std::string base;
  Json options;
};

class JsonLdSuite {
 public:
  // Returns the suite of that name, such as "toRdf"; nothing when its folder is not there.
  static std::optional<JsonLdSuite> open(const std::string& name);

  const std::string& name() const { return name_; }
  // Without those that are for JSON-LD 1.0 alone.
  const std::vector<JsonLdTest>& tests() const { return tests_; }
  // Every document of the suite, as its tests may name any of them as a context.
  const rdf::json_ld::ContextDocuments& contexts() const { return contexts_; }

 private:
  std::string name_;
  std::vector<JsonLdTest> tests_;
  rdf::json_ld::ContextDocuments contexts_;
};

// Whether two JSON-LD documents are the same as the suite compares them: arrays other than lists in
// any order, language tags in any case.
bool are_equal_json_ld(const Json& one, const Json& other);

}  // namespace passerelle::conformance
