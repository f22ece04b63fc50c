#include "node/ledger/persons.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>
#include <span>
#include <string>

#include "node/base/encoding.h"
#include "policies/ledger/errors.h"

namespace passerelle::ledger_store {
namespace {

using ledger::LedgerError;

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::int64_t kMostChunks = std::int64_t{1} << 16;
constexpr std::size_t kBytes = 8;

// The members of a release. The ledger mostly asks for them in the order in which they got their
// numbers: atom by atom, each of them ascending. Whoever follows the one found last is found at
// once; for all others there is an index by their first bits, as pseudonyms are as good as random,
// made when one of them is asked for.
class Members {
 public:
  struct Member {
    std::uint32_t atom = 0, place = 0;
  };

  explicit Members(const std::vector<std::vector<std::uint64_t>>& atoms) : atoms_(atoms) {
    skip_ends();
  }

  // Returns nothing for who is not in the release.
  std::optional<Member> find(std::uint64_t pseudonym) {
    if (next_.atom < atoms_.size() && atoms_[next_.atom][next_.place] == pseudonym) {
      return found(next_);
    }
    if (first_.empty()) make_index();
    const auto near = in(pseudonym >> shift_);
    const auto at = std::ranges::lower_bound(near, pseudonym, {}, &Indexed::pseudonym);
    if (at == near.end() || at->pseudonym != pseudonym) return std::nullopt;
    return found(at->member);
  }

 private:
  struct Indexed {
    std::uint64_t pseudonym = 0;
    Member member;
  };

  Member found(Member member) {
    next_ = {member.atom, member.place + 1};
    skip_ends();
    return member;
  }

  void skip_ends() {
    while (next_.atom < atoms_.size() && next_.place == atoms_[next_.atom].size()) {
      next_ = {next_.atom + 1, 0};
    }
  }

  void make_index() {
    std::size_t count = 0;
    for (const auto& atom : atoms_) count += atom.size();
    shift_ = 64 - std::max(1, static_cast<int>(std::bit_width(count / 2)));
    first_.resize((~std::uint64_t{0} >> shift_) + 2);
    for (const auto& atom : atoms_) {
      for (const auto pseudonym : atom) ++first_[(pseudonym >> shift_) + 1];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    index_.resize(count);
    auto next = first_;
    for (Member member; member.atom < atoms_.size(); ++member.atom) {
      member.place = 0;
      for (const auto pseudonym : atoms_[member.atom]) {
        index_[next[pseudonym >> shift_]++] = {pseudonym, member};
        ++member.place;
      }
    }
    if (atoms_.size() <= 1) return;  // an atom is ascending
    for (std::size_t bucket = 0; bucket + 1 < first_.size(); ++bucket) {
      std::ranges::sort(in(bucket), {}, &Indexed::pseudonym);
    }
  }

  std::span<Indexed> in(std::size_t bucket) {
    return std::span(index_).subspan(first_[bucket], first_[bucket + 1] - first_[bucket]);
  }

  const std::vector<std::vector<std::uint64_t>>& atoms_;
  Member next_;  // after the one found last; behind the last atom: none
  int shift_ = 0;
  std::vector<std::uint32_t> first_;  // in the index, by the first bits
  std::vector<Indexed> index_;
};

std::string place_of(std::int64_t chunk) { return "ledger persons " + std::to_string(chunk); }

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
  std::vector<std::vector<bool>> has_number(cohorts.atoms.size());
  auto read = reader.each(
      [&](const store::Row& row) -> Result<void> {
        const auto chunk = row.integer(0);
        const auto bytes = opened(key, row.bytes(1), chunk);
        if (!bytes) return bytes.error();
        auto number = static_cast<std::uint32_t>(chunk) << 16;
        for (const auto pseudonym : from_big_endian(*bytes)) {
          const auto of_this = number++;
          const auto member = members.find(pseudonym);
          if (!member) continue;
          auto& is_met = has_number[member->atom];
          if (is_met.empty()) is_met.resize(cohorts.atoms[member->atom].size());
          if (is_met[member->place]) continue;
          is_met[member->place] = true;
          numbers[member->atom].push_back(of_this);
        }
        return {};
      },
      "select chunk, sealed from ledger_persons order by chunk");
  if (!read) return read.error();

  Met met;
  met.without_number.resize(cohorts.atoms.size());
  for (std::size_t i = 0; i < cohorts.atoms.size(); ++i) {
    const auto& atom = cohorts.atoms[i];
    met.atoms.push_back({static_cast<std::int64_t>(atom.size()), ledger::PersonSet(numbers[i])});
    if (numbers[i].empty()) {
      met.without_number[i] = atom;
      continue;
    }
    // In the order of the atom, so that the same releases always give the same numbers.
    for (std::size_t place = 0; place < atom.size(); ++place) {
      if (!has_number[i][place]) met.without_number[i].push_back(atom[place]);
    }
  }
  return met;
}

Result<ledger::PersonSet> add_persons(store::Transaction& tx,
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
  ledger::PersonSet numbers;
  for (std::span<const std::uint64_t> rest(pseudonyms); !rest.empty();) {
    if (bytes.size() == kChunk * kBytes) {
      bytes.clear();
      if (++chunk == kMostChunks) {
        return Error{LedgerError::full, "the ledger has no numbers left for persons"};
      }
    }
    const auto place = bytes.size() / kBytes;
    const auto fitting = rest.first(std::min(rest.size(), kChunk - place));
    append_big_endian(fitting, bytes);
    if (auto kept = keep(tx, key, chunk, bytes); !kept) return kept.error();
    numbers.add_range(static_cast<std::uint32_t>(chunk) << 16 | static_cast<std::uint32_t>(place),
                      fitting.size());
    rest = rest.subspan(fitting.size());
  }
  return numbers;
}

}  // namespace passerelle::ledger_store
