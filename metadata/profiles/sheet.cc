#include "metadata/profiles/sheet.h"

#include <algorithm>

#include "metadata/profiles/errors.h"
#include "metadata/rdf/iri.h"

namespace passerelle::profiles {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  if (trimmed(text).empty()) return parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

Error Sheet::wrong(std::size_t line, const std::string& why) const {
  return Error{ProfileError::bad_table, name_ + ", line " + std::to_string(line) + ": " + why};
}

Result<Sheet> Sheet::parse(std::string_view name, std::string_view text, char separator) {
  Sheet sheet;
  sheet.name_ = name;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '@') {
      const auto space = std::min(line.find(' '), line.size());
      const auto word = line.substr(1, space - 1), value = trimmed(line.substr(space));
      if (word != "prefix") {
        sheet.directives_[std::string(word)] = value;
        continue;
      }
      const auto colon = value.find(": <");
      if (colon == std::string_view::npos || !value.ends_with('>')) {
        return sheet.wrong(number, "a prefix is written \"@prefix name: <IRI>\"");
      }
      sheet.prefixes_[std::string(value.substr(0, colon))] =
          value.substr(colon + 3, value.size() - colon - 4);
      continue;
    }
    auto cells = split(line, std::string_view(&separator, 1));
    if (sheet.columns_.empty()) {
      sheet.columns_ = std::move(cells);
    } else if (cells.size() != sheet.columns_.size()) {
      return sheet.wrong(number, std::to_string(cells.size()) + " cells for " +
                                     std::to_string(sheet.columns_.size()) + " columns");
    } else {
      sheet.rows_.push_back({number, std::move(cells)});
    }
  }
  return sheet;
}

std::size_t Sheet::column(std::string_view name) const {
  return static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), name) -
                                  columns_.begin());
}

Result<void> Sheet::expect(const std::vector<std::string>& first_columns) const {
  if (columns_.size() >= first_columns.size() &&
      std::equal(first_columns.begin(), first_columns.end(), columns_.begin())) {
    return {};
  }
  std::string wanted;
  for (const auto& column : first_columns) wanted += (wanted.empty() ? "" : ", ") + column;
  return Error{ProfileError::bad_table, name_ + ": the first columns are not " + wanted};
}

std::string Sheet::directive(std::string_view word) const {
  const auto found = directives_.find(word);
  return found == directives_.end() ? std::string() : found->second;
}

Result<std::string> Sheet::iri(std::string_view written, std::size_t line) const {
  std::string iri;
  if (written.starts_with('<') && written.ends_with('>')) {
    iri = written.substr(1, written.size() - 2);
  } else {
    const auto colon = written.find(':');
    const auto prefix = prefixes_.find(written.substr(0, colon));
    if (colon == std::string_view::npos || prefix == prefixes_.end()) {
      return wrong(line, "\"" + rdf::shortened(written) + "\" has no declared prefix");
    }
    iri = prefix->second + std::string(written.substr(colon + 1));
  }
  if (!rdf::is_absolute_iri(iri))
    return wrong(line, "\"" + rdf::shortened(written) + "\" is no IRI");
  return iri;
}

}  // namespace passerelle::profiles
