#include "metadata/rdf/xml_literal.h"

#include <doctest/doctest.h>

#include <array>

using namespace passerelle::rdf;

TEST_CASE("an XML literal declares namespaces where they are used first and sorts attributes") {
  XmlLiteral literal;
  const std::array attributes{
      XmlAttribute{{"urn:z", "a", "z"}, "1"},
      XmlAttribute{{"urn:a", "b", "y"}, "2"},
      XmlAttribute{{"", "plain", ""}, "<\"&\t\n\r>"},
      XmlAttribute{{"http://www.w3.org/XML/1998/namespace", "lang", "xml"}, "en"},
  };
  literal.start({"urn:d", "outer", ""}, attributes);
  literal.start({"urn:d", "same", ""}, {});
  literal.end();
  literal.start({"", "bare", ""}, {});
  literal.start({"urn:d", "again", ""}, {});
  literal.end();
  literal.end();
  literal.start({"urn:z", "z", "z"}, {});
  literal.end();
  CHECK(literal.has_open_elements());
  literal.end();
  CHECK(!literal.has_open_elements());
  CHECK(literal.text() ==
        "<outer xmlns=\"urn:d\" xmlns:y=\"urn:a\" xmlns:z=\"urn:z\" "
        "plain=\"&lt;&quot;&amp;&#x9;&#xA;&#xD;>\" xml:lang=\"en\" y:b=\"2\" z:a=\"1\">"
        "<same></same>"
        "<bare xmlns=\"\"><again xmlns=\"urn:d\"></again></bare>"
        "<z:z></z:z></outer>");
}

TEST_CASE("a namespace is declared again where another one stood between, and at every beginning") {
  XmlLiteral literal;
  literal.start({"urn:1", "a", "p"}, {});
  literal.start({"urn:2", "b", "p"}, {});
  literal.start({"urn:1", "c", "p"}, {});
  literal.end();
  literal.end();
  literal.end();
  literal.start({"urn:1", "d", "p"}, {});
  literal.end();
  CHECK(literal.text() ==
        "<p:a xmlns:p=\"urn:1\"><p:b xmlns:p=\"urn:2\"><p:c xmlns:p=\"urn:1\"></p:c></p:b></p:a>"
        "<p:d xmlns:p=\"urn:1\"></p:d>");
}

TEST_CASE("text, comments and instructions are written as canonical XML") {
  XmlLiteral literal;
  literal.add_text("a<b>&\r\n\"");
  literal.add_comment(" c ");
  literal.add_instruction("target", "data");
  literal.add_instruction("bare", "");
  CHECK(literal.text() == "a&lt;b&gt;&amp;&#xD;\n\"<!-- c --><?target data?><?bare?>");
}
