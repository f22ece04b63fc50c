#include "policies/privacy/opt_out.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "node/base/json.h"
#include "policies/privacy/errors.h"

namespace passerelle::privacy {
namespace {

constexpr std::size_t kMaximumPersonBytes = 200;

Error bad_statement(std::string why) { return {PrivacyError::bad_statement, std::move(why)}; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string_view code(Choice choice) { return choice == Choice::out ? "out" : "in"; }

Result<Choice> parse_choice(std::string_view code) {
  if (code == "out") return Choice::out;
  if (code == "in") return Choice::in;
  return bad_statement("the kind of a statement is out or in");
}

Result<void> check(const Statement& statement, Instant now) {
  const auto& person = statement.person;
  if (person.empty()) return bad_statement("the identifier of the person is empty");
  if (person.size() > kMaximumPersonBytes) {
    return bad_statement("the identifier of the person is longer than 200 bytes");
  }
  if (person.front() == ' ' || person.back() == ' ') {
    return bad_statement("the identifier of the person begins or ends with a space");
  }
  if (std::any_of(person.begin(), person.end(), is_control)) {
    return bad_statement("the identifier of the person holds a control character");
  }
  // JSON, in which it goes to the worker, is read as nothing else.
  if (!parse_json(canonical_text(Json(person)))) {
    return bad_statement("the identifier of the person is not in UTF-8");
  }
  if (statement.recorded_at > now) return bad_statement("the statement is of the future");
  return {};
}

std::vector<std::string> opted_out(std::span<const Statement> statements, Instant time) {
  std::unordered_map<std::string_view, const Statement*> last;
  last.reserve(statements.size());
  for (const auto& statement : statements) {
    if (statement.recorded_at > time) continue;
    auto& known = last[statement.person];
    const bool is_later = known == nullptr || statement.recorded_at > known->recorded_at;
    const bool is_stricter = known != nullptr && statement.recorded_at == known->recorded_at &&
                             statement.choice == Choice::out;
    if (is_later || is_stricter) known = &statement;
  }
  std::vector<std::string> persons;
  for (const auto& [person, statement] : last) {
    if (statement->choice == Choice::out) persons.emplace_back(person);
  }
  std::sort(persons.begin(), persons.end());
  return persons;
}

std::string_view code(Rule rule) { return rule == Rule::at_once ? "at_once" : "at_approval"; }

Result<Rule> parse_rule(std::string_view code) {
  if (code == "at_approval") return Rule::at_approval;
  if (code == "at_once") return Rule::at_once;
  return Error{BaseError::malformed, "at_approval or at_once is expected"};
}

Instant snapshot_time(Rule rule, Instant approved, Instant run_started) {
  return rule == Rule::at_once ? run_started : approved;
}

}  // namespace passerelle::privacy
