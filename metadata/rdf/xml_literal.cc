#include "metadata/rdf/xml_literal.h"

#include <algorithm>
#include <tuple>

namespace passerelle::rdf {
namespace {

constexpr std::string_view kXmlPrefix = "xml";  // declared everywhere, written nowhere

std::string qualified(const XmlName& name) {
  std::string text(name.prefix);
  if (!text.empty()) text += ':';
  return text.append(name.local);
}

}  // namespace

void append_xml_text(std::string& xml, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': xml += "&amp;"; break;
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '\r': xml += "&#xD;"; break;
      default: xml += c;
    }
  }
}

void append_xml_value(std::string& xml, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&': xml += "&amp;"; break;
      case '<': xml += "&lt;"; break;
      case '"': xml += "&quot;"; break;
      case '\t': xml += "&#x9;"; break;
      case '\n': xml += "&#xA;"; break;
      case '\r': xml += "&#xD;"; break;
      default: xml += c;
    }
  }
}

void XmlLiteral::start(const XmlName& name, std::span<const XmlAttribute> attributes) {
  // Only the namespaces that the element itself uses, and of these what no outer one has written.
  std::map<std::string, std::string> used{{std::string(name.prefix), std::string(name.name_space)}};
  for (const auto& attribute : attributes) {
    if (!attribute.name.prefix.empty()) {
      used.emplace(attribute.name.prefix, attribute.name.name_space);
    }
  }
  used.erase(std::string(kXmlPrefix));

  Element element{qualified(name), {}};
  text_.append("<").append(element.name);
  for (const auto& [prefix, name_space] : used) {
    auto& written = written_[prefix];
    const bool is_known = written.empty() ? name_space.empty() : written.back() == name_space;
    if (is_known) continue;
    written.push_back(name_space);
    element.declared.push_back(prefix);
    text_.append(prefix.empty() ? " xmlns" : " xmlns:").append(prefix).append("=\"");
    append_xml_value(text_, name_space);
    text_ += '"';
  }
  std::vector<XmlAttribute> sorted(attributes.begin(), attributes.end());
  std::ranges::sort(sorted, {}, [](const XmlAttribute& attribute) {
    return std::tuple(attribute.name.name_space, attribute.name.local);
  });
  for (const auto& [attribute, value] : sorted) {
    text_.append(" ").append(qualified(attribute)).append("=\"");
    append_xml_value(text_, value);
    text_ += '"';
  }
  text_ += '>';
  open_.push_back(std::move(element));
}

void XmlLiteral::end() {
  text_.append("</").append(open_.back().name).append(">");
  for (const auto& prefix : open_.back().declared) written_[prefix].pop_back();
  open_.pop_back();
}

void XmlLiteral::add_text(std::string_view text) { append_xml_text(text_, text); }

void XmlLiteral::add_comment(std::string_view text) {
  text_.append("<!--").append(text).append("-->");
}

void XmlLiteral::add_instruction(std::string_view target, std::string_view text) {
  text_.append("<?").append(target);
  if (!text.empty()) text_.append(" ").append(text);
  text_ += "?>";
}

}  // namespace passerelle::rdf
