#include "node/ledger/persons.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>
#include <string>

#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {
namespace {

using ledger::LedgerError;

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::int64_t kMostChunks = std::int64_t{1} << 16;
constexpr std::size_t kBytes = 8;

// The members of a release in ascending order, found by their first bits: pseudonyms are as good as
// random. Those of one release got their numbers in such an order, so the ledger is mostly asked
// for one after the other, and what is looked at lies close together.
class Members {
 public:
  struct Member {
    std::uint64_t pseudonym;
    std::uint32_t atom;
    bool has_number;
  };

  explicit Members(const std::vector<std::vector<std::uint64_t>>& atoms) {
    std::size_t count = 0;
    for (const auto& atom : atoms) count += atom.size();
    shift_ = 64 - std::max(1, static_cast<int>(std::bit_width(count / 2)));
    first_.resize((~std::uint64_t{0} >> shift_) + 2);
    for (const auto& atom : atoms) {
      for (const auto pseudonym : atom) ++first_[(pseudonym >> shift_) + 1];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    members_.resize(count);
    auto next = first_;
    for (std::uint32_t atom = 0; atom < atoms.size(); ++atom) {
      for (const auto pseudonym : atoms[atom]) {
        members_[next[pseudonym >> shift_]++] = {pseudonym, atom, false};
      }
    }
    if (atoms.size() <= 1) return;  // an atom is ascending
    for (std::size_t bucket = 0; bucket + 1 < first_.size(); ++bucket) {
      std::ranges::sort(in(bucket), {}, &Member::pseudonym);
    }
  }

  // Returns nothing for who is not in the release.
  Member* find(std::uint64_t pseudonym) {
    const auto near = in(pseudonym >> shift_);
    const auto found = std::ranges::lower_bound(near, pseudonym, {}, &Member::pseudonym);
    return found != near.end() && found->pseudonym == pseudonym ? &*found : nullptr;
  }

 private:
  std::span<Member> in(std::size_t bucket) {
    return std::span(members_).subspan(first_[bucket], first_[bucket + 1] - first_[bucket]);
  }

  int shift_ = 0;
  std::vector<std::uint32_t> first_;  // by the first bits
  std::vector<Member> members_;
};

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
  Members members(cohorts.atoms);
  std::vector<std::vector<std::uint32_t>> numbers(cohorts.atoms.size());
  auto read = reader.each(
      [&](const store::Row& row) -> Result<void> {
        const auto chunk = row.integer(0);
        const auto bytes = opened(key, row.bytes(1), chunk);
        if (!bytes) return bytes.error();
        for (std::size_t place = 0; place < bytes->size() / kBytes; ++place) {
          auto* member = members.find(pseudonym_at(*bytes, place));
          if (member == nullptr || member->has_number) continue;
          member->has_number = true;
          numbers[member->atom].push_back(static_cast<std::uint32_t>(chunk) << 16 |
                                          static_cast<std::uint32_t>(place));
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
    if (numbers[atom].size() == cohorts.atoms[atom].size()) continue;
    if (numbers[atom].empty()) {
      met.without_number[atom] = cohorts.atoms[atom];
      continue;
    }
    // In the order of the atom, so that the same releases always give the same numbers.
    for (const auto pseudonym : cohorts.atoms[atom]) {
      if (!members.find(pseudonym)->has_number) met.without_number[atom].push_back(pseudonym);
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
