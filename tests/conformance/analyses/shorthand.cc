#include "tests/conformance/analyses/shorthand.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/conformance/analyses/places.h"

namespace passerelle::conformance {
namespace {

Json every(double step, double last) {
  Json list = Json::array();
  for (double at = step; at <= last; at += step) list.push_back(at);
  return list;
}

Json values(const Json& written, const Tables& tables) {
  const auto where = written.value("where", Json::object());
  const auto until = written.value("until", std::numeric_limits<double>::infinity());
  const double sign = written.value("sign", 1.0);
  std::set<double> found;
  for (const double value : tables.numbers(written.at("$values"), where)) {
    if (value <= until) found.insert(sign * value);
  }
  for (const double value : written.value("and", std::vector<double>())) found.insert(value);
  return found;
}

Json rounded_up(const Json& written) {
  const auto& what = written.at("$rounded_up");
  Json branches = Json::array();
  for (const auto& end : every(written.at("to"), written.at("until"))) {
    branches.push_back({{{"le", {what, end}}}, end});
  }
  return {{"case", branches}};
}

// Puts a value where a text is its name in angle brackets, or its text where the name is a part.
Json filled_in(const Json& written, const std::string& name, const Json& value) {
  const auto mark = "<" + name + ">";
  if (written.is_string()) {
    auto text = written.get<std::string>();
    if (text == mark) return value;
    const auto word = text_of(value);
    for (auto at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + word.size())) {
      text.replace(at, mark.size(), word);
    }
    return text;
  }
  if (!written.is_structured()) return written;
  Json out = written;
  for (auto& element : out) element = filled_in(element, name, value);
  return out;
}

}  // namespace

std::vector<Json> each_of(const Json& written) {
  if (!written.contains("each")) return {written};
  std::vector<Json> made;
  for (const auto& names : written["each"]) {
    auto one = written;
    one.erase("each");
    for (const auto& [name, value] : names.items()) one = filled_in(one, name, value);
    made.push_back(std::move(one));
  }
  return made;
}

Json written_out(const Json& study, const Tables& tables) {
  if (study.is_object()) {
    if (study.contains("$every")) return every(study["$every"][0], study["$every"][1]);
    if (study.contains("$values")) return values(study, tables);
    if (study.contains("$texts")) return tables.texts(study["$texts"]);
    if (study.contains("$rounded_up")) return rounded_up(study);
  }
  if (!study.is_structured()) return study;
  Json out = study;
  for (auto& element : out) element = written_out(element, tables);
  return out;
}

}  // namespace passerelle::conformance
