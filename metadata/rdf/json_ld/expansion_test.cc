#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/json_ld.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

std::string expansion_refusal(const std::string& document, const JsonLdOptions& options = {}) {
  const auto expanded = expand_json_ld(document, options);
  return expanded ? "accepted" : expanded.error().text();
}

Json expanded(const std::string& document) {
  return expand_json_ld(document, {.base = "http://e/base/doc"}).value();
}

}  // namespace

TEST_CASE("terms, prefixes, types, languages and relative IRIs become what they stand for") {
  CHECK(expanded(R"({
    "@context": {"e": "http://e/", "title": {"@id": "e:title", "@container": "@language"},
                 "theme": {"@id": "e:theme", "@type": "@id"}, "size": {"@id": "e:size", "@type": "e:int"}},
    "@id": "../d1", "@type": "e:Dataset",
    "title": {"en": "Registry", "fr": ["Registre", "Fichier"]},
    "theme": ["e:a", "b"], "size": "5", "e:open": true, "unknown": "is left out"
  })") == Json::parse(R"([{
    "@id": "http://e/d1", "@type": ["http://e/Dataset"],
    "http://e/title": [{"@value": "Registry", "@language": "en"},
                       {"@value": "Registre", "@language": "fr"},
                       {"@value": "Fichier", "@language": "fr"}],
    "http://e/theme": [{"@id": "http://e/a"}, {"@id": "http://e/base/b"}],
    "http://e/size": [{"@value": "5", "@type": "http://e/int"}],
    "http://e/open": [{"@value": true}]
  }])"));
}

TEST_CASE("what stands nowhere is dropped") {
  CHECK(expanded(R"(["text", 5, null, {"@value": "x"}, {"@id": "http://e/only-a-name"}, {}])") ==
        Json::array());
  CHECK(expanded(R"({"@id": "a", "http://e/p": [null, {"@value": null}]})") ==
        Json::parse(R"([{"@id": "http://e/base/a", "http://e/p": []}])"));
}

TEST_CASE("what a document may not say is refused where it says so") {
  const auto code = [](const std::string& document) {
    const auto text = expansion_refusal(document);
    return text.substr(0, text.find(": ", text.find(": ") + 2));
  };
  CHECK(code(R"({"@id": 5})") == "json_ld.invalid_id_value: /@id");
  CHECK(code(R"({"@type": null})") == "json_ld.invalid_type_value: /@type");
  CHECK(code(R"({"@type": ["http://e/T", {}]})") == "json_ld.invalid_type_value: /@type");
  CHECK(code(R"({"@reverse": []})") == "json_ld.invalid_reverse_value: /@reverse");
  CHECK(code(R"({"@reverse": {"@id": "x"}})") ==
        "json_ld.invalid_reverse_property_map: /@reverse/@id");
  CHECK(code(R"({"@reverse": {"http://e/p": "x"}})") ==
        "json_ld.invalid_reverse_property_value: /@reverse");
  CHECK(code(R"({"@included": "x"})") == "json_ld.invalid_included_value: /@included");
  CHECK(code(R"({"@nest": "x"})") == "json_ld.invalid_nest_value: /@nest");
  CHECK(code(R"({"@context": {"name": "@id"}, "@id": "a", "name": "b"})") ==
        "json_ld.colliding_keywords: /name");
  const auto value = [&](const std::string& object) {
    return code(R"({"http://e/p": [1, )" + object + "]}");
  };
  CHECK(value(R"({"@value": {}})") ==
        "json_ld.invalid_value_object_value: /http:~1~1e~1p/1/@value");
  CHECK(value(R"({"@value": "x", "@language": 5})") ==
        "json_ld.invalid_language_tagged_string: /http:~1~1e~1p/1/@language");
  CHECK(value(R"({"@value": 5, "@language": "en"})") ==
        "json_ld.invalid_language_tagged_value: /http:~1~1e~1p/1");
  CHECK(value(R"({"@value": "x", "@direction": "up"})") ==
        "json_ld.invalid_base_direction: /http:~1~1e~1p/1/@direction");
  CHECK(value(R"({"@value": "x", "@index": 5})") ==
        "json_ld.invalid_index_value: /http:~1~1e~1p/1/@index");
  CHECK(value(R"({"@value": "x", "@type": "a b"})") ==
        "json_ld.invalid_typed_value: /http:~1~1e~1p/1");
  CHECK(value(R"({"@value": "x", "@language": "en", "@type": "http://e/t"})") ==
        "json_ld.invalid_value_object: /http:~1~1e~1p/1");
  CHECK(value(R"({"@list": [], "@id": "x"})") ==
        "json_ld.invalid_set_or_list_object: /http:~1~1e~1p/1");
  CHECK(code(R"({"@context": {"t": {"@id": "http://e/t", "@container": "@language"}},
                 "t": {"en": 5}})") == "json_ld.invalid_language_map_value: /t/en");
}

TEST_CASE("what is no JSON, says a key twice, is too long or too deep is refused with its place") {
  CHECK(expansion_refusal("{\n  \"@id\": }") ==
        "json_ld.loading_document_failed: line 2, column 10: not JSON");
  CHECK(expansion_refusal(R"({"http://e/p": [{"@id": "a", "@id": "b"}]})") ==
        "json_ld.loading_document_failed: /http:~1~1e~1p/0/@id: JSON with a key twice");
  JsonLdOptions small;
  small.limits.bytes = 10;
  CHECK(expansion_refusal("{\"http://e/p\": 1}", small).starts_with("rdf.too_large"));
  JsonLdOptions shallow;
  shallow.limits.nesting = 3;
  CHECK(expansion_refusal("[[[]]]", shallow) == "accepted");
  CHECK(expansion_refusal("[[[[]]]]", shallow).starts_with("rdf.too_large: line 1, column 4"));
  CHECK(expansion_refusal(std::string(100'000, '[')).starts_with("rdf.too_large"));
}

TEST_CASE("a context from outside holds before that of the document") {
  const auto context = Json::parse(R"({"@context": {"name": "http://e/name"}})");
  const auto read = [&](const std::string& document) {
    return expand_json_ld(document, {.context = &context}).value();
  };
  CHECK(read(R"({"name": "x"})") == Json::parse(R"([{"http://e/name": [{"@value": "x"}]}])"));
  CHECK(read(R"({"@context": null, "name": "x"})") == Json::array());
  CHECK(expansion_refusal("{}", {.base = "relative"}) ==
        "rdf.relative_iri: the base is no absolute IRI");
}
