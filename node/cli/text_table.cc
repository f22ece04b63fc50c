#include "node/cli/text_table.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

namespace passerelle::cli {
namespace {

constexpr std::string_view kBetween = "  ";
constexpr std::array<std::string_view, 6> kFirst{"id",   "application", "what",
                                                 "name", "node",        "state"};

std::string scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_null()) return "-";
  return value.dump();
}

// The bytes that follow within a character of UTF-8 take no room.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool is_flat(const Json& item) {
  return item.is_object() && !item.empty() && std::all_of(item.begin(), item.end(), is_plain);
}

std::vector<std::string> columns_of(const Json& list) {
  std::vector<std::string> columns;
  for (const auto& item : list) {
    for (const auto& [name, value] : item.items()) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
        columns.push_back(name);
      }
    }
  }
  std::sort(columns.begin(), columns.end(), [](const std::string& left, const std::string& right) {
    const auto place = [](const std::string& name) {
      return std::find(kFirst.begin(), kFirst.end(), name) - kFirst.begin();
    };
    return std::pair(place(left), left) < std::pair(place(right), right);
  });
  return columns;
}

std::string line_of(const std::vector<std::string>& fields,
                    const std::vector<std::size_t>& widths,
                    const std::string& indent) {
  auto line = indent;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    line += (i == 0 ? "" : kBetween);
    line += fields[i] + std::string(widths[i] - width_of(fields[i]), ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

bool is_plain(const Json& value) {
  if (value.is_array()) {
    return std::none_of(value.begin(), value.end(),
                        [](const Json& item) { return item.is_structured() && !item.empty(); });
  }
  return !value.is_object() || value.empty();
}

std::string in_words(const Json& value) {
  if (!value.is_structured()) return scalar(value);
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ", ") + in_words(item);
  return text.empty() ? "(none)" : text;
}

std::optional<std::string> text_table(const Json& list, const std::string& indent) {
  if (!list.is_array() || list.empty() || !std::all_of(list.begin(), list.end(), is_flat)) {
    return std::nullopt;
  }
  std::vector<std::vector<std::string>> lines{columns_of(list)};
  const auto columns = lines.front();
  for (const auto& item : list) {
    auto& fields = lines.emplace_back();
    for (const auto& name : columns) {
      fields.push_back(item.contains(name) ? in_words(item.at(name)) : "");
    }
  }
  std::vector<std::size_t> widths(columns.size());
  for (const auto& fields : lines) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      // A field of several lines has no place in a table.
      if (fields[i].find('\n') != std::string::npos) return std::nullopt;
      widths[i] = std::max(widths[i], width_of(fields[i]));
    }
  }
  const auto total = std::accumulate(widths.begin(), widths.end(),
                                     indent.size() + kBetween.size() * (columns.size() - 1));
  if (total > kWidestTable) return std::nullopt;
  std::string text;
  for (const auto& fields : lines) text += line_of(fields, widths, indent);
  return text;
}

}  // namespace passerelle::cli
