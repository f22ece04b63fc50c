#include "node/ledger/archive.h"

#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {

using ledger::LedgerError;

std::string place_of_cohort(std::int64_t number) {
  return "ledger cohort " + std::to_string(number);
}

Result<void> DatabaseArchive::each(std::int64_t least, std::int64_t most, const Show& show) const {
  return database_.read([&](store::Reader& reader) -> Result<void> {
    bool has_enough = false;
    return reader.each(
        [&](const store::Row& row) -> Result<void> {
          if (has_enough) return {};
          const auto bytes = key_.open(row.bytes(1), place_of_cohort(row.integer(0)));
          if (!bytes) return Error{LedgerError::unreadable, bytes.error().detail};
          auto persons = ledger::PersonSet::from_bytes(*bytes);
          if (!persons) return persons.error();
          const auto released = row.text(3);
          has_enough = show({{row.text(2), released.substr(0, released.find('T'))},
                             *std::move(persons)}) == Go::enough;
          return {};
        },
        "select ledger_cohorts.number, sealed, run, released from ledger_cohorts"
        " join ledger_releases on ledger_releases.number = release"
        " where persons between ? and ? order by ledger_cohorts.number",
        least, most);
  });
}

}  // namespace passerelle::ledger_store
