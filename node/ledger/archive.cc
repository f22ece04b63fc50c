#include "node/ledger/archive.h"

#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {

using ledger::LedgerError;

namespace {

using Place = std::string (*)(std::int64_t number);

// Number, bytes, run and time of release of sets, and whether they are combined, row by row.
template <class... Values>
Result<void> each_set(store::Reader& reader,
                      const crypto::StorageKey& key,
                      Place place,
                      const ledger::Archive::Show& show,
                      const char* sql,
                      const Values&... values) {
  bool has_enough = false;
  return reader.each(
      [&](const store::Row& row) -> Result<void> {
        if (has_enough) return {};
        const auto bytes = key.open(row.bytes(1), place(row.integer(0)));
        if (!bytes) return Error{LedgerError::unreadable, bytes.error().detail};
        auto persons = ledger::PersonSet::from_bytes(*bytes);
        if (!persons) return persons.error();
        const auto released = row.text(3);
        has_enough = show({{row.text(2), released.substr(0, released.find('T'))},
                           *std::move(persons),
                           row.integer(4) != 0}) == ledger::Archive::Go::enough;
        return {};
      },
      sql, values...);
}

}  // namespace

std::string place_of_cohort(std::int64_t number) {
  return "ledger cohort " + std::to_string(number);
}

std::string place_of_population(std::int64_t number) {
  return "ledger population " + std::to_string(number);
}

Result<void> each_population(store::Reader& reader,
                             const crypto::StorageKey& key,
                             const ledger::Archive::Show& show) {
  return each_set(
      reader, key, place_of_population, show,
      "select ledger_populations.number, sealed, run, released, 0 from ledger_populations"
      " join ledger_releases on ledger_releases.number = release"
      " order by ledger_populations.number");
}

Result<void> DatabaseArchive::each(std::int64_t least, std::int64_t most, const Show& show) const {
  return database_.read([&](store::Reader& reader) {
    return each_set(reader, key_, place_of_cohort, show,
                    "select ledger_cohorts.number, sealed, run, released, is_combined"
                    " from ledger_cohorts"
                    " join ledger_releases on ledger_releases.number = release"
                    " where persons between ? and ? order by ledger_cohorts.number",
                    least, most);
  });
}

Result<void> DatabaseArchive::populations(const Show& show) const {
  return database_.read([&](store::Reader& reader) { return each_population(reader, key_, show); });
}

}  // namespace passerelle::ledger_store
