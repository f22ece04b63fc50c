#include "tests/conformance/json_ld_suite.h"

#include <algorithm>

#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

namespace fs = std::filesystem;

// "invalid @id value" → "json_ld.invalid_id_value".
std::string our_code(const std::string& theirs) {
  std::string ours = "json_ld.";
  for (const char c : theirs) {
    if (c == ' ' || c == '-') ours += '_';
    else if (c != '@') ours += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return ours;
}

std::string text_of(const Json& test, const char* key, const fs::path& folder) {
  return test.contains(key) ? file_text(folder / test[key].get<std::string>()) : std::string();
}

Json in_lower_case(const Json& text) {
  auto lower = text.get<std::string>();
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

bool are_equal_in_any_order(const Json& one, const Json& other) {
  auto rest = other.get<std::vector<Json>>();
  for (const auto& item : one) {
    const auto same = std::ranges::find_if(
        rest, [&](const Json& candidate) { return are_equal_json_ld(item, candidate); });
    if (same == rest.end()) return false;
    rest.erase(same);
  }
  return rest.empty();
}

}  // namespace

std::optional<JsonLdSuite> JsonLdSuite::open(const std::string& name) {
  const auto folder = shared_folder("w3c/json-ld-api/tests");
  if (!folder) return std::nullopt;
  JsonLdSuite suite;
  suite.name_ = name;
  const auto manifest = Json::parse(file_text(*folder / (name + "-manifest.jsonld")));
  const auto base = manifest.at("baseIri").get<std::string>();
  for (const auto& entry : fs::recursive_directory_iterator(*folder / name)) {
    if (entry.path().extension() != ".jsonld") continue;
    const auto path = fs::relative(entry.path(), *folder).string();
    suite.contexts_[base + path] = file_text(entry.path());
  }
  for (const auto& test : manifest.at("sequence")) {
    const auto options = test.value("option", Json::object());
    if (options.value("specVersion", "") == "json-ld-1.0") continue;
    suite.tests_.push_back(
        {test.at("@id").get<std::string>().substr(1),
         test.at("@type").at(0) == "jld:NegativeEvaluationTest",
         our_code(test.value("expectErrorCode", "")), text_of(test, "input", *folder),
         text_of(test, "expect", *folder), text_of(test, "context", *folder),
         text_of(options, "expandContext", *folder),
         options.value("base", base + test.at("input").get<std::string>()), options});
  }
  return suite;
}

bool are_equal_json_ld(const Json& one, const Json& other) {
  if (one.is_array() && other.is_array()) return are_equal_in_any_order(one, other);
  if (!one.is_object() || !other.is_object()) return one == other;
  if (one.size() != other.size()) return false;
  return std::ranges::all_of(one.items(), [&](const auto& entry) {
    const auto found = other.find(entry.key());
    if (found == other.end()) return false;
    const Json& value = entry.value();
    if (entry.key() == "@list" && value.is_array() && found->is_array()) {
      return std::ranges::equal(value, *found, are_equal_json_ld);
    }
    if (entry.key() == "@language" && value.is_string() && found->is_string()) {
      return in_lower_case(value) == in_lower_case(*found);
    }
    return are_equal_json_ld(value, *found);
  });
}

}  // namespace passerelle::conformance
