// The content of an element as text: Exclusive XML Canonicalization 1.0 with comments, which is the
// lexical form of an rdf:XMLLiteral (RDF/XML, section 7.2.17). Not for other rooms.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/xml_events.h"

namespace passerelle::rdf {

class XmlLiteral {
 public:
  void start(const XmlName& name, std::span<const XmlAttribute> attributes);
  // Requires: an element that was started and not ended.
  void end();
  void add_text(std::string_view text);
  void add_comment(std::string_view text);
  void add_instruction(std::string_view target, std::string_view text);

  bool has_open_elements() const { return !open_.empty(); }
  const std::string& text() const { return text_; }

 private:
  struct Element {
    std::string name;
    std::vector<std::string> declared;  // prefixes
  };

  std::string text_;
  std::vector<Element> open_;
  std::map<std::string, std::vector<std::string>> written_;  // prefix → namespaces, innermost last
};

// Add text with the characters escaped that XML does not allow there, as canonical XML does.
void append_xml_text(std::string& xml, std::string_view text);
void append_xml_value(std::string& xml, std::string_view value);  // of an attribute, without quotes

}  // namespace passerelle::rdf
