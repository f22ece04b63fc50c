// A national procedure: how one body comes to a decision, as configuration. As JSON: "procedure/1"
// (FORMAT.md), the body of a signed document.
//
// What no procedure can weaken is not in it: the findings of Art. 68 before a grant, a decision
// signed by a decider, separation of duties, the legal maxima, publication, the prohibitions of
// Art. 54, the output check. A file that tries is refused with the reason.
//
// Thread safety: values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/access/terms.h"
#include "policies/calendar/calendar.h"
#include "policies/procedure/clock_rule.h"
#include "policies/procedure/deadline.h"
#include "policies/procedure/step.h"

namespace passerelle::procedure {

inline constexpr const char* kProcedureType = "procedure/1";

struct Body {
  std::string id;  // "hdh"
  std::string name;
  bool operator==(const Body&) const = default;
};

// Art. 57(1)(j): within what time; publication itself is no choice.
struct PublicationTimes {
  calendar::Period application{2, calendar::Period::Unit::working_days};
  calendar::Period decision{30, calendar::Period::Unit::working_days};
  bool operator==(const PublicationTimes&) const = default;
};

// Art. 51(4): stricter national safeguards for genetic, omic and biobank data and wellness apps.
struct CategoryOverlay {
  std::string category;  // "51-1-f"
  access::Texts safeguard;
  std::string legal_ref;
  bool operator==(const CategoryOverlay&) const = default;
};

struct FeeRules {
  std::string currency;  // "EUR"
  access::Texts text;
  std::vector<std::string> reduced_for;
  bool operator==(const FeeRules&) const = default;
};

// Where the sources disagree (governance 1.19).
enum class WhenAsked { pause, restart };  // the decision clock, while information is asked
template <>
inline constexpr auto kCodes<WhenAsked> = std::to_array<std::string_view>({"pause", "restart"});

enum class AfterAnswer { where_asked, pre_screening, processing };
template <>
inline constexpr auto kCodes<AfterAnswer> =
    std::to_array<std::string_view>({"where_asked", "pre_screening", "processing"});

enum class GrantAppeal { allowed, not_allowed };
template <>
inline constexpr auto kCodes<GrantAppeal> =
    std::to_array<std::string_view>({"allowed", "not_allowed"});

enum class Acceptance { needed, not_needed };
template <>
inline constexpr auto kCodes<Acceptance> =
    std::to_array<std::string_view>({"needed", "not_needed"});

// How a case closed as incomplete is published: by its entry, or as a refusal within 30 days.
enum class IncompletePublished { as_entry, as_refusal };
template <>
inline constexpr auto kCodes<IncompletePublished> =
    std::to_array<std::string_view>({"as_entry", "as_refusal"});

struct Settings {
  WhenAsked when_asked = WhenAsked::pause;
  AfterAnswer after_answer = AfterAnswer::where_asked;
  GrantAppeal grant_appeal = GrantAppeal::allowed;
  Acceptance acceptance = Acceptance::needed;
  IncompletePublished incomplete_published = IncompletePublished::as_entry;
  bool operator==(const Settings&) const = default;
};

// What a file says.
struct ProcedureText {
  std::string country;  // "FR"
  std::int64_t version = 1;
  std::string body;  // the one that decides
  std::chrono::year_month_day applies_from;
  std::vector<std::string> legal_refs;
  std::vector<Body> bodies;
  std::string calendar;  // "FR"
  std::vector<std::string> languages;
  std::vector<Step> steps;
  std::map<ClockRule, Deadline> deadlines;
  PublicationTimes publication;
  FeeRules fees;
  access::Texts appeal;
  std::vector<CategoryOverlay> overlays;
  Settings settings;
  std::vector<std::string> notes;
  std::vector<std::string> uncertain;
  bool operator==(const ProcedureText&) const = default;
};

Result<ProcedureText> procedure_text_from_json(const Json& value);
Json to_json(const ProcedureText& text);

// Something about a file that its author should know, with the path of the place.
struct Remark {
  std::string path;  // JSON Pointer
  std::string sentence;
  bool operator==(const Remark&) const = default;
};

// A procedure that passed every check of `load`, with the calendar of its body.
class Procedure {
 public:
  const ProcedureText& text() const { return text_; }
  const calendar::Calendar& calendar() const { return calendar_; }
  const Settings& settings() const { return text_.settings; }

  // What is allowed but deserves a look: a step longer than the legal clock.
  const std::vector<Remark>& warnings() const { return warnings_; }

  bool knows_body(std::string_view id) const;

  // Returns the step, or nothing when the path has no such step.
  const Step* find_step(std::string_view id, const Path& path) const;

  // Returns the steps of the path, each after those that it waits for.
  std::vector<const Step*> steps_of(const Path& path) const;

  // Returns the one step of that type. Requires: completeness, assessment or decision.
  const Step& the(StepType type) const;

  // Returns the period that the procedure gives a clock, else the one of the law; none when the
  // clock does not run here.
  std::optional<Deadline> deadline(ClockRule rule) const;

 private:
  friend Result<Procedure> load(const Json& value);
  Procedure(ProcedureText text, calendar::Calendar calendar, std::vector<Remark> warnings);

  ProcedureText text_;
  calendar::Calendar calendar_;
  std::vector<Remark> warnings_;
};

// Reads and checks a procedure. The refusal's code is that of the first thing that is wrong, its
// sentence tells everything that is, each with its path.
Result<Procedure> load(const Json& value);

}  // namespace passerelle::procedure
