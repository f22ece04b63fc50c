#include "tests/conformance/analyses/tally.h"

#include <cmath>
#include <set>
#include <sstream>

namespace passerelle::conformance {
namespace {

// Another compiler rounds otherwise; that is no other order of magnitude.
constexpr double kSlack = 3;
constexpr double kSmallest = 1e-15;  // below, orders of magnitude are of no interest

// Of the smallest power of ten that is not below a number.
std::string power_of_ten(double number) {
  std::ostringstream text;
  text << "1e" << std::lround(std::ceil(std::log10(number) - 1e-9));
  return text.str();
}

std::string order_text(double worst, const std::set<double>& tolerances) {
  if (*tolerances.rbegin() == 0) return "none";
  return "≤ " + power_of_ten(std::max(worst, kSmallest));
}

// Counts are the same or wrong, and need no tolerance.
std::string tolerances_text(const std::set<double>& tolerances) {
  std::string text;
  for (const double tolerance : tolerances) {
    if (tolerance > 0) text += (text.empty() ? "" : ", ") + power_of_ten(tolerance);
  }
  return text.empty() ? "none" : text;
}

double order_from(const std::string& text) {
  const auto number = text.find("1e");
  return number == std::string::npos ? 0 : std::stod(text.substr(number));
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (auto from = line.find("| "); from != std::string::npos;) {
    const auto end = line.find(" |", from + 2);
    if (end == std::string::npos) break;
    cells.push_back(line.substr(from + 2, end - from - 2));
    from = line.find("| ", end);
  }
  return cells;
}

// What README.md says of a row behind its analysis and source.
struct Said {
  std::string quantities, worst, tolerances;
};

std::map<Compared, Said> rows_said(const std::string& readme) {
  std::map<Compared, Said> said;
  std::istringstream lines(readme);
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    const auto cells = cells_of(line);
    if (cells.size() == 5 && cells[0] == "analysis") is_inside = true;
    else if (!line.starts_with("|")) is_inside = false;
    else if (is_inside && cells.size() == 5)
      said[{cells[0], cells[1]}] = {cells[2], cells[3], cells[4]};
  }
  return said;
}

}  // namespace

void Tally::add(const Compared& row, double difference, double tolerance, const std::string& what) {
  auto& measured = rows_[row];
  ++measured.quantities;
  measured.tolerances.insert(tolerance);
  // Not a number is as wrong as can be.
  if (!(difference <= measured.worst)) measured.worst = difference;
  if (!(difference <= tolerance)) complaints_.push_back(what);
}

std::size_t Tally::quantities() const {
  std::size_t sum = 0;
  for (const auto& [row, measured] : rows_) sum += measured.quantities;
  return sum;
}

std::string Tally::table() const {
  std::ostringstream text;
  text << "| analysis | source | quantities | worst difference | tolerance "
          "|\n|---|---|---|---|---|\n";
  for (const auto& [row, measured] : rows_) {
    text << "| " << row.analysis << " | " << row.source << " | " << measured.quantities << " | "
         << order_text(measured.worst, measured.tolerances) << " | "
         << tolerances_text(measured.tolerances) << " |\n";
  }
  return text.str();
}

std::vector<std::string> Tally::contradictions(const std::string& readme) const {
  std::vector<std::string> wrong;
  auto said = rows_said(readme);
  std::set<std::string> sources;
  for (const auto& [row, measured] : rows_) {
    sources.insert(row.source);
    const auto name = row.analysis + " against " + row.source;
    const auto found = said.find(row);
    if (found == said.end()) {
      wrong.push_back(name + " is not in the table");
      continue;
    }
    const auto& [quantities, worst, tolerances] = found->second;
    if (quantities != std::to_string(measured.quantities)) {
      wrong.push_back(name + ": " + std::to_string(measured.quantities) + " quantities, not " +
                      quantities);
    }
    if (!(measured.worst <= kSlack * order_from(worst))) {
      wrong.push_back(name + ": the worst difference is " +
                      order_text(measured.worst, measured.tolerances) + ", not " + worst);
    }
    if (tolerances != tolerances_text(measured.tolerances)) {
      wrong.push_back(name + ": the tolerance is " + tolerances_text(measured.tolerances) +
                      ", not " + tolerances);
    }
    said.erase(found);
  }
  for (const auto& [row, numbers] : said) {
    if (sources.contains(row.source))
      wrong.push_back(row.analysis + " against " + row.source + " was not compared");
  }
  return wrong;
}

}  // namespace passerelle::conformance
