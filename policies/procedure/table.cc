#include "policies/procedure/table.h"

#include <algorithm>
#include <array>

namespace passerelle::procedure {
namespace {

using S = State;
using K = EventKind;
using R = Role;
using States = SetOf<State>;
using Roles = SetOf<Role>;

constexpr States kAssessing{S::processing, S::awaiting_opinion, S::awaiting_authorisation,
                            S::awaiting_fee_acceptance};
constexpr States kUndecided =
    kAssessing | States{S::submitted, S::pre_screening, S::awaiting_additional_information,
                        S::with_trusted_holder};
constexpr States kUnrenewed{S::granted, S::extraction_requested, S::data_available, S::in_use,
                            S::amended};
constexpr States kInForce = kUnrenewed | States{S::renewed};
constexpr States kEnded{S::revoked, S::expired, S::results_due};
constexpr States kOpen =
    kUndecided | kInForce | kEnded | States{S::decision_issued, S::appealed, S::suspended};
constexpr Roles kStaff{R::desk_officer,  R::assessor,       R::opinion_maker,       R::decider,
                       R::data_preparer, R::output_checker, R::enforcement_officer, R::auditor,
                       R::publisher};

constexpr auto kTable = std::to_array<Row>({
    {S::draft, K::submitted, R::applicant, Way::to, S::submitted, "Art. 67"},
    {S::submitted, K::taken_up, R::desk_officer, Way::to, S::pre_screening, "[D6.3]"},
    {{S::pre_screening, S::processing},
     K::information_asked,
     {R::desk_officer, R::assessor},
     Way::to,
     S::awaiting_additional_information,
     "Art. 68(4)"},
    {S::awaiting_additional_information,
     K::information_given,
     R::applicant,
     Way::back,
     {},
     "Art. 68(4)"},
    {S::awaiting_additional_information, K::time_passed, R::system, Way::to, S::closed_incomplete,
     "Art. 68(4): four weeks"},
    {S::pre_screening, K::declared_complete, R::desk_officer, Way::to, S::processing, "Art. 68(4)"},
    {S::pre_screening, K::closed, R::desk_officer, Way::to, S::closed_incomplete,
     "[D6.3]: after a second poor answer"},

    {kAssessing | States{S::extraction_requested},
     K::clock_extended,
     {R::assessor, R::decider},
     Way::stay,
     {},
     "Art. 68(4), 68(6), 60(2)"},
    {{S::awaiting_opinion, S::awaiting_authorisation},
     K::clock_extended,
     R::opinion_maker,
     Way::stay,
     {},
     "national: of its own step"},
    {S::processing,
     K::forwarded_to_trusted_holder,
     {R::desk_officer, R::assessor},
     Way::to,
     S::with_trusted_holder,
     "Art. 72"},
    {S::with_trusted_holder, K::holder_proposed, R::holder, Way::to, S::processing, "Art. 72"},
    {S::with_trusted_holder, K::time_passed, R::system, Way::to, S::processing,
     "Art. 72: two months; the body goes on alone"},
    {S::processing,
     K::opinion_asked,
     {R::desk_officer, R::assessor},
     Way::to,
     S::awaiting_opinion,
     "national"},
    {S::awaiting_opinion,
     K::opinion_given,
     {R::opinion_maker, R::holder},
     Way::to,
     S::processing,
     "national"},
    {S::awaiting_opinion, K::time_passed, R::system, Way::to, S::processing, "national: silence"},
    {S::processing,
     K::authorisation_asked,
     {R::desk_officer, R::assessor},
     Way::to,
     S::awaiting_authorisation,
     "national"},
    {S::awaiting_authorisation,
     K::authorisation_given,
     {R::opinion_maker, R::desk_officer},
     Way::to,
     S::processing,
     "national; the desk records an outside document"},
    {S::awaiting_authorisation, K::time_passed, R::system, Way::to, S::processing,
     "national: silence"},
    {S::processing, K::applicant_chose, R::applicant, Way::stay, {}, "Art. 68(3), national"},
    {S::processing,
     K::fee_estimated,
     {R::desk_officer, R::assessor},
     Way::to,
     S::awaiting_fee_acceptance,
     "Art. 62"},
    {S::awaiting_fee_acceptance, K::fee_accepted, R::applicant, Way::to, S::processing, "Art. 62"},
    {S::awaiting_fee_acceptance, K::fee_declined, R::applicant, Way::to, S::withdrawn, "Art. 62"},
    {S::awaiting_fee_acceptance, K::time_passed, R::system, Way::to, S::withdrawn,
     "setting of the procedure"},
    {kAssessing, K::finding_recorded, R::assessor, Way::stay, {}, "Art. 68(1), 68(2)"},
    {kOpen, K::conflict_declared, kStaff, Way::stay, {}, "Art. 55(3)"},

    {S::processing, K::decision_signed, R::decider, Way::to, S::decision_issued, "Art. 68, 69"},
    {S::decision_issued, K::accepted, R::applicant, Way::to, S::granted, "[D6.3] 6.6"},
    {S::decision_issued, K::declined, R::applicant, Way::to, S::withdrawn, "[D6.3] 6.6"},
    {S::decision_issued, K::time_passed, R::system, Way::to, S::withdrawn, "[D6.3] 6.6: 28 days"},
    {S::decision_issued,
     K::appealed,
     {R::applicant, R::holder},
     Way::to,
     S::appealed,
     "[D6.3] 7.10, national"},
    {S::decision_issued,
     K::closed,
     {R::desk_officer, R::system},
     Way::to,
     S::closed,
     "a refusal that is final"},
    {S::appealed,
     K::appeal_decided,
     {R::desk_officer, R::decider},
     Way::by_appeal,
     {},
     "national; recorded by the body"},

    {{S::granted, S::amended, S::renewed},
     K::data_requested,
     {R::desk_officer, R::data_preparer},
     Way::to,
     S::extraction_requested,
     "Art. 68(7)"},
    {S::extraction_requested, K::data_received, R::data_preparer, Way::stay, {}, "Art. 60(2)"},
    {S::extraction_requested, K::data_available, R::data_preparer, Way::to, S::data_available,
     "Art. 68(7)"},
    {{S::data_available, S::in_use, S::amended, S::renewed},
     K::used,
     R::output_checker,
     Way::to,
     S::in_use,
     "Art. 73(2)"},
    {kInForce, K::amended, R::decider, Way::to, S::amended, "Art. 68(13)"},
    {kUnrenewed, K::renewed, R::decider, Way::to, S::renewed, "Art. 68(12)"},
    {kInForce,
     K::suspended,
     {R::enforcement_officer, R::decider},
     Way::to,
     S::suspended,
     "Art. 63"},
    {S::suspended, K::resumed, {R::enforcement_officer, R::decider}, Way::back, {}, "Art. 63"},
    {kInForce | States{S::suspended},
     K::views_asked,
     R::enforcement_officer,
     Way::stay,
     {},
     "Art. 63(1)"},
    {kInForce | States{S::suspended},
     K::information_given,
     {R::applicant, R::holder},
     Way::stay,
     {},
     "Art. 63(1): the views"},
    {kInForce | States{S::suspended}, K::revoked, R::decider, Way::to, S::revoked, "Art. 63(3)"},
    {kInForce | States{S::suspended}, K::expired, R::system, Way::to, S::expired, "Art. 68(12)"},
    {{S::revoked, S::expired},
     K::deletion_certified,
     R::data_preparer,
     Way::to,
     S::results_due,
     "Art. 68(12): six months"},
    {kInForce | kEnded,
     K::results_published,
     {R::applicant, R::publisher},
     Way::stay,
     {},
     "Art. 61(4)"},
    {S::results_due, K::closed, {R::desk_officer, R::system}, Way::to, S::closed, "Art. 61(4)"},
    {kUndecided | States{S::decision_issued, S::appealed}, K::withdrawn, R::applicant, Way::to,
     S::withdrawn, "costs incurred only"},
});

template <class E>
std::string listed(const SetOf<E>& set) {
  std::string text;
  for (std::size_t i = 0; i < codes<E>().size(); ++i) {
    if (!set.contains(static_cast<E>(i))) continue;
    text += (text.empty() ? "" : ", ") + std::string(codes<E>()[i]);
  }
  return text;
}

std::string to_of(const Row& row) {
  switch (row.way) {
    case Way::to: return std::string(code(row.target));
    case Way::stay: return "(stays)";
    case Way::back: return "(the state before)";
    case Way::by_appeal: return "upheld: decision_issued; overturned: processing";
  }
  return "";
}

}  // namespace

std::span<const Row> table() { return kTable; }

const Row* row_of(State from, EventKind event) {
  const auto* found = std::ranges::find_if(
      kTable, [&](const Row& row) { return row.event == event && row.from.contains(from); });
  return found == kTable.end() ? nullptr : &*found;
}

std::string states_document() {
  std::string text =
      "# States, events and roles of a case\n\n"
      "Generated from `table.cc`; the kernel (`kernel.h`) adds conditions on what the case holds.\n"
      "A pair that is not here is refused.\n\n"
      "| from | event | by | to | rule |\n| --- | --- | --- | --- | --- |\n";
  for (const auto& row : kTable) {
    text += "| " + listed(row.from) + " | " + std::string(code(row.event)) + " | " +
            listed(row.by) + " | " + to_of(row) + " | " + std::string(row.rule) + " |\n";
  }
  text += "\n| state | official status |\n| --- | --- |\n";
  for (std::size_t i = 0; i < kStates; ++i) {
    const auto state = static_cast<State>(i);
    text += "| " + std::string(code(state)) + " | " + std::string(official_status(state)) + " |\n";
  }
  return text;
}

}  // namespace passerelle::procedure
