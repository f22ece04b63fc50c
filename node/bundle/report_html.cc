#include "node/bundle/report_html.h"

#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

std::string class_attribute(const std::string& kind) {
  return kind.empty() ? std::string() : "class=\"" + escape_markup(kind) + "\"";
}

// Escapes text, and marks as code what stands between two backticks.
std::string with_code(const std::string& text) {
  const auto escaped = escape_markup(text);
  std::string marked;
  for (std::size_t at = 0; at < escaped.size();) {
    const auto begin = escaped.find('`', at);
    const auto end = begin == std::string::npos ? begin : escaped.find('`', begin + 1);
    if (end == std::string::npos) return marked + escaped.substr(at);
    marked += escaped.substr(at, begin - at) + "<code>" +
              escaped.substr(begin + 1, end - begin - 1) + "</code>";
    at = end + 1;
  }
  return marked;
}

std::string element_of(const std::string& name,
                       const std::string& markup,
                       const std::string& attributes) {
  return "<" + name + (attributes.empty() ? "" : " " + attributes) + ">" + markup + "</" + name +
         ">\n";
}

}  // namespace

std::string element(const std::string& name,
                    const std::string& text,
                    const std::string& attributes) {
  return element_of(name, escape_markup(text), attributes);
}

void Html::heading(int level, const std::string& text) {
  html_ += element("h" + std::to_string(level), text);
}

void Html::heading(int level, const std::string& text, const std::string& part) {
  html_ += element("h" + std::to_string(level), text, "id=\"_" + escape_markup(part) + "\"");
}

void Html::paragraph(const std::string& text, const std::string& kind) {
  if (!text.empty()) html_ += element_of("p", with_code(text), class_attribute(kind));
}

void Html::paragraph(const documents::Text& text, const std::string& kind) {
  if (text.text.empty()) return;
  auto attributes = class_attribute(kind);
  if (!text.language.empty()) {
    attributes +=
        (kind.empty() ? "" : " ") + std::string("lang=\"") + escape_markup(text.language) + "\"";
  }
  html_ += element("p", text.text, attributes);
}

void Html::list(const std::vector<std::string>& items) {
  if (items.empty()) return;
  html_ += "<ul>\n";
  for (const auto& item : items) html_ += element_of("li", with_code(item), {});
  html_ += "</ul>\n";
}

void Html::table(const Table& table) {
  html_ += "<div class=\"scroll\">\n" + to_html(table, *say_) + "</div>\n";
}

void Html::figure(const std::string& drawing) {
  if (!drawing.empty()) html_ += "<figure>\n" + drawing + "</figure>\n";
}

void Html::code(const std::string& id, const std::string& text) {
  html_ +=
      "<pre id=\"_" + escape_markup(id) + "\"><code>" + escape_markup(text) + "</code></pre>\n";
}

}  // namespace passerelle::bundle
