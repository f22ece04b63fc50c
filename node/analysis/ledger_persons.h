// Whose rows the rows of a frame are in the ledger of releases (crypto/pseudonyms.h).
#pragma once

#include <cstdint>
#include <vector>

namespace passerelle::analysis {

struct LedgerPersons {
  std::vector<std::uint64_t> pseudonyms;  // ascending, each once
  std::vector<std::uint32_t> of_row;      // places in `pseudonyms`

  // Returns the pseudonym of the person of a row.
  std::uint64_t of(std::size_t row) const { return pseudonyms[of_row[row]]; }
};

// Returns the persons of rows from the pseudonym of each. Quick where these are as good as random,
// right for any.
LedgerPersons ledger_persons(const std::vector<std::uint64_t>& pseudonyms);

}  // namespace passerelle::analysis
