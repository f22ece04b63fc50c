#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metadata/rdf/json_ld/json_ld.h"

using namespace passerelle;
using namespace passerelle::rdf;

namespace {

// Returns a document in the words of a context, without the context.
Json compacted(const std::string& expanded, const std::string& context) {
  auto document = compact_json_ld(Json::parse(expanded), Json::parse(context)).value();
  document.erase("@context");
  return document;
}

}  // namespace

TEST_CASE("the term is the one that fits the value best") {
  const std::string context =
      R"({"e": "http://e/", "text": "e:p", "link": {"@id": "e:p", "@type": "@id"},
      "word": {"@id": "e:p", "@type": "@vocab"}, "number": {"@id": "e:p", "@type": "e:number"},
      "french": {"@id": "e:p", "@language": "fr"}, "list": {"@id": "e:p", "@container": "@list"},
      "Thing": "e:Thing"})";
  CHECK(compacted(R"([{"http://e/p": [
      {"@value": "x"}, {"@id": "http://e/a"}, {"@id": "http://e/Thing"},
      {"@value": "5", "@type": "http://e/number"}, {"@value": "5", "@type": "http://e/other"},
      {"@value": "y", "@language": "FR"}, {"@value": "z", "@language": "de"},
      {"@list": [{"@value": 1}, {"@value": 2}]}]}])",
                  context) == Json::parse(R"({
    "text": ["x", {"@type": "e:other", "@value": "5"}, {"@language": "de", "@value": "z"}],
    "link": "e:a", "word": "Thing", "number": "5", "french": "y", "list": [1, 2]
  })"));
}

TEST_CASE("containers give maps by language, by id, by type and by index") {
  CHECK(
      compacted(
          R"([{"http://e/t": [{"@value": "x", "@language": "en"}, {"@value": "y", "@language": "en"},
                                      {"@value": "z"}]}])",
          R"({"t": {"@id": "http://e/t", "@container": "@language"}})") ==
      Json::parse(R"({"t": {"en": ["x", "y"], "@none": "z"}})"));
  CHECK(compacted(R"([{"http://e/n": [{"@id": "http://e/a", "http://e/v": [{"@value": 1}]}]}])",
                  R"({"n": {"@id": "http://e/n", "@container": "@id"}, "v": "http://e/v"})") ==
        Json::parse(R"({"n": {"http://e/a": {"v": 1}}})"));
  CHECK(
      compacted(
          R"([{"http://e/n": [{"@type": ["http://e/T"], "http://e/v": [{"@value": 1}]}]}])",
          R"({"n": {"@id": "http://e/n", "@container": "@type"}, "T": "http://e/T", "v": "http://e/v"})") ==
      Json::parse(R"({"n": {"T": {"v": 1}}})"));
  CHECK(compacted(
            R"([{"http://e/n": [{"@index": "one", "@id": "http://e/a"}, {"@id": "http://e/b"}]}])",
            R"({"n": {"@id": "http://e/n", "@container": "@index", "@type": "@id"}})") ==
        Json::parse(R"({"n": {"one": "http://e/a", "@none": "http://e/b"}})"));
  CHECK(
      compacted(
          R"([{"http://e/n": [{"http://e/k": [{"@value": "one"}], "http://e/v": [{"@value": 1}]}]}])",
          R"({"n": {"@id": "http://e/n", "@container": "@index", "@index": "k"}, "k": "http://e/k",
                      "v": "http://e/v"})") == Json::parse(R"({"n": {"one": {"v": 1}}})"));
}

TEST_CASE("a second list and a second JSON literal do not hide under the term of the first") {
  const std::string context = R"({"list": {"@id": "http://e/l", "@container": "@list"},
                                  "json": {"@id": "http://e/j", "@type": "@json"}})";
  for (const char* document :
       {R"([{"http://e/l": [{"@list": [{"@value": 1}]}, {"@list": [{"@value": 2}]}]}])",
        R"([{"http://e/j": [{"@type": "@json", "@value": 2}, {"@type": "@json", "@value": [1]}]}])",
        R"([{"http://e/j": [{"@type": "@json", "@value": [1]}]}])"}) {
    const auto written = compact_json_ld(Json::parse(document), Json::parse(context)).value();
    auto again = expand_json_ld(written.dump()).value();
    for (auto& values : again.at(0)) std::sort(values.begin(), values.end());
    CHECK(again == Json::parse(document));
  }
}

TEST_CASE("no IRI is shortened to what would be read as another one") {
  const std::string context = R"({"@vocab": "http://e/", "e": "http://e/", "dct": "http://dct/",
                                  "term": "http://other/term"})";
  for (const char* iri : {"http://e/dct:title", "http://e/term", "http://e/@type", "http://e///x",
                          "http://e/", "http://e/a/b", "http://e/_:b"}) {
    CAPTURE(iri);
    const Json document{{{"@id", iri}, {"@type", {iri}}, {iri, {{{"@id", iri}}}}}};
    const auto written = compact_json_ld(document, Json::parse(context)).value();
    CHECK(expand_json_ld(written.dump()).value() == document);
  }
}

TEST_CASE("a term that does not fit the value is not found again by way of @vocab") {
  const std::string context = R"({"@vocab": "http://e/", "date": {"@type": "http://e/Date"},
                                  "map": {"@container": ["@graph", "@index"], "@index": "key"}})";
  for (const char* document : {R"([{"http://e/date": [{"@value": "x"}]}])",
                               R"([{"http://e/map": [{"http://e/key": [{"@value": "k"}],
                               "@graph": [{"http://e/p": [{"@value": 1}]}]}]}])"}) {
    const auto written = compact_json_ld(Json::parse(document), Json::parse(context)).value();
    CHECK(expand_json_ld(written.dump()).value() == Json::parse(document));
  }
}

TEST_CASE("a map by language holds texts only") {
  CHECK(compacted(R"([{"http://e/t": [{"@value": true}, {"@value": 5}]}])",
                  R"({"t": {"@id": "http://e/t", "@container": "@language"}})") ==
        Json::parse(R"({"http://e/t": [true, 5]})"));
}

TEST_CASE("an array of nodes stands under @graph, nothing is an empty object") {
  CHECK(compacted(R"([{"http://e/p": [{"@value": 1}]}, {"http://e/p": [{"@value": 2}]}])",
                  R"({"p": "http://e/p", "all": "@graph"})") ==
        Json::parse(R"({"all": [{"p": 1}, {"p": 2}]})"));
  CHECK(compacted("[]", "{}") == Json::object());
}

TEST_CASE("a context that is wrong, or nests under what is no @nest, is refused") {
  const auto refusal = [](const char* context) {
    const auto expanded = Json::parse(R"([{"http://e/p": [{"@value": 1}]}])");
    const auto document = compact_json_ld(expanded, Json::parse(context));
    return document ? "accepted" : document.error().text();
  };
  CHECK(refusal(R"({"p": {"@id": "http://e/p", "@nest": "n"}, "n": "@nest"})") == "accepted");
  CHECK(refusal(R"({"p": {"@id": "http://e/p", "@nest": "n"}, "n": "http://e/n"})") ==
        "json_ld.invalid_nest_value: /0/http:~1~1e~1p/0: the term nests under what is no @nest");
  CHECK(refusal(R"({"@context": {"p": 5}})") ==
        "json_ld.invalid_term_definition: /p: no object, IRI or null");
  CHECK(refusal(R"("http://e/c")").starts_with("json_ld.loading_remote_context_failed"));
}
