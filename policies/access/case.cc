#include <algorithm>
#include <array>

#include "policies/access/decision.h"
#include "policies/access/errors.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 3> kCaseStates{"submitted", "granted", "refused"};

Result<void> must_be_open(const CountryCase& one) {
  if (one.state == CaseState::submitted) return {};
  return Error{CaseError::already_closed,
               "the case of " + one.application.id.text() + " at " + one.node.text() +
                   " is already " + std::string(code(one.state)) + " since " + to_text(one.since)};
}

// Who asks never decides: neither a person of the application nor its contact.
Result<void> check_separation(const CountryCase& one, const UserName& decider) {
  if (decider.empty()) return Error{CaseError::conflict_of_interest, "a decider is expected"};
  const std::string account = account_of(decider, one.node);
  const auto& persons = one.application.persons;
  if (account == one.application.contact.id ||
      std::ranges::find(persons, account, &Person::id) != persons.end()) {
    return Error{CaseError::conflict_of_interest,
                 account + " takes part in the application and cannot decide on it"};
  }
  return {};
}

Error looser(std::string why) { return {CaseError::looser_than_asked, std::move(why)}; }
Error bad_condition(std::string why) { return {CaseError::bad_condition, std::move(why)}; }

// A number is never zero: that would switch a rule off.
Result<void> check_numbers(const Application& asked, const Conditions& conditions) {
  if (conditions.min_cell && (*conditions.min_cell < 2 || *conditions.min_cell > 1'000'000)) {
    return bad_condition("min_cell is between 2 and 1000000");
  }
  if (conditions.runs_max && *conditions.runs_max < 1) {
    return bad_condition("runs_max is at least 1");
  }
  if (conditions.concurrency && *conditions.concurrency < 1) {
    return bad_condition("concurrency is at least 1");
  }
  if (conditions.rounding && (*conditions.rounding < 2 || *conditions.rounding > 1'000)) {
    return bad_condition("rounding is between 2 and 1000");
  }
  if (conditions.runs_max && *conditions.runs_max > asked.runs_max) {
    return looser("runs_max " + std::to_string(*conditions.runs_max) + " is more than the " +
                  std::to_string(asked.runs_max) + " asked for");
  }
  return {};
}

Result<void> check_dates(const Application& asked, const Conditions& conditions) {
  if (!conditions.valid_until) return {};
  if (*conditions.valid_until <= asked.valid_from) {
    return bad_condition("valid_until is not after the start that was asked for");
  }
  if (*conditions.valid_until > asked.valid_until) {
    return looser("valid_until " + to_text(*conditions.valid_until) + " is later than the " +
                  to_text(asked.valid_until) + " asked for");
  }
  return {};
}

// A grant names only what was asked for.
Result<void> check_datasets(const Application& asked,
                            const std::vector<PermittedDataset>& granted) {
  if (granted.empty()) return bad_condition("a grant gives a dataset");
  if (const auto fault = fault_of(granted)) return bad_condition(*fault);
  for (const auto& dataset : granted) {
    const auto wanted = std::ranges::find(asked.datasets, dataset.id, &RequestedDataset::id);
    if (wanted == asked.datasets.end()) {
      return looser("dataset " + shown(dataset.id.text()) + " was not asked for");
    }
    for (const auto& variable : dataset.variables) {
      if (std::ranges::find(wanted->variables, variable) != wanted->variables.end()) continue;
      return looser("variable " + shown(variable) + " of dataset " + shown(dataset.id.text()) +
                    " was not asked for");
    }
  }
  return {};
}

Result<void> check_linkage(const Application& asked, const Granted& granted) {
  for (const auto& id : granted.linkage.value_or(std::vector<DatasetId>())) {
    if (std::ranges::find(asked.linkage, id) != asked.linkage.end()) continue;
    return looser("linking dataset " + shown(id.text()) + " was not asked for");
  }
  return {};
}

// Says whether a scope, which holds nothing that was not asked for, leaves something out.
bool gives_less(const Application& asked, const Granted& granted) {
  if (linkage_of(asked, granted).size() < asked.linkage.size()) return true;
  if (!granted.datasets) return false;
  if (granted.datasets->size() < asked.datasets.size()) return true;
  return std::ranges::any_of(*granted.datasets, [&](const PermittedDataset& dataset) {
    const auto wanted = std::ranges::find(asked.datasets, dataset.id, &RequestedDataset::id);
    return dataset.variables.size() < wanted->variables.size() || !dataset.demanded().empty();
  });
}

Result<void> check_form(const Application& asked, const Decision& decision) {
  if (decision.outcome == Outcome::answered_as_request && asked.kind != PermitKind::data_permit) {
    return Error{CaseError::bad_outcome,
                 "only an application for a data permit is answered as a "
                 "request (Art. 69)"};
  }
  const bool has_data = asked.kind != PermitKind::request_approval &&
                        decision.outcome != Outcome::answered_as_request;
  const auto form = decision.granted.form.value_or(DataForm::anonymised_statistics);
  if (form != DataForm::anonymised_statistics && !has_data) {
    return looser("a request is answered in anonymised statistics only (Art. 69)");
  }
  if (form == DataForm::pseudonymised && !decision.data_protection) {
    return bad_condition("pseudonymised data need a controller and a basis (Art. 67(4), 74)");
  }
  return {};
}

bool is_research(purposes::Purpose purpose) {
  return purpose == purposes::Purpose::research ||
         purpose == purposes::Purpose::research_innovation ||
         purpose == purposes::Purpose::research_algorithms;
}

// Art. 71(4): for bodies with a public mandate, or on their behalf, and for two kinds of purpose.
Result<void> check_exception(const Application& asked, const privacy::Exception& exception) {
  if (asked.applicant.mandate() == purposes::PublicMandate::none) {
    return Error{CaseError::no_exception,
                 "an exception from the opt-out is for bodies with a public mandate, and on behalf "
                 "of one (Art. 71(4))"};
  }
  const bool fits = exception.ground == privacy::Ground::public_purposes
                        ? purposes::needs_public_mandate(asked.purpose)
                        : is_research(asked.purpose);
  if (fits) return {};
  return Error{CaseError::no_exception, "the ground \"" + std::string(code(exception.ground)) +
                                            "\" is not one for the purpose " +
                                            std::string(purposes::code(asked.purpose))};
}

// A decision may only narrow what was asked.
Result<void> check_grant(const Application& asked, const Decision& decision) {
  if (auto checked = check_numbers(asked, decision.conditions); !checked) return checked;
  if (auto checked = check_dates(asked, decision.conditions); !checked) return checked;
  if (auto checked = check_form(asked, decision); !checked) return checked;
  if (decision.opt_out_exception) {
    auto checked = check_exception(asked, *decision.opt_out_exception);
    if (!checked) return checked;
  }
  if (decision.granted.datasets) {
    auto checked = check_datasets(asked, *decision.granted.datasets);
    if (!checked) return checked;
  }
  if (auto checked = check_linkage(asked, decision.granted); !checked) return checked;
  const bool is_less = gives_less(asked, decision.granted);
  if (decision.outcome == Outcome::granted && is_less) {
    return Error{CaseError::bad_outcome, "less than was asked for is a partial grant"};
  }
  if (decision.outcome == Outcome::partially_granted && !is_less) {
    return Error{CaseError::bad_outcome, "a partial grant gives less than was asked for"};
  }
  return {};
}

Result<void> check_reason(const Decision& decision) {
  const bool must_say_why =
      decision.outcome == Outcome::refused || decision.outcome == Outcome::partially_granted;
  if (!must_say_why || decision.reason.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return Error{CaseError::reason_missing, "what is refused gives its reason (Art. 68(9))"};
}

}  // namespace

std::string_view code(CaseState state) { return kCaseStates.at(static_cast<std::size_t>(state)); }

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
  if (auto checked = check_reason(decision); !checked) return checked.error();
  if (gives_permit(decision.outcome)) {
    if (auto checked = check_grant(open.application, decision); !checked) return checked.error();
  }
  CountryCase closed = open;
  closed.state = gives_permit(decision.outcome) ? CaseState::granted : CaseState::refused;
  closed.since = decision.at;
  closed.decision = decision;
  return closed;
}

}  // namespace passerelle::access
