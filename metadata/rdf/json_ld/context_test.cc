// What contexts may do to a reader: where they come from, and what they may cost.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/json_ld.h"

using namespace passerelle;
using namespace passerelle::rdf;
using json_ld::ContextDocuments;

namespace {

std::string context_refusal(const std::string& document,
                            const ContextDocuments& contexts = {},
                            const JsonLdOptions& more = {}) {
  auto options = more;
  options.contexts = &contexts;
  const auto expanded = expand_json_ld(document, options);
  return expanded ? "accepted" : expanded.error().text();
}

Json expanded_with(const std::string& document, const ContextDocuments& contexts = {}) {
  return expand_json_ld(document, {.base = "http://e/base/doc", .contexts = &contexts}).value();
}

}  // namespace

TEST_CASE("a context by IRI is one of those that the caller passes, or the document is refused") {
  const ContextDocuments contexts{{"http://e/c", R"({"@context": {"name": "http://e/name"}})"}};
  const auto expected = Json::parse(R"([{"http://e/name": [{"@value": "x"}]}])");
  CHECK(expanded_with(R"({"@context": "http://e/c", "name": "x"})", contexts) == expected);
  CHECK(expanded_with(R"({"@context": "../c", "name": "x"})", contexts) == expected);
  CHECK(context_refusal(R"({"@context": "http://e/other", "name": "x"})", contexts) ==
        "json_ld.loading_remote_context_failed: /@context: <http://e/other> is not among the "
        "contexts that this node keeps");
  CHECK(context_refusal(R"({"@context": [{}, "http://e/other"]})")
            .starts_with("json_ld.loading_remote_context_failed: /@context/1: "));
  CHECK(context_refusal(R"({"@context": "c"})")
            .starts_with("json_ld.loading_document_failed: /@context"));
}

TEST_CASE("an error in a context by IRI is told with its IRI and the place in it") {
  const ContextDocuments contexts{
      {"http://e/broken", "{\n\"@context\": [}"},
      {"http://e/none", "[]"},
      {"http://e/wrong", R"({"@context": [{"good": "http://e/good"}, {"bad": {"@id": 5}}]})"}};
  CHECK(context_refusal(R"({"@context": "http://e/broken"})", contexts) ==
        "json_ld.loading_remote_context_failed: /@context: <http://e/broken>: base.malformed: "
        "line 2, column 14: not JSON");
  CHECK(context_refusal(R"({"@context": "http://e/none"})", contexts) ==
        "json_ld.invalid_remote_context: /@context: <http://e/none> holds no @context");
  CHECK(context_refusal(R"({"@context": "http://e/wrong"})", contexts) ==
        "json_ld.invalid_iri_mapping: http://e/wrong#/@context/1/bad/@id: no text");
}

TEST_CASE("contexts that name each other in a circle are refused") {
  const ContextDocuments contexts{{"http://e/self", R"({"@context": "self"})"},
                                  {"http://e/a", R"({"@context": ["b"]})"},
                                  {"http://e/b", R"({"@context": [{}, "a"]})"}};
  for (const char* document :
       {R"({"@context": "http://e/self"})", R"({"@context": "http://e/a"})"}) {
    CHECK(context_refusal(document, contexts).starts_with("json_ld.context_overflow: "));
  }
}

TEST_CASE("a scoped context may name the context it stands in") {
  const ContextDocuments contexts{
      {"http://e/c",
       R"({"@context": {"name": "http://e/name", "part": {"@id": "http://e/part", "@context": "c"}}})"}};
  CHECK(expanded_with(R"({"@context": "http://e/c", "part": {"part": {"name": "x"}}})", contexts) ==
        Json::parse(
            R"([{"http://e/part": [{"http://e/part": [{"http://e/name": [{"@value": "x"}]}]}]}])"));
}

TEST_CASE("contexts that double at every step are refused before they are all read") {
  ContextDocuments contexts;
  for (int i = 0; i < 30; ++i) {
    const auto next = "http://e/c" + std::to_string(i + 1);
    contexts["http://e/c" + std::to_string(i)] =
        R"({"@context": [")" + next + R"(", ")" + next + R"("]})";
  }
  contexts["http://e/c30"] = R"({"@context": {}})";
  CHECK(context_refusal(R"({"@context": "http://e/c0"})", contexts)
            .starts_with("json_ld.context_overflow"));
}

TEST_CASE("terms that are defined by each other are refused in a circle, and in too long a chain") {
  CHECK(context_refusal(R"({"@context": {"a": "b:x", "b": "c:x", "c": "a:x"}})")
            .starts_with("json_ld.cyclic_iri_mapping: /@context/"));
  const auto chain = [](int length) {
    Json context;
    for (int i = 0; i < length; ++i) {
      context["t" + std::to_string(i)] = "t" + std::to_string(i + 1) + ":x";
    }
    context["t" + std::to_string(length)] = "http://e/";
    return Json{{"@context", context}}.dump();
  };
  CHECK(context_refusal(chain(100)) == "accepted");
  CHECK(context_refusal(chain(10'000)).starts_with("json_ld.context_overflow: /@context/"));
}

TEST_CASE("prefixes that grow with every term are refused before they fill the memory") {
  std::string context = R"("t10000": "http://e/")";
  for (int i = 10'001; i < 11'000; ++i) {
    context += ", \"t" + std::to_string(i) + R"(": {"@prefix": true, "@id": "t)" +
               std::to_string(i - 1) + ":" + std::string(100, 'x') + "\"}";
  }
  CHECK(
      context_refusal("{\"@context\": {" + context + "}}").starts_with("json_ld.context_overflow"));
}

TEST_CASE("many large contexts are refused, many small ones are read") {
  const auto document = [](int terms, int nodes) {
    Json context;
    for (int i = 0; i < terms; ++i) context["term" + std::to_string(i)] = "http://e/";
    Json graph = Json::array();
    for (int i = 0; i < nodes; ++i) graph.push_back({{"@context", Json::object()}, {"term1", "x"}});
    return Json{{"@context", context}, {"@graph", graph}}.dump();
  };
  CHECK(context_refusal(document(10, 1'000)) == "accepted");
  CHECK(context_refusal(document(3'000, 1'000)).starts_with("json_ld.context_overflow: /@graph/"));
}

TEST_CASE("small text that would expand to very much is refused") {
  JsonLdOptions options;
  options.processing_limits.expanded_bytes = 1 << 20;
  std::string values = "\"v\"";
  for (int i = 0; i < 1'000; ++i) values += ",\"v\"";
  const std::string key(2'000, 'k');
  const auto too_large = [&](const std::string& document) {
    return context_refusal(document, {}, options).starts_with("rdf.too_large: /");
  };
  for (const char* container : {"@index", "@language"}) {
    CHECK(too_large(R"({"@context": {"p": {"@id": "http://e/p", "@container": ")" +
                    std::string(container) + R"("}}, "p": {")" + key + "\": [" + values + "]}}"));
  }
  CHECK(too_large(R"({"@context": {"p": {"@id": "http://e/p", "@type": "http://e/)" + key +
                  R"("}}, "p": [)" + values + "]}"));
  CHECK(too_large(R"({"@context": {"@vocab": "http://e/)" + key + R"("}, "@type": [)" + values +
                  "]}"));
  std::string nodes;
  for (int i = 0; i < 1'000; ++i) nodes += "{\"x\": 1},";
  CHECK(too_large(R"({"@context": {"@vocab": "http://e/)" + key + R"("}, "@graph": [)" + nodes +
                  "{}]}"));
  CHECK(!too_large(R"({"@context": {"@vocab": "http://e/"}, "@graph": [)" + nodes + "{}]}"));
}

TEST_CASE("what a context may not say is refused where it says so") {
  const auto code = [](const std::string& context) {
    const auto text = context_refusal(R"({"@context": )" + context + "}");
    return text.substr(0, text.find(": ", text.find(": ") + 2));
  };
  CHECK(code("5") == "json_ld.invalid_local_context: /@context");
  CHECK(code(R"({"@version": 1.0})") == "json_ld.invalid_version_value: /@context/@version");
  CHECK(code(R"({"@base": 5})") == "json_ld.invalid_base_iri: /@context/@base");
  CHECK(code(R"({"@vocab": 5})") == "json_ld.invalid_vocab_mapping: /@context/@vocab");
  CHECK(code(R"({"@language": 5})") == "json_ld.invalid_default_language: /@context/@language");
  CHECK(code(R"({"@direction": "up"})") == "json_ld.invalid_base_direction: /@context/@direction");
  CHECK(code(R"({"@propagate": 1})") == "json_ld.invalid_propagate_value: /@context/@propagate");
  CHECK(code(R"({"@protected": 1})") == "json_ld.invalid_protected_value: /@context/@protected");
  CHECK(code(R"({"@import": 1})") == "json_ld.invalid_import_value: /@context/@import");
  CHECK(code(R"({"@id": "x"})") == "json_ld.keyword_redefinition: /@context/@id");
  CHECK(code(R"({"": "http://e/"})") == "json_ld.invalid_term_definition: /@context/");
  CHECK(code(R"({"a": 5})") == "json_ld.invalid_term_definition: /@context/a");
  CHECK(code(R"({"a": {"@id": "http://e/", "@x": 1}})") ==
        "json_ld.invalid_term_definition: /@context/a/@x");
  CHECK(code(R"({"a": {"@id": "@context"}})") == "json_ld.invalid_keyword_alias: /@context/a/@id");
  CHECK(code(R"({"a": "relative"})") == "json_ld.invalid_iri_mapping: /@context/a/@id");
  CHECK(code(R"({"a": {"@id": "http://e/", "@type": "x"}})") ==
        "json_ld.invalid_type_mapping: /@context/a/@type");
  CHECK(code(R"({"a": {"@id": "http://e/", "@container": "@bag"}})") ==
        "json_ld.invalid_container_mapping: /@context/a/@container");
  CHECK(code(R"({"a": {"@id": "http://e/", "@container": ["@list", "@set"]}})") ==
        "json_ld.invalid_container_mapping: /@context/a/@container");
  CHECK(code(R"({"a": {"@id": "http://e/", "@language": 5}})") ==
        "json_ld.invalid_language_mapping: /@context/a/@language");
  CHECK(code(R"({"a": {"@id": "http://e/", "@nest": "@id"}})") ==
        "json_ld.invalid_nest_value: /@context/a/@nest");
  CHECK(code(R"({"a": {"@id": "http://e/", "@prefix": 5}})") ==
        "json_ld.invalid_prefix_value: /@context/a/@prefix");
  CHECK(code(R"({"a": {"@reverse": "http://e/", "@container": "@list"}})") ==
        "json_ld.invalid_reverse_property: /@context/a/@container");
  CHECK(code(R"({"a": {"@id": "http://e/", "@context": {"b": 5}}})") ==
        "json_ld.invalid_scoped_context: /@context/a/@context");
}

TEST_CASE("a protected term stays what it is") {
  const std::string first = R"({"@protected": true, "a": "http://e/a"})";
  CHECK(context_refusal(R"({"@context": [)" + first + R"(, {"a": "http://e/b"}]})") ==
        "json_ld.protected_term_redefinition: /@context/1/a: the term is protected");
  CHECK(context_refusal(R"({"@context": [)" + first + ", null]}") ==
        "json_ld.invalid_context_nullification: /@context/1: null would remove protected terms");
  CHECK(context_refusal(R"({"@context": [)" + first + R"(, {"a": "http://e/a"}]})") == "accepted");
  // A definition that is ignored, as it looks like a keyword to come, does not remove it.
  CHECK(expanded_with(R"({"@context": [)" + first + R"(, {"a": "@future"}], "a": "x"})") ==
        Json::parse(R"([{"http://e/a": [{"@value": "x"}]}])"));
}
