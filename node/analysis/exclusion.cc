#include "node/analysis/exclusion.h"

#include <charconv>
#include <optional>

#include "node/analysis/frame.h"
#include "node/base/secret.h"

namespace passerelle::analysis {
namespace {

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

void wipe_all(std::unordered_set<std::string>& texts) {
  while (!texts.empty()) wipe(texts.extract(texts.begin()).value());
}

template <class T>
void keep(const std::vector<bool>& is_kept, std::vector<T>& values) {
  std::size_t next = 0;
  for (std::size_t row = 0; row < is_kept.size(); ++row) {
    if (!is_kept[row]) continue;
    if (next != row) values[next] = std::move(values[row]);
    ++next;
  }
  values.resize(next);
}

}  // namespace

Exclusion::~Exclusion() {
  wipe_all(persons_);
  wipe_all(met_);
}

void Exclusion::exclude(const std::vector<std::string>& persons) {
  wipe_all(persons_);
  numbers_.clear();
  persons_.insert(persons.begin(), persons.end());
  for (const auto& person : persons) {
    if (const auto number = whole_number(person)) numbers_.insert(*number);
  }
}

Result<void> Exclusion::apply(query::RowBatch& batch, std::size_t person) {
  if (is_empty()) return {};
  const auto& column = batch.columns[person];
  const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values);
  const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
  if (numbers == nullptr && texts == nullptr) {
    return Error{DataError::wrong_type, "persons are told apart by a whole number or a text"};
  }
  std::vector<bool> is_kept(batch.rows);
  std::size_t kept = 0;
  std::size_t excluded = 0;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    if (column.missing[row]) {
      if (nobodys_ == Nobodys::taken_out) continue;
      return Error{DataError::missing_person, "a row says of nobody whose it is"};
    }
    is_kept[row] = numbers != nullptr ? !numbers_.contains((*numbers)[row])
                                      : !persons_.contains((*texts)[row]);
    if (is_kept[row]) {
      ++kept;
      continue;
    }
    ++excluded;
    met_.insert(numbers != nullptr ? std::to_string((*numbers)[row]) : (*texts)[row]);
  }
  rows_ += static_cast<std::int64_t>(excluded);
  if (kept == batch.rows) return {};
  for (auto& each : batch.columns) {
    std::visit([&](auto& values) { keep(is_kept, values); }, each.values);
    std::size_t next = 0;
    for (std::size_t row = 0; row < batch.rows; ++row) {
      if (is_kept[row]) each.missing[next++] = each.missing[row];
    }
    each.missing.resize(next);
  }
  batch.rows = kept;
  return {};
}

Count Exclusion::removed() const { return {rows_, static_cast<std::int64_t>(met_.size())}; }

}  // namespace passerelle::analysis
