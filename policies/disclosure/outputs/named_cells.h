// The cells of a table by their names, as relations and lists of cells use them. Private to the
// room.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/base/fields.h"
#include "policies/disclosure/programme.h"

namespace passerelle::disclosure::outputs {

class NamedCells {
 public:
  // Reads the "id" of the next cell; a name that stands twice is an error.
  std::string read(Fields& cell);

  // Returns the cell of a name; another name is an error of that field.
  std::size_t place(const std::string& id, Fields& fields, std::string_view name) const;

  // Reads "total" and "parts".
  Relation relation(Fields& fields) const;

  // Reads a list of names.
  std::vector<std::size_t> places(Fields& fields, std::string_view name) const;

 private:
  std::map<std::string, std::size_t> places_;
};

}  // namespace passerelle::disclosure::outputs
