// A national procedure: what a country adds to the steps of Regulation (EU) 2025/327, as versioned
// configuration. As JSON: "procedure/1", described in FORMAT.md; `countries` holds those built in.
//
// What no procedure may weaken is checked when it is loaded, and again by the kernel, which knows
// no switch for it: findings before a grant, a decision signed by a decider, legal maxima, the
// prohibitions of Art. 54, publication, the check of outputs, separation of duties.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/access/terms.h"
#include "policies/calendar/period.h"
#include "policies/procedure/event.h"
#include "policies/procedure/vocabulary.h"

namespace passerelle::procedure {

using calendar::Period;

struct Step {
  StepId id;
  StepType type = StepType::completeness;
  std::string by;  // the id of a body
  std::vector<StepId> after;
  std::optional<Period> due;
  Force force = Force::target;  // of `due`: what national law or only a target says
  std::optional<Period> extension;
  Silence silence = Silence::none;
  std::vector<access::PermitKind> paths;  // empty: all three
  bool only_pseudonymised = false;        // not for a case of anonymous data only
  bool evidence_required = false;         // the outcome brings the digest of a document
  bool operator==(const Step&) const = default;
};

// Every period of the regulation, as the procedure sets it: never longer than the law allows.
struct Deadlines {
  using Unit = Period::Unit;
  Period taking_up{10, Unit::working_days};           // [D6.3], target
  Period information{4, Unit::weeks};                 // Art. 68(4)
  Period decision{3, Unit::months};                   // Art. 68(4)
  Period decision_extension{3, Unit::months};         // Art. 68(4)
  Period accelerated{2, Unit::months};                // Art. 68(6)
  Period accelerated_extension{1, Unit::months};      // Art. 68(6)
  Period request{3, Unit::months};                    // Art. 69(4); no extension
  Period holder_proposal{2, Unit::months};            // Art. 72
  Period decision_on_proposal{2, Unit::months};       // Art. 72
  Period fee_acceptance{2, Unit::weeks};              // setting
  Period acceptance{28, Unit::days};                  // [D6.3] 6.6, setting
  Period answer{3, Unit::months};                     // Art. 69(4), "where possible"
  Period holder_delivery{3, Unit::months};            // Art. 60(2)
  Period holder_delivery_extension{3, Unit::months};  // Art. 60(2)
  Period preparation{2, Unit::months};                // Art. 68(7)
  Period views{4, Unit::weeks};                       // Art. 63(1)
  Period deletion{6, Unit::months};                   // Art. 68(12)
  Period results{18, Unit::months};                   // Art. 61(4)
  Period publish_application{2, Unit::working_days};  // Art. 57(1)(j)(ii), target
  Period publish_decision{30, Unit::working_days};    // Art. 57(1)(j)(iii)
  bool operator==(const Deadlines&) const = default;
};

struct Body {
  std::string id;
  std::string name;
  bool operator==(const Body&) const = default;
};

struct Procedure {
  std::string country;  // "FR", and whose calendar counts
  std::int64_t version = 1;
  Standing standing = Standing::known;
  std::string applies_from;  // "2029-03-26"
  std::vector<std::string> legal_refs;
  std::vector<std::string> languages;
  std::vector<Body> bodies;
  std::vector<Step> steps;
  Deadlines deadlines;
  InformationClock information_clock = InformationClock::pause;
  std::string fee_rules;
  std::string appeal_text;
  std::vector<std::string> form_extensions;  // what the national part of the form asks for besides
  std::vector<std::string> category_overlays;  // Art. 51(4)
  std::vector<std::string> uncertain;          // what the sources do not settle; never a rule
  bool operator==(const Procedure&) const = default;

  const Step* find(const StepId& id) const;
};

// What a procedure says about itself that is allowed but worth a look, with its path.
struct Warning {
  std::string path;
  std::string text;
  bool operator==(const Warning&) const = default;
};

// Reads a procedure and checks it. Every refusal begins with the path of what is wrong.
Result<Procedure> procedure_from_json(const Json& value);
Json to_json(const Procedure& procedure);

// Checks what holds for every procedure, however it was made.
Result<void> validate(const Procedure& procedure);

// Returns the steps that last longer than the legal clock they run in.
std::vector<Warning> warnings(const Procedure& procedure);

// The codes of the countries built in, in order: "BE" … "NO".
std::span<const std::string_view> built_in_countries();

// Returns the procedure built in for a country.
Result<Procedure> built_in(std::string_view country);

}  // namespace passerelle::procedure
