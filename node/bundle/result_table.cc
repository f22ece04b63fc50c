#include "node/bundle/result_table.h"

#include "node/base/json.h"
#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

constexpr const char* kLineEnd = "\r\n";  // RFC 4180
constexpr int kSignificantDigits = 4;
constexpr std::size_t kMostRowsOnOneSheet = 20;

std::string quoted(std::string text) {
  // A level such as "=1+1" is text of the study's author; a spreadsheet would run it.
  if (!text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos) {
    text.insert(0, 1, '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) {
    if (c == '"') field += '"';
    field += c;
  }
  return field + '"';
}

struct CsvField {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(Withheld) const { return {}; }
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(double number) const { return number_text(number); }
};

struct HtmlCell {
  Kind kind;
  const Messages& say;
  std::string operator()(std::monostate) const { return "\xE2\x80\x93"; }
  std::string operator()(Withheld) const {
    return "<span class=\"withheld\" title=\"" + escape_markup(say("withheld.why")) + "\">" +
           escape_markup(say("withheld")) + "</span>";
  }
  std::string operator()(const std::string& text) const { return escape_markup(text); }
  std::string operator()(double number) const {
    return escape_markup(in_numerals(text_of(number), say.language()));
  }
  std::string text_of(double number) const {
    switch (kind) {
      case Kind::count: return grouped(number);
      case Kind::time: return number_text(number);
      case Kind::share: return fixed(number, 3);
      case Kind::p_value: return probability(number);
      case Kind::text:
      case Kind::number: break;
    }
    return significant(number, kSignificantDigits);
  }
};

}  // namespace

std::string to_csv(const Table& table) {
  std::string csv;
  for (const auto& column : table.columns) csv += quoted(column.name) + ",";
  csv += std::string("withheld") + kLineEnd;
  for (const auto& row : table.rows) {
    std::string withheld;
    for (std::size_t i = 0; i < row.size(); ++i) {
      csv += std::visit(CsvField{}, row[i]) + ",";
      if (!std::holds_alternative<Withheld>(row[i])) continue;
      if (!withheld.empty()) withheld += ' ';
      withheld += table.columns[i].name;
    }
    csv += quoted(withheld) + kLineEnd;
  }
  return csv;
}

std::string to_html(const Table& table, const Messages& say) {
  // A long one may go on on the next sheet of paper.
  std::string html = table.rows.size() > kMostRowsOnOneSheet ? "<table class=\"long\">" : "<table>";
  html += "\n<caption>" + escape_markup(table.caption) + "</caption>\n<thead><tr>";
  for (const auto& column : table.columns) {
    if (column.heading.empty()) continue;
    html += column.kind == Kind::text ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">";
    html += escape_markup(column.heading) + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    bool is_first = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& column = table.columns[i];
      if (column.heading.empty()) continue;
      const auto text = std::visit(HtmlCell{column.kind, say}, row[i]);
      if (is_first && column.kind == Kind::text) html += "<th scope=\"row\">" + text + "</th>";
      else if (column.kind == Kind::text) html += "<td>" + text + "</td>";
      else html += "<td class=\"n\">" + text + "</td>";
      is_first = false;
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n";
}

}  // namespace passerelle::bundle
