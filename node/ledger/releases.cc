#include "node/ledger/releases.h"

#include "node/ledger/archive.h"
#include "policies/ledger/combined.h"
#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {
namespace {

using ledger::LedgerError;
using ledger::PersonSet;

Result<void> keep_columns(store::Transaction& tx, const PersonColumns& columns) {
  for (const auto& [space, column] : columns) {
    auto kept =
        tx.run("insert into ledger_spaces (space, person) values (?, ?) on conflict do nothing",
               space, column);
    if (!kept) return kept;
  }
  return {};
}

// The persons of the atoms that a release names, those included who had no number yet.
Result<std::map<std::uint32_t, PersonSet>> numbered(store::Transaction& tx,
                                                    const crypto::StorageKey& key,
                                                    const Met& met,
                                                    const Released& released) {
  std::map<std::uint32_t, PersonSet> atoms;
  const auto name = [&](const ledger::Cohort& cohort) {
    for (const auto atom : cohort) atoms.try_emplace(atom, met.atoms[atom].known);
  };
  for (const auto& cohort : released.cohorts) name(cohort);
  name(released.population);
  for (auto& [atom, persons] : atoms) {
    const auto numbers = add_persons(tx, key, met.without_number[atom]);
    if (!numbers) return numbers.error();
    persons.add(*numbers);
  }
  return atoms;
}

Result<void> keep_cohort(store::Transaction& tx,
                         const crypto::StorageKey& key,
                         std::int64_t release,
                         const PersonSet& persons,
                         bool is_combined) {
  const auto last = tx.query_one("select coalesce(max(number), 0) from ledger_cohorts");
  if (!last) return last.error();
  const auto number = (*last)->integer(0) + 1;
  return tx.run(
      "insert into ledger_cohorts (number, release, persons, is_combined, sealed)"
      " values (?, ?, ?, ?, ?)",
      number, release, persons.size(), is_combined ? 1 : 0,
      store::Blob{key.seal(persons.bytes(), place_of_cohort(number))});
}

Result<void> keep_population(store::Transaction& tx,
                             const crypto::StorageKey& key,
                             std::int64_t release,
                             const PersonSet& persons) {
  bool is_known = false;
  auto read = each_population(tx, key, [&](const ledger::Earlier& earlier) {
    is_known = earlier.persons == persons;
    return is_known ? ledger::Archive::Go::enough : ledger::Archive::Go::on;
  });
  if (!read || is_known) return read;
  const auto last = tx.query_one("select coalesce(max(number), 0) from ledger_populations");
  if (!last) return last.error();
  const auto number = (*last)->integer(0) + 1;
  return tx.run("insert into ledger_populations (number, release, sealed) values (?, ?, ?)", number,
                release, store::Blob{key.seal(persons.bytes(), place_of_population(number))});
}

std::string size_class(std::int64_t persons) {
  std::int64_t least = 1;
  while (persons >= least * 10) least *= 10;
  return std::to_string(least) + "-" + std::to_string(least * 10 - 1);
}

}  // namespace

Result<std::int64_t> version(store::Reader& reader) {
  const auto row = reader.query_one("select coalesce(max(number), 0) from ledger_releases");
  if (!row) return row.error();
  return (*row)->integer(0);
}

Result<void> check_columns(store::Reader& reader, const PersonColumns& columns) {
  for (const auto& [space, column] : columns) {
    const auto row = reader.query_one("select person from ledger_spaces where space = ?", space);
    if (!row) return row.error();
    if (*row && (*row)->text(0) != column) {
      return Error{LedgerError::not_in_space,
                   "earlier releases told the persons of " + space + " apart by another column"};
    }
  }
  return {};
}

Result<void> record(store::Transaction& tx,
                    const crypto::StorageKey& key,
                    const Release& release,
                    const PersonColumns& columns,
                    const Met& met,
                    const Released& released) {
  if (released.cohorts.empty()) return {};
  if (auto kept = keep_columns(tx, columns); !kept) return kept;
  auto kept = tx.run(
      "insert into ledger_releases (run, round, permit, requesting_node, study, released)"
      " values (?, ?, ?, ?, ?, ?)",
      release.run, release.round, release.permit, release.requesting_node, release.study,
      release.at);
  if (!kept) return kept;
  const auto number = tx.last_row_id();
  const auto atoms = numbered(tx, key, met, released);
  if (!atoms) return atoms.error();
  const auto persons_of = [&](const ledger::Cohort& cohort) {
    PersonSet persons;
    for (const auto atom : cohort) persons.add(atoms->at(atom));
    return persons;
  };
  const auto is_combined =
      ledger::combined_cohorts(met.atoms.size(), released.known, released.cohorts);
  for (std::size_t i = 0; i < released.cohorts.size(); ++i) {
    auto kept_one = keep_cohort(tx, key, number, persons_of(released.cohorts[i]), is_combined[i]);
    if (!kept_one) return kept_one;
  }
  if (released.population.empty()) return {};
  return keep_population(tx, key, number, persons_of(released.population));
}

Result<std::int64_t> refusals_since_check(store::Reader& reader,
                                          const std::vector<DatasetId>& datasets) {
  std::int64_t most = 0;
  for (const auto& dataset : datasets) {
    const auto row =
        reader.query_one("select numbers from ledger_refusals where dataset = ?", dataset);
    if (!row) return row.error();
    if (*row) most = std::max(most, (*row)->integer(0));
  }
  return most;
}

Result<void> add_refusals(store::Transaction& tx,
                          const std::vector<DatasetId>& datasets,
                          std::int64_t numbers) {
  if (numbers == 0) return {};
  for (const auto& dataset : datasets) {
    auto kept = tx.run(
        "insert into ledger_refusals (dataset, numbers) values (?, ?)"
        " on conflict (dataset) do update set numbers = numbers + excluded.numbers",
        dataset, numbers);
    if (!kept) return kept;
  }
  return {};
}

Result<void> forget_refusals(store::Transaction& tx, const std::vector<DatasetId>& datasets) {
  for (const auto& dataset : datasets) {
    auto gone = tx.run("delete from ledger_refusals where dataset = ?", dataset);
    if (!gone) return gone;
  }
  return {};
}

Result<std::vector<ListedRelease>> list(store::Reader& reader) {
  std::vector<ListedRelease> releases;
  std::int64_t last = 0;
  auto read = reader.each(
      [&](const store::Row& row) -> Result<void> {
        if (row.integer(0) != last) {
          last = row.integer(0);
          releases.push_back({row.text(1),
                              row.text(3),
                              row.text(4),
                              row.text(5),
                              row.text(6),
                              row.integer(2),
                              {}});
        }
        ++releases.back().cohorts[size_class(row.integer(7))];
        return {};
      },
      "select ledger_releases.number, run, round, permit, requesting_node, study, released, persons"
      " from ledger_releases join ledger_cohorts on release = ledger_releases.number"
      " order by ledger_releases.number");
  if (!read) return read.error();
  return releases;
}

}  // namespace passerelle::ledger_store
