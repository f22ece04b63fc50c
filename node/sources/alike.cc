#include "node/sources/alike.h"

#include <algorithm>
#include <array>

#include "node/sources/errors.h"

namespace passerelle::sources {
namespace {

constexpr std::array<std::string_view, 3> kPairStates{"proposed", "same", "different"};

Result<bool> is_known(store::Reader& reader, const harvest::Likeness& pair) {
  const auto row = reader.query_one("select 1 from same_datasets where one = ? and other = ?",
                                    pair.one, pair.other);
  if (!row) return row.error();
  return row->has_value();
}

}  // namespace

std::string_view to_text(PairState state) { return kPairStates[static_cast<std::size_t>(state)]; }

Result<std::vector<harvest::Likeness>> news(store::Reader& reader,
                                            const std::vector<harvest::Likeness>& pairs) {
  std::vector<harvest::Likeness> unknown;
  for (const auto& pair : pairs) {
    const auto known = is_known(reader, pair);
    if (!known) return known.error();
    if (!*known) unknown.push_back(pair);
  }
  return unknown;
}

Result<void> propose(store::Transaction& tx, const harvest::Likeness& pair, Instant now) {
  return tx.run(
      "insert into same_datasets (one, other, evidence, shared, state, found)"
      " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
      pair.one, pair.other, harvest::to_text(pair.evidence), pair.shared,
      to_text(PairState::proposed), now);
}

Result<void> decide(store::Transaction& tx,
                    const DatasetId& one,
                    const DatasetId& other,
                    PairState state,
                    Instant now) {
  const auto [first, second] = std::minmax(one, other);
  if (auto kept =
          tx.run("update same_datasets set state = ?, decided = ? where one = ? and other = ?",
                 to_text(state), now, first, second);
      !kept) {
    return kept;
  }
  if (tx.changed_rows() > 0) return {};
  return Error{SourceError::unknown_pair, "nothing says that these two datasets are alike"};
}

Result<std::vector<Pair>> pairs(store::Reader& reader, const std::optional<DatasetId>& dataset) {
  const auto rows = reader.query(
      "select one, other, evidence, shared, state, found, decided from same_datasets"
      " where ?1 is null or one = ?1 or other = ?1 order by one, other",
      dataset);
  if (!rows) return rows.error();
  std::vector<Pair> all;
  for (const auto& row : *rows) {
    const auto state = std::ranges::find(kPairStates, row.text(4)) - kPairStates.begin();
    const auto found = row.instant(5);
    if (!found) return found.error();
    std::optional<Instant> decided;
    if (!row.is_null(6)) {
      const auto instant = row.instant(6);
      if (!instant) return instant.error();
      decided = *instant;
    }
    all.push_back({DatasetId(row.text(0)), DatasetId(row.text(1)), row.text(2), row.text(3),
                   static_cast<PairState>(state), *found, decided});
  }
  return all;
}

}  // namespace passerelle::sources
