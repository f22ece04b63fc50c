#include "node/cli/output.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "node/cli/text_table.h"
#include "node/service/problem.h"

namespace passerelle::cli {
namespace {

void write(std::ostream& out, const Json& value, const std::string& indent) {
  if (is_plain(value) && !value.is_array()) {
    out << indent << in_words(value) << "\n";
  } else if (value.is_object()) {
    for (const auto& [name, item] : value.items()) {
      if (is_plain(item)) {
        out << indent << name << ": " << in_words(item) << "\n";
      } else {
        out << indent << name << ":\n";
        write(out, item, indent + "  ");
      }
    }
  } else if (const auto table = text_table(value, indent)) {
    out << *table;
  } else {
    for (const auto& item : value) {
      if (is_plain(item)) {
        out << indent << "- " << in_words(item) << "\n";
      } else {
        out << indent << "-\n";
        write(out, item, indent + "  ");
      }
    }
  }
}

}  // namespace

void print_text(std::ostream& out, const Json& value) { write(out, value, ""); }

void print(std::ostream& out, const Json& value, bool as_json) {
  if (as_json) out << value.dump() << "\n";
  else print_text(out, value);
}

void print_failure(const Error& error, const Json& problem, bool as_json) {
  const bool is_from_node = problem.is_object();
  std::cerr << "passerelle: " << (is_from_node ? error.detail : error.text()) << "\n";
  if (as_json)
    std::cout << (is_from_node ? problem : service::problem_of(error, "")).dump() << "\n";
}

}  // namespace passerelle::cli
