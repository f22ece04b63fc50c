#include "node/bundle/r_code.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace passerelle::bundle {
namespace {

constexpr std::size_t kPerLine = 8;

}  // namespace

// JSON's escapes are R's as well; a study holds no NUL, which R's texts cannot.
std::string r_text(const std::string& text) { return Json(text).dump(); }

std::string r_name(const std::string& name) {
  const auto text = r_text(name);
  return "`" + text.substr(1, text.size() - 2) + "`";
}

// Names of a study inside a comment: a line break would end the comment.
std::string r_comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

std::string r_number(const Json& value) {
  return value.is_number() ? number_text(value.get<double>()) : "NA";
}

std::string r_vector(const std::vector<std::string>& items) {
  std::string text = "c(";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i % kPerLine == 0 ? ",\n    " : ", ";
    text += items[i];
  }
  return text + ")";
}

std::string r_vector(const std::vector<double>& numbers) {
  std::vector<std::string> items;
  for (const double number : numbers) items.push_back(number_text(number));
  return r_vector(items);
}

std::string r_numbers(const Json& list) {
  std::vector<std::string> numbers;
  for (const auto& item : list) {
    if (!item.is_array()) numbers.push_back(r_number(item));
    for (const auto& number : item.is_array() ? item : Json::array()) {
      numbers.push_back(r_number(number));
    }
  }
  return r_vector(numbers);
}

std::string r_matrix(const std::string& vector, std::size_t rows) {
  return "matrix(" + vector + ", nrow = " + std::to_string(rows) + ", byrow = TRUE)";
}

std::string r_joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::string r_list(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : fields) parts.push_back(name + " = " + value);
  return "list(" + r_joined(parts) + ")";
}

std::string r_sum(const std::vector<std::string>& parts) {
  return "Reduce(`+`, list(" + r_joined(parts) + "))";
}

std::string cell_name(const analysis::CellKey& key) {
  std::string name = key.row_set;
  for (const auto& category : key.where) name += " | " + category.variable + " = " + category.level;
  return name;
}

std::string r_cells(const std::vector<analysis::CellKey>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(r_text(cell_name(key)));
  return r_vector(names);
}

}  // namespace passerelle::bundle
