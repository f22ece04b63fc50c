#include "node/catalogue/checks.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "node/catalogue/errors.h"
#include "node/catalogue/records.h"

namespace passerelle::catalogue_store {
namespace {

// Holders are asked so long before the year is over.
constexpr std::chrono::days kAnnounced{30};

// Of: dataset, when it was described last, when it was checked last.
Result<DescriptionCheck> check_from(const store::Row& row) {
  auto last = row.instant(1);
  if (!last) return last.error();
  if (!row.optional_text(2).value_or("").empty()) {
    const auto checked = row.instant(2);
    if (!checked) return checked.error();
    last = std::max(*last, *checked);
  }
  return DescriptionCheck{DatasetId(row.text(0)), *last, check_due(*last)};
}

}  // namespace

std::string_view code(CheckStanding standing) {
  constexpr std::array<std::string_view, 3> kStandings{"checked", "due", "late"};
  return kStandings.at(static_cast<std::size_t>(standing));
}

CheckStanding DescriptionCheck::standing(Instant now) const {
  if (now >= due) return CheckStanding::late;
  return now >= due - kAnnounced ? CheckStanding::due : CheckStanding::checked;
}

Instant check_due(Instant last) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(last));
  auto next = day + std::chrono::years(1);
  if (!next.ok()) next = next.year() / next.month() / std::chrono::last;
  return std::chrono::sys_days(next) + std::chrono::days(1);
}

Result<void> keep_check(store::Transaction& tx, const DatasetId& dataset, Instant now) {
  if (auto known = check_of(tx, dataset); !known) return known.error();
  return tx.run("insert into description_checks (dataset, checked) values (?, ?)", dataset, now);
}

Result<std::vector<DescriptionCheck>> checks(store::Reader& reader) {
  const auto rows = reader.query(
      "select r.dataset, r.modified, max(c.checked) from catalogue_records r"
      " left join description_checks c on c.dataset = r.dataset"
      " where r.source = '' and r.withdrawn is null group by r.dataset, r.modified");
  if (!rows) return rows.error();
  std::vector<DescriptionCheck> all;
  for (const auto& row : *rows) {
    auto one = check_from(row);
    if (!one) return one.error();
    all.push_back(*std::move(one));
  }
  std::ranges::sort(all, {}, [](const auto& one) { return std::tie(one.due, one.dataset); });
  return all;
}

Result<DescriptionCheck> check_of(store::Reader& reader, const DatasetId& dataset) {
  const auto row = reader.query_one(
      "select r.dataset, r.modified, max(c.checked) from catalogue_records r"
      " left join description_checks c on c.dataset = r.dataset"
      " where r.dataset = ? and r.source = '' and r.withdrawn is null group by r.dataset, "
      "r.modified",
      dataset);
  if (!row) return row.error();
  if (*row) return check_from(**row);
  return unknown_dataset(dataset);
}

}  // namespace passerelle::catalogue_store
