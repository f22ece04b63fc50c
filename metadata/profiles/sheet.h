// Tables that people read and programs too: one row per line, cells between separators, a first row
// with the names of the columns. Lines that begin with # are comments; "@prefix dct: <…>" and
// "@word value" before the first row are directives.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/result.h"

namespace passerelle::profiles {

class Sheet {
 public:
  struct Row {
    std::size_t line;  // in the text, from 1
    std::vector<std::string> cells;
  };

  // Reads a table. White space around cells does not count. Refuses a row with another number of
  // cells than columns, and a directive that is none; the error names the table and the line.
  static Result<Sheet> parse(std::string_view name, std::string_view text, char separator);

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<Row>& rows() const { return rows_; }

  // The place of a column; the number of columns when there is none of that name.
  std::size_t column(std::string_view name) const;

  // Refuses a table whose first columns are not these.
  Result<void> expect(const std::vector<std::string>& first_columns) const;

  // Namespaces by prefix.
  const std::map<std::string, std::string, std::less<>>& prefixes() const { return prefixes_; }

  // Values by word.
  const std::map<std::string, std::string, std::less<>>& directives() const { return directives_; }

  // The value of "@word value"; empty when it is not there.
  std::string directive(std::string_view word) const;

  // "dct:title" or "<http://…>" → the IRI.
  Result<std::string> iri(std::string_view written, std::size_t line) const;

  // An error of this table, with its line.
  Error wrong(std::size_t line, const std::string& why) const;

 private:
  std::string name_;
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
  std::map<std::string, std::string, std::less<>> prefixes_;  // without the colon
  std::map<std::string, std::string, std::less<>> directives_;
};

// Returns the parts of a list, without white space around them; none for an empty text.
std::vector<std::string> split(std::string_view text, std::string_view separator);

}  // namespace passerelle::profiles
