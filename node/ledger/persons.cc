#include "node/ledger/persons.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>

#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {
namespace {

using ledger::LedgerError;

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::int64_t kMostChunks = std::int64_t{1} << 16;
constexpr std::size_t kBytes = 8;

// The atom of every pseudonym of a release.
using AtomsOf = boost::unordered_flat_map<std::uint64_t, std::uint32_t>;

AtomsOf atoms_of(const std::vector<std::vector<std::uint64_t>>& atoms) {
  std::size_t members = 0;
  for (const auto& atom : atoms) members += atom.size();
  AtomsOf of;
  of.reserve(members);
  for (std::uint32_t atom = 0; atom < atoms.size(); ++atom) {
    for (const auto pseudonym : atoms[atom]) of.emplace(pseudonym, atom);
  }
  return of;
}

std::string place_of(std::int64_t chunk) { return "ledger persons " + std::to_string(chunk); }

std::uint64_t pseudonym_at(std::string_view bytes, std::size_t place) {
  std::uint64_t pseudonym = 0;
  for (const char byte : bytes.substr(place * kBytes, kBytes)) {
    pseudonym = pseudonym << 8 | static_cast<std::uint8_t>(byte);
  }
  return pseudonym;
}

void append(std::string& bytes, std::uint64_t pseudonym) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(pseudonym >> shift & 0xFF));
  }
}

Result<std::string> opened(const crypto::StorageKey& key,
                           std::string_view sealed,
                           std::int64_t chunk) {
  auto bytes = key.open(sealed, place_of(chunk));
  if (!bytes) return Error{LedgerError::unreadable, bytes.error().detail};
  return bytes;
}

Result<void> keep(store::Transaction& tx,
                  const crypto::StorageKey& key,
                  std::int64_t chunk,
                  const std::string& bytes) {
  return tx.run(
      "insert into ledger_persons (chunk, sealed) values (?, ?)"
      " on conflict (chunk) do update set sealed = excluded.sealed",
      chunk, store::Blob{key.seal(bytes, place_of(chunk))});
}

}  // namespace

Result<Met> meet_persons(store::Reader& reader,
                         const crypto::StorageKey& key,
                         const analysis::Cohorts& cohorts) {
  auto atom_of = atoms_of(cohorts.atoms);  // of those who have no number yet
  std::vector<std::vector<std::uint32_t>> numbers(cohorts.atoms.size());
  auto read = reader.each(
      [&](const store::Row& row) -> Result<void> {
        const auto chunk = row.integer(0);
        const auto bytes = opened(key, row.bytes(1), chunk);
        if (!bytes) return bytes.error();
        for (std::size_t place = 0; place < bytes->size() / kBytes; ++place) {
          const auto found = atom_of.find(pseudonym_at(*bytes, place));
          if (found == atom_of.end()) continue;
          numbers[found->second].push_back(static_cast<std::uint32_t>(chunk) << 16 |
                                           static_cast<std::uint32_t>(place));
          atom_of.erase(found);
        }
        return {};
      },
      "select chunk, sealed from ledger_persons order by chunk");
  if (!read) return read.error();

  Met met;
  met.without_number.resize(cohorts.atoms.size());
  for (std::size_t atom = 0; atom < cohorts.atoms.size(); ++atom) {
    met.atoms.push_back(
        {static_cast<std::int64_t>(cohorts.atoms[atom].size()), ledger::PersonSet(numbers[atom])});
    // In the order of the atom, so that the same releases always give the same numbers.
    for (const auto pseudonym : cohorts.atoms[atom]) {
      if (atom_of.contains(pseudonym)) met.without_number[atom].push_back(pseudonym);
    }
  }
  return met;
}

Result<std::vector<std::uint32_t>> add_persons(store::Transaction& tx,
                                               const crypto::StorageKey& key,
                                               const std::vector<std::uint64_t>& pseudonyms) {
  const auto last =
      tx.query_one("select chunk, sealed from ledger_persons order by chunk desc limit 1");
  if (!last) return last.error();
  std::int64_t chunk = 0;
  std::string bytes;
  if (*last) {
    chunk = (*last)->integer(0);
    auto known = opened(key, (*last)->bytes(1), chunk);
    if (!known) return known.error();
    bytes = *std::move(known);
  }
  std::vector<std::uint32_t> numbers;
  numbers.reserve(pseudonyms.size());
  for (const auto pseudonym : pseudonyms) {
    if (bytes.size() == kChunk * kBytes) {
      if (auto kept = keep(tx, key, chunk, bytes); !kept) return kept.error();
      bytes.clear();
      if (++chunk == kMostChunks) {
        return Error{LedgerError::full, "the ledger has no numbers left for persons"};
      }
    }
    numbers.push_back(static_cast<std::uint32_t>(chunk) << 16 |
                      static_cast<std::uint32_t>(bytes.size() / kBytes));
    append(bytes, pseudonym);
  }
  if (pseudonyms.empty()) return numbers;
  if (auto kept = keep(tx, key, chunk, bytes); !kept) return kept.error();
  return numbers;
}

}  // namespace passerelle::ledger_store
