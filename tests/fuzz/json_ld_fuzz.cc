// JSON-LD from anybody, and a context by IRI, behind the first zero byte. What is read is the same
// dataset after being written and read again; compacted with any context it can still be expanded.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "metadata/rdf/json_ld/json_ld.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

void check_journey(const rdf::Dataset& dataset) {
  for (const auto& text : {rdf::write_json_ld(dataset), rdf::write_expanded_json_ld(dataset)}) {
    const auto again = rdf::read_json_ld(text);
    require(again.has_value() && again->size() == dataset.size());
  }
}

void check_compaction(std::string_view document, const rdf::JsonLdOptions& options) {
  const auto json = parse_json(document);
  const auto expanded = rdf::expand_json_ld(document, options);
  if (!json || !json->is_object() || !json->contains("@context") || !expanded) return;
  const auto compacted = rdf::compact_json_ld(*expanded, (*json)["@context"], options);
  if (compacted) (void)rdf::expand_json_ld(compacted->dump(), options);
}

}  // namespace

PASSERELLE_FUZZ_TARGET(json_ld, input) {
  const auto document = input.substr(0, input.find('\0'));
  const auto context = input.substr(std::min(document.size() + 1, input.size()));
  const rdf::json_ld::ContextDocuments contexts{{"http://e/c", std::string(context)}};
  const rdf::JsonLdOptions options{
      .base = "http://e/",
      .limits = {.bytes = 1 << 16, .triples = 2'000, .literal_bytes = 1 << 12},
      .processing_limits = {.context_work = 20'000, .expanded_bytes = 1 << 20},
      .contexts = &contexts};
  check_compaction(document, options);
  if (const auto dataset = rdf::read_json_ld(document, options)) check_journey(*dataset);
}
