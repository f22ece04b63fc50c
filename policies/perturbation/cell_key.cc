#include "policies/perturbation/cell_key.h"

#include <algorithm>
#include <string>
#include <utility>

#include "node/crypto/hmac.h"

namespace passerelle::perturbation {
namespace {

constexpr std::uint64_t kWhole = std::uint64_t{1} << 32;

// What is wrong with a row, or nothing.
const char* fault_of(const NoiseRow& row, std::int64_t persons) {
  if (row.noise.empty() || row.noise.size() != row.upper.size()) {
    return "as many uppers as noises are expected";
  }
  if (!std::is_sorted(row.upper.begin(), row.upper.end()) || row.upper.back() != kWhole) {
    return "uppers that rise to 2^32 are expected";
  }
  if (*std::min_element(row.noise.begin(), row.noise.end()) < -persons) {
    return "noise that makes no count negative is expected";
  }
  return nullptr;
}

}  // namespace

std::uint32_t record_key(const Secret& secret, std::string_view pseudonym) {
  std::uint32_t key = 0;
  const auto digest = crypto::hmac_sha256(secret.reveal(), pseudonym);
  for (const char byte : digest.substr(0, 4)) key = key << 8 | static_cast<std::uint8_t>(byte);
  return key;
}

Result<NoiseTable> NoiseTable::of(std::vector<NoiseRow> rows) {
  if (rows.empty()) return Error{BaseError::malformed, "one row or more is expected"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto persons = static_cast<std::int64_t>(i + 1);
    if (const auto* fault = fault_of(rows[i], persons)) {
      return Error{BaseError::malformed, "row " + std::to_string(persons) + ": " + fault};
    }
  }
  return NoiseTable(std::move(rows));
}

std::int64_t NoiseTable::noise(std::int64_t persons, std::uint32_t cell_key) const {
  if (persons == 0) return 0;
  const auto& row = rows_[std::min(static_cast<std::size_t>(persons), rows_.size()) - 1];
  const auto above = std::upper_bound(row.upper.begin(), row.upper.end(), std::uint64_t{cell_key});
  return row.noise[static_cast<std::size_t>(above - row.upper.begin())];
}

}  // namespace passerelle::perturbation
