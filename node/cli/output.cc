#include "node/cli/output.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "node/service/problem.h"

namespace passerelle::cli {
namespace {

std::string scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "-";
  return value.dump();
}

bool is_plain(const Json& value) { return !value.is_structured() || value.empty(); }

bool is_plain_list(const Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), is_plain);
}

std::string joined(const Json& list) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : ", ") + scalar(item);
  return text.empty() ? "(none)" : text;
}

void write(std::ostream& out, const Json& value, const std::string& indent) {
  if (value.is_object()) {
    for (const auto& [name, item] : value.items()) {
      if (is_plain_list(item)) {
        out << indent << name << ": " << joined(item) << "\n";
      } else if (is_plain(item)) {
        out << indent << name << ": " << (item.is_structured() ? "(none)" : scalar(item)) << "\n";
      } else {
        out << indent << name << ":\n";
        write(out, item, indent + "  ");
      }
    }
  } else if (value.is_array()) {
    for (const auto& item : value) {
      if (is_plain(item)) {
        out << indent << "- " << scalar(item) << "\n";
      } else {
        out << indent << "-\n";
        write(out, item, indent + "  ");
      }
    }
  } else {
    out << indent << scalar(value) << "\n";
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
