#include "metadata/rdf/iri.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace passerelle::rdf;

TEST_CASE("references resolve as in RFC 3986, section 5.4") {
  const std::vector<std::pair<const char*, const char*>> examples{
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
  };
  for (const auto& [reference, expected] : examples) {
    CAPTURE(reference);
    CHECK(resolve("http://a/b/c/d;p?q", reference) == expected);
  }
  CHECK(resolve("http://a", "g") == "http://a/g");
}

TEST_CASE("an absolute IRI has a scheme and no forbidden character") {
  CHECK(is_absolute_iri("https://fr.example/dataset/colon"));
  CHECK(is_absolute_iri("urn:uuid:1"));
  CHECK(is_absolute_iri("https://é.example/"));
  for (const char* wrong : {"", "colon", "/a", "1a:b", ":a", "http://a b", "http://a<b>",
                            "http://a\\", "http://a\"", "http://\xED\xA0\x80"}) {
    CHECK(!is_absolute_iri(wrong));
  }
}

TEST_CASE("a shortened text ends with a whole character") {
  std::string text(199, 'a');
  CHECK(shortened(text + "b") == text + "b");
  CHECK(shortened(text + "\xC3\xA9") == text);
}

TEST_CASE("UTF-8 ends where a surrogate, an overlong form or half a character begins") {
  CHECK(utf8_prefix("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 10);
  CHECK(utf8_prefix("a\xC3") == 1);
  CHECK(utf8_prefix("ab\xC0\x80") == 2);
  CHECK(utf8_prefix("\xED\xA0\x80") == 0);
  CHECK(utf8_prefix("\xF4\x90\x80\x80") == 0);
  CHECK(utf8_prefix("\xE0\x80\x80") == 0);
}
