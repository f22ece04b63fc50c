// Who may do what when: the one table of states, events and roles (governance of Regulation (EU)
// 2025/327, Art. 55 to 75). STATES.md is generated from it; the kernel asks nothing else about a
// pair, and adds conditions on what the case holds (kernel.h).
//
// Thread safety: constants and pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "policies/procedure/vocabulary.h"

namespace passerelle::procedure {

// A set of enumerators of one list.
template <class E>
class SetOf {
 public:
  template <class... Members>
    requires(std::is_same_v<Members, E> && ...)
  constexpr SetOf(Members... members)  // NOLINT: a list of members reads as the set
      : bits_((0U | ... | (1U << static_cast<unsigned>(members)))) {}

  constexpr bool contains(E member) const {
    return ((bits_ >> static_cast<unsigned>(member)) & 1U) != 0;
  }
  constexpr SetOf operator|(const SetOf& other) const {
    SetOf both = *this;
    both.bits_ |= other.bits_;
    return both;
  }

 private:
  std::uint32_t bits_;
};

// Where an event leads.
enum class Way {
  to,         // `target`
  stay,       // the state does not change
  back,       // the state that was left for this one
  by_appeal,  // upheld: decision_issued; overturned: processing
};

struct Row {
  SetOf<State> from;
  EventKind event;
  SetOf<Role> by;
  Way way;
  State target;           // when way is `to`
  std::string_view rule;  // the source, for the reader of STATES.md
};

std::span<const Row> table();

// Returns the row of a state and event, whoever acts; null when there is none.
const Row* row_of(State from, EventKind event);

// Returns STATES.md.
std::string states_document();

}  // namespace passerelle::procedure
