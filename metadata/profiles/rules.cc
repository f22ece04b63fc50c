#include "metadata/profiles/rules.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "metadata/profiles/errors.h"
#include "metadata/profiles/sheet.h"
#include "metadata/profiles/vocabulary.h"

namespace passerelle::profiles {
namespace {

const std::vector<std::string> kColumns{"class", "property",   "count",   "kind",
                                        "range", "vocabulary", "severity"};

// Reads the cells of one row.
class RowReader {
 public:
  RowReader(const Sheet& sheet, const Sheet::Row& row) : sheet_(sheet), row_(row) {}

  Result<Rule> run() {
    rule_.line = row_.line;
    for (auto step : {&RowReader::read_subject, &RowReader::read_property, &RowReader::read_count,
                      &RowReader::read_kind, &RowReader::read_range, &RowReader::read_vocabulary,
                      &RowReader::read_severity}) {
      if (auto read = (this->*step)(); !read) return read.error();
    }
    for (std::size_t at = kColumns.size(); at < row_.cells.size(); ++at) {
      if (!row_.cells[at].empty()) rule_.messages[sheet_.columns()[at]] = row_.cells[at];
    }
    return std::move(rule_);
  }

 private:
  const std::string& cell(std::string_view column) const {
    return row_.cells[sheet_.column(column)];
  }
  Error wrong(const std::string& why) const { return sheet_.wrong(row_.line, why); }
  Result<std::string> iri(std::string_view written) const { return sheet_.iri(written, row_.line); }

  // A class, or a part: a word of letters.
  Result<std::string> named(std::string_view written) const {
    if (written.empty()) return wrong("a name is missing");
    const bool is_word = std::all_of(written.begin(), written.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (is_word) return std::string(written);
    return iri(written);
  }

  Result<void> read_subject() {
    if (cell("class") == "document") return {};
    auto name = named(cell("class"));
    if (!name) return name.error();
    rule_.subject = *std::move(name);
    rule_.is_part = rule_.subject.find(':') == std::string::npos;
    return {};
  }

  Result<void> read_property() {
    std::string_view written = cell("property");
    if (written.starts_with('^')) {
      rule_.is_inverse = true;
      written.remove_prefix(1);
    }
    for (const auto& part : split(written, " or ")) {
      auto property = iri(part);
      if (!property) return property.error();
      rule_.properties.push_back(*std::move(property));
    }
    if (rule_.properties.empty()) return wrong("a property is missing");
    if (rule_.properties.size() > 1 && rule_.is_inverse)
      return wrong("^ stands before one property");
    return {};
  }

  static std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
  }

  // "1..*", "0..1", "1..* if h:hasStructuredData"
  Result<void> read_count() {
    const auto parts = split(cell("count"), " if ");
    if (parts.empty() || parts.size() > 2) return wrong("a count is missing");
    if (parts.size() == 2) {
      auto condition = iri(parts[1]);
      if (!condition) return condition.error();
      rule_.condition = *std::move(condition);
    }
    const auto ends = split(parts[0], "..");
    if (ends.size() != 2) return wrong("a count is written least..most");
    const auto least = number(ends[0]);
    if (least) rule_.least = *least;
    if (ends[1] != "*") rule_.most = number(ends[1]);
    if (!least || (ends[1] != "*" && !rule_.most)) return wrong("a count is written least..most");
    if (rule_.most && *rule_.most < rule_.least) return wrong("a count from more to less");
    if (!rule_.condition.empty() && rule_.least == 0) return wrong("a condition on a count from 0");
    return {};
  }

  Result<void> read_kind() {
    const auto& written = cell("kind");
    if (written == "text") rule_.kind = Rule::Kind::text;
    if (written == "iri") rule_.kind = Rule::Kind::iri;
    if (written == "resource") rule_.kind = Rule::Kind::resource;
    if (!written.empty() && rule_.kind == Rule::Kind::any)
      return wrong("a kind is text, iri or resource");
    return {};
  }

  Result<void> read_range() {
    for (const auto& part_of_range : split(cell("range"), ",")) {
      const std::string_view written = part_of_range;
      if (written.starts_with("as ")) {
        auto part = named(written.substr(3));
        if (!part) return part.error();
        rule_.parts.push_back(*std::move(part));
        continue;
      }
      const bool is_value = written.starts_with("= ");
      auto term = iri(is_value ? written.substr(2) : written);
      if (!term) return term.error();
      auto& list = is_value                  ? rule_.values
                   : term->starts_with(kXsd) ? rule_.datatypes
                                             : rule_.classes;
      list.push_back(*std::move(term));
    }
    return {};
  }

  Result<void> read_vocabulary() {
    const auto& written = cell("vocabulary");
    if (written.starts_with('^')) {
      rule_.pattern = written;
    } else {
      rule_.code_lists = split(written, ",");
    }
    return {};
  }

  Result<void> read_severity() {
    const auto& written = cell("severity");
    if (written == "warning") rule_.severity = Rule::Severity::warning;
    if (written == "info") rule_.severity = Rule::Severity::info;
    if (written != "violation" && rule_.severity == Rule::Severity::violation) {
      return wrong("a severity is violation, warning or info");
    }
    return {};
  }

  const Sheet& sheet_;
  const Sheet::Row& row_;
  Rule rule_;
};

}  // namespace

Result<RuleTable> parse_rules(std::string_view name, std::string_view text) {
  const auto sheet = Sheet::parse(name, text, '|');
  if (!sheet) return sheet.error();
  if (auto fits = sheet->expect(kColumns); !fits) return fits.error();
  RuleTable table{sheet->directive("profile"), sheet->directive("release"), {}, {}};
  for (const auto& written : split(sheet->directive("accessRights"), " ")) {
    auto right = sheet->iri(written, 1);
    if (!right) return right.error();
    table.access_rights.push_back(*std::move(right));
  }
  std::set<std::string> subjects;
  for (const auto& row : sheet->rows()) {
    auto rule = RowReader(*sheet, row).run();
    if (!rule) return rule.error();
    subjects.insert(rule->subject);
    table.rules.push_back(*std::move(rule));
  }
  for (const auto& rule : table.rules) {
    for (const auto& part : rule.parts) {
      if (!subjects.contains(part)) return sheet->wrong(rule.line, "there are no rules on " + part);
    }
  }
  return table;
}

}  // namespace passerelle::profiles
