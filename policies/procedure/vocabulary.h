// The closed lists of this room: roles, states, kinds of event, findings, outcomes, clocks. Their
// codes are what JSON, documents and logs write.
//
// Thread safety: constants and pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "node/base/result.h"

namespace passerelle::procedure {

// Who acts on a case. Staff of the body, the two parties, and the clock itself.
enum class Role {
  desk_officer,   // checks completeness
  assessor,       // records the findings of Art. 68(1) and (2)
  opinion_maker,  // of an outside body that gives an opinion or an authorisation
  decider,        // signs
  data_preparer,
  output_checker,
  enforcement_officer,  // Art. 63
  auditor,
  publisher,
  applicant,
  holder,
  system,
};
inline constexpr std::size_t kRoles = 12;

// States of one country's part of an application. Terminal: closed_incomplete, closed, withdrawn.
enum class State {
  draft,
  submitted,
  pre_screening,
  awaiting_additional_information,
  processing,
  with_trusted_holder,  // Art. 72
  awaiting_opinion,
  awaiting_authorisation,
  awaiting_fee_acceptance,
  decision_issued,
  appealed,
  granted,
  extraction_requested,
  data_available,
  in_use,
  amended,
  renewed,
  suspended,
  revoked,
  expired,
  results_due,
  closed_incomplete,
  closed,
  withdrawn,
};
inline constexpr std::size_t kStates = 24;

enum class EventKind {
  submitted,
  taken_up,
  information_asked,
  information_given,
  declared_complete,
  clock_extended,
  forwarded_to_trusted_holder,
  holder_proposed,
  opinion_asked,
  opinion_given,
  authorisation_asked,
  authorisation_given,
  applicant_chose,
  fee_estimated,
  fee_accepted,
  fee_declined,
  finding_recorded,
  conflict_declared,
  decision_signed,
  accepted,
  declined,
  appealed,
  appeal_decided,
  data_requested,
  data_received,
  data_available,
  used,
  amended,
  renewed,
  suspended,
  resumed,
  views_asked,
  revoked,
  expired,
  deletion_certified,
  results_published,
  closed,
  withdrawn,
  time_passed,
};
inline constexpr std::size_t kEventKinds = 39;

// Art. 68(1)(a) to (h) and 68(2)(a) and (b), each assessed by a finding of its own.
enum class Criterion { c1a, c1b, c1c, c1d, c1e, c1f, c1g, c1h, c2a, c2b };
inline constexpr std::size_t kCriteria = 10;

enum class Verdict { met, not_met, not_applicable };

enum class Outcome {
  granted,
  partially_granted,
  refused,
  answered_as_request,  // Art. 68(3): statistics instead, with the applicant's consent
};

enum class Opinion { favourable, with_recommendations, reserved, unfavourable };
enum class Authorisation { given, refused };
enum class Proposal { grant, refuse };
enum class Choice { go_on, statistics_instead };
enum class AppealOutcome { upheld, overturned };

// What a clock measures.
enum class Rule {
  taking_up,
  information,  // Art. 68(4)
  decision,     // Art. 68(4), 68(6), 69(4)
  holder_proposal,
  decision_on_proposal,
  step,  // an opinion or authorisation of the national procedure
  fee_acceptance,
  acceptance,
  answer,           // Art. 69(4)
  holder_delivery,  // Art. 60(2)
  preparation,      // Art. 68(7)
  views,            // Art. 63(1)
  validity,         // Art. 68(12)
  deletion,         // Art. 68(12)
  results,          // Art. 61(4)
};

enum class Force { legal, target };

// A step of a national procedure. A choice is the applicant's; the holder says what is feasible.
enum class StepType {
  completeness,
  opinion,
  assessment,
  authorisation,
  feasibility,
  choice,
  fee,
  decision,
};

// What it means that a body did not speak in time.
enum class Silence { none, favourable, unfavourable };

// What the decision clock does while the applicant is asked: it pauses ([D6.3] 8.2) or begins anew
// ([D6.4] 8); the regulation itself is silent.
enum class InformationClock { pause, restart };

// Whether anybody knows the procedure of a country.
enum class Standing { known, unknown };

// Returns the codes of a list, in the order of its enumerators.
template <class E>
std::span<const std::string_view> codes();

template <class E>
std::string_view code(E value) {
  return codes<E>()[static_cast<std::size_t>(value)];
}

// Returns the position of a text among the codes. The error names those that there are.
Result<std::size_t> position_among(std::span<const std::string_view> codes, std::string_view text);

template <class E>
Result<E> parse(std::string_view text) {
  const auto position = position_among(codes<E>(), text);
  if (!position) return position.error();
  return static_cast<E>(*position);
}

// Returns the status that the official application system knows ("PROCESSING"), for the adapter
// to it and for people who come from it.
std::string_view official_status(State state);

bool is_final(State state);

// Whether a data user may hold a title in that state that has not ended, been stopped or revoked.
bool is_in_force(State state);

}  // namespace passerelle::procedure
