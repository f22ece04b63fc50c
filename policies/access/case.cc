#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/decision.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 4> kStates{"submitted", "granted", "refused", "withdrawn"};

bool is_decided(CaseState state) {
  return state == CaseState::granted || state == CaseState::refused;
}

Result<void> must_be_open(const CountryCase& one) {
  if (one.state == CaseState::submitted) return {};
  return Error{CaseError::already_closed,
               "the case of " + one.application.id.text() + " at " + one.node.text() +
                   " is already " + std::string(code(one.state)) + " since " + to_text(one.since)};
}

// Who asks never decides: neither a person of the application nor its contact.
Result<void> check_separation(const CountryCase& one, const UserName& decider) {
  if (decider.empty()) return Error{CaseError::conflict_of_interest, "a decider is expected"};
  const std::string account = decider.text() + "@" + one.node.text();
  const auto& persons = one.application.persons;
  if (account == one.application.contact.id ||
      std::ranges::find(persons, account, &Person::id) != persons.end()) {
    return Error{CaseError::conflict_of_interest,
                 account + " takes part in the application and cannot decide on it"};
  }
  return {};
}

// A decision may only narrow what was asked.
Result<void> check_conditions(const Application& asked, const Conditions& conditions) {
  if (conditions.min_cell && (*conditions.min_cell < 2 || *conditions.min_cell > 1'000'000)) {
    return Error{CaseError::bad_condition, "min_cell is between 2 and 1000000"};
  }
  if (conditions.runs_max && *conditions.runs_max < 1) {
    return Error{CaseError::bad_condition, "runs_max is at least 1"};
  }
  if (conditions.runs_max && *conditions.runs_max > asked.runs_max) {
    return Error{CaseError::looser_than_asked, "runs_max " + std::to_string(*conditions.runs_max) +
                                                   " is more than the " +
                                                   std::to_string(asked.runs_max) + " asked for"};
  }
  if (conditions.valid_until && *conditions.valid_until <= asked.valid_from) {
    return Error{CaseError::bad_condition, "valid_until is not after the start that was asked for"};
  }
  if (conditions.valid_until && *conditions.valid_until > asked.valid_until) {
    return Error{CaseError::looser_than_asked, "valid_until " + to_text(*conditions.valid_until) +
                                                   " is later than the " +
                                                   to_text(asked.valid_until) + " asked for"};
  }
  return {};
}

}  // namespace

std::string_view code(CaseState state) { return kStates.at(static_cast<std::size_t>(state)); }

Result<CaseState> parse_case_state(std::string_view wanted) {
  for (const auto state :
       {CaseState::submitted, CaseState::granted, CaseState::refused, CaseState::withdrawn}) {
    if (code(state) == wanted) return state;
  }
  return Error{BaseError::malformed,
               shown(wanted) + " is none of: submitted, granted, refused, withdrawn"};
}

Result<CountryCase> open_case(const Application& application, const NodeId& node, Instant now) {
  auto part = application.part_for(node);
  if (!part) return part.error();
  return CountryCase{*std::move(part), node, CaseState::submitted, now, std::nullopt};
}

Result<CountryCase> decide(const CountryCase& open, const Decision& decision) {
  if (auto checked = must_be_open(open); !checked) return checked.error();
  if (decision.application != open.application.id) {
    return Error{CaseError::other_application, "the decision is on " + decision.application.text() +
                                                   ", the case on " + open.application.id.text()};
  }
  if (auto checked = check_separation(open, decision.decider); !checked) return checked.error();
  if (decision.outcome == Outcome::refuse &&
      decision.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{CaseError::reason_missing, "a refusal gives its reason (Art. 68(9))"};
  }
  if (decision.outcome == Outcome::grant) {
    auto checked = check_conditions(open.application, decision.conditions);
    if (!checked) return checked.error();
  }
  CountryCase closed = open;
  closed.state = decision.outcome == Outcome::grant ? CaseState::granted : CaseState::refused;
  closed.since = decision.at;
  closed.decision = decision;
  return closed;
}

Result<CountryCase> withdraw(const CountryCase& open, Instant now) {
  if (auto checked = must_be_open(open); !checked) return checked.error();
  CountryCase closed = open;
  closed.state = CaseState::withdrawn;
  closed.since = now;
  return closed;
}

Result<CountryCase> case_from_json(const Json& value) {
  Fields f(value, "");
  if (f.text("passerelle") != "case/1") f.fail("passerelle", "\"case/1\" is expected");
  const auto node = NodeId(f.text("node"));
  const auto state = read_code(f, "state", parse_case_state);
  const auto since = f.instant("since");
  const Json& document = f.object("application");
  const Json* decision = f.find("decision");
  if ((decision != nullptr) != is_decided(state)) {
    f.fail("decision", "stands exactly when the case is granted or refused");
  }
  if (auto read = f.done(); !read) return read.error();

  auto application = application_from_json(document);
  if (!application) return application.error();
  auto one = open_case(*application, node, since);
  if (!one || decision == nullptr) {
    if (one) one->state = state;
    return one;
  }
  auto decided = decision_from_json(*decision, "/decision");
  if (!decided) return decided.error();
  // The stored decision is applied again, so a case that was tampered with does not come back.
  one = decide(*one, *decided);
  if (one && (one->state != state || one->since != since)) {
    return Error{BaseError::malformed, "/state: is not what the decision gives"};
  }
  return one;
}

Json to_json(const CountryCase& one) {
  Json object{{"passerelle", "case/1"},
              {"node", one.node.text()},
              {"state", code(one.state)},
              {"since", to_text(one.since)},
              {"application", to_json(one.application)}};
  if (one.decision) object["decision"] = to_json(*one.decision);
  return object;
}

}  // namespace passerelle::access
