// The clocks of a case: how long the law or the body's own target gives, by which article, who is
// waited for. What starts and stops each stands in clock_run.h; STATES.md shows both.
//
// A legal period is a maximum: a national procedure may shorten it and never lengthen it. A target
// is a setting: nothing follows from missing it but that it shows.
//
// Thread safety: constants; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "policies/calendar/period.h"
#include "policies/procedure/closed_list.h"
#include "policies/procedure/terms.h"

namespace passerelle::procedure {

enum class ClockRule {
  application_publication,
  take_up,
  completion,
  information,
  decision,
  accelerated_decision,
  request_decision,
  holder_proposal,
  decision_after_proposal,
  decision_after_appeal,
  step,  // a step of the national procedure; its period stands there
  acceptance,
  appeal,
  decision_publication,
  data_request,
  holder_delivery,
  data_provision,
  answer,
  title_end,  // the period of the title itself; no deadline of anybody
  views,
  deletion,
  results,
};
template <>
inline constexpr auto kCodes<ClockRule> =
    std::to_array<std::string_view>({"application_publication",
                                     "take_up",
                                     "completion",
                                     "information",
                                     "decision",
                                     "accelerated_decision",
                                     "request_decision",
                                     "holder_proposal",
                                     "decision_after_proposal",
                                     "decision_after_appeal",
                                     "step",
                                     "acceptance",
                                     "appeal",
                                     "decision_publication",
                                     "data_request",
                                     "holder_delivery",
                                     "data_provision",
                                     "answer",
                                     "title_end",
                                     "views",
                                     "deletion",
                                     "results"});

enum class Force { legal, target };
template <>
inline constexpr auto kCodes<Force> = std::to_array<std::string_view>({"legal", "target"});

// How much longer a clock may run, once, with reasons and notice.
enum class Extension { none, limited, open };  // `open`: the law sets no limit

struct ClockLaw {
  ClockRule rule;
  Force force;
  std::string_view source;  // "Art. 68(4)"
  Role waits_for;
  std::optional<calendar::Period> due = std::nullopt;  // none: runs when the procedure gives one
  Extension extension = Extension::none;
  std::optional<calendar::Period> longest_extension = std::nullopt;  // of a limited one
  std::optional<Role> extended_by = std::nullopt;
};

// Returns every clock, in the order of ClockRule.
std::span<const ClockLaw> clock_laws();
const ClockLaw& law(ClockRule rule);

// Says whether the clock is one of those that give the body its time to decide. Only these stand
// still while the applicant is asked.
bool is_decision_clock(ClockRule rule);

}  // namespace passerelle::procedure
