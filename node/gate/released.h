// A value that the gate let through.
//
// Only DisclosureGate makes one, so a function that takes Released<T> cannot be called with
// anything that was not judged.
//
// Thread safety: values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "policies/disclosure/rules.h"
#include "policies/ledger/judge.h"

namespace passerelle::gate {

// What the gate did. The reasons are for the node's own log file and never leave it: a precise
// reason is itself a leak. They hold names, no count.
struct GateReceipt {
  disclosure::Rules rules;  // that were applied
  std::size_t cells = 0;
  std::size_t withheld_cells = 0;
  std::size_t items = 0;
  std::size_t withheld_items = 0;
  std::vector<std::string> reasons;  // "cell analysis_set arm=Lev: LOW_COUNT"
  // Of the ledger of releases: what it refused, each once, and what it is to record.
  std::vector<ledger::Refusal> refusals;
  std::int64_t refused_numbers = 0;
  std::vector<ledger::Cohort> new_cohorts;
  std::vector<ledger::Cohort> known_cohorts;  // it leaves too, but the ledger has it
  ledger::Cohort population;                  // to be recorded with them, where it is public
};

template <class T>
class Released {
 public:
  const T& value() const& { return value_; }
  const GateReceipt& receipt() const { return receipt_; }

 private:
  friend class DisclosureGate;
  Released(T value, GateReceipt receipt) : value_(std::move(value)), receipt_(std::move(receipt)) {}
  T value_;
  GateReceipt receipt_;
};

}  // namespace passerelle::gate
