#include "policies/ledger/queries/microdata.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "policies/ledger/queries/csv.h"

namespace passerelle::ledger::queries {
namespace {

constexpr std::string_view kPerson = "pid";

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, code] = std::from_chars(text.data(), end, number);
  if (code != std::errc() || stopped != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

// One column of the rows behind the header.
Snapshot::Column column_of(const std::vector<Row>& rows, std::size_t place) {
  Snapshot::Column column{rows.front()[place], {}, true};
  for (std::size_t row = 1; row < rows.size() && column.is_number; ++row) {
    const auto number = number_of(rows[row][place]);
    column.is_number = number.has_value();
    if (number) column.values.emplace_back(*number);
  }
  if (column.is_number) return column;
  column.values.clear();
  for (std::size_t row = 1; row < rows.size(); ++row) column.values.emplace_back(rows[row][place]);
  return column;
}

}  // namespace

const Snapshot::Column* Snapshot::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

Result<void> Microdata::add(const std::string& snapshot, std::string_view csv) {
  const auto rows = rows_of_csv(csv);
  if (!rows) return rows.error();
  if (rows->empty()) return Error{BaseError::malformed, "a header is expected"};
  const auto& header = rows->front();
  const auto place = std::find(header.begin(), header.end(), kPerson);
  if (place == header.end()) return Error{BaseError::malformed, "a column pid is expected"};
  if (std::set<std::string>(header.begin(), header.end()).size() != header.size()) {
    return Error{BaseError::malformed, "a column stands there twice"};
  }
  Snapshot read;
  for (std::size_t i = 0; i < header.size(); ++i) read.columns.push_back(column_of(*rows, i));
  std::set<std::uint32_t> persons;
  for (std::size_t row = 1; row < rows->size(); ++row) {
    const auto& pid = (*rows)[row][static_cast<std::size_t>(place - header.begin())];
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    const auto number = numbers_.emplace(pid, next).first->second;
    if (!persons.insert(number).second) {
      return Error{BaseError::malformed, "row " + std::to_string(row + 1) +
                                             ": a person who has no other record is "
                                             "expected"};
    }
    read.persons.push_back(number);
  }
  snapshots_[snapshot] = std::move(read);
  return {};
}

const Snapshot* Microdata::find(const std::string& snapshot) const {
  const auto found = snapshots_.find(snapshot);
  return found == snapshots_.end() ? nullptr : &found->second;
}

}  // namespace passerelle::ledger::queries
