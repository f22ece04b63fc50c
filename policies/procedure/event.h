// What happens to a case, told by events: the case is what its events make of it, and nothing else
// is kept. An event says when, who in which role, and what. As JSON: "case_event/1" (FORMAT.md).
//
// Thread safety: values; any thread.
#pragma once

#include <string>

#include "node/base/clock.h"
#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "policies/procedure/event_content.h"
#include "policies/procedure/event_type.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

inline constexpr const char* kEventType = "case_event/1";

using EventId = StrongId<struct CaseEventTag>;

// Who acts: a person for a body, or the body itself. `person` is an account such as "anna@fr".
struct Actor {
  Role role = Role::system;
  std::string body;    // "hdh", "nantes-university"
  std::string person;  // empty: the body itself
  bool operator==(const Actor&) const = default;
};

struct CaseEvent {
  EventId id;
  ApplicationId application;
  Instant at;
  Actor actor;
  EventContent what;

  EventType type() const { return static_cast<EventType>(what.index()); }
  bool operator==(const CaseEvent&) const = default;
};

// Reads and writes "case_event/1". Refuses unknown fields, texts that are too long and digests that
// are none, each with its path.
Result<CaseEvent> event_from_json(const Json& value, const std::string& path = "");
Json to_json(const CaseEvent& event);

}  // namespace passerelle::procedure
