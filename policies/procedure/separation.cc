// Who may act on a case, apart from what the table of transitions says (Art. 55(3)).
#include <algorithm>
#include <array>

#include "policies/procedure/errors.h"
#include "policies/procedure/kernel.h"

namespace passerelle::procedure {
namespace {

// Assessing, preparing the data and checking what leaves: three persons on one case.
constexpr std::array kDistinct{Role::assessor, Role::data_preparer, Role::output_checker};

// A committee, a holder and the node act as such; every other act is a person's.
constexpr EnumSet<Role> kActAsBodies{Role::opinion_maker, Role::holder, Role::system};

bool has_acted(const CaseFile& file, Role role, const std::string& person) {
  const auto acted = file.acted.find(role);
  return acted != file.acted.end() && acted->second.contains(person);
}

std::string spoken(Role role) {
  std::string words(code(role));
  std::ranges::replace(words, '_', ' ');
  return words;
}

Result<void> check_duties(const CaseFile& file, const Actor& actor) {
  if (std::ranges::find(kDistinct, actor.role) == kDistinct.end()) return {};
  for (const auto other : kDistinct) {
    if (other != actor.role && has_acted(file, other, actor.person)) {
      return Error{CaseEventError::roles_not_separate,
                   "a " + spoken(actor.role) + " cannot also be the " + spoken(other) +
                       " of this case: " + actor.person + " is (Art. 55(3))"};
    }
  }
  return {};
}

Result<void> check_sides(const CaseFile& file, const Actor& actor) {
  if (actor.role == Role::applicant) {
    if (!file.applicants.contains(actor.person)) {
      return Error{CaseEventError::not_of_the_application,
                   actor.person + " is no person of the application"};
    }
    return {};
  }
  if (file.applicants.contains(actor.person)) {
    return Error{CaseEventError::applicant_side,
                 actor.person + " takes part in the application and cannot be a " +
                     spoken(actor.role) + " of its case"};
  }
  return {};
}

Result<void> check_body(const CaseFile& file, const Actor& actor, const Procedure& procedure) {
  const bool trusted_holder_works =
      actor.body == file.trusted_holder &&
      (actor.role == Role::data_preparer || actor.role == Role::output_checker);  // Art. 72
  if (is_staff(actor.role) && !procedure.knows_body(actor.body) && !trusted_holder_works) {
    return Error{CaseEventError::other_body, actor.body + " is no body of the procedure"};
  }
  if (actor.role == Role::system && actor.body != procedure.text().body) {
    return Error{CaseEventError::other_body,
                 "only the node of " + procedure.text().body + " tells what time brought about"};
  }
  return {};
}

}  // namespace

Result<void> check_actor(const CaseFile& file, const Actor& actor, const Procedure& procedure) {
  if (actor.person.empty() && !kActAsBodies.contains(actor.role)) {
    return Error{CaseEventError::person_missing,
                 "a " + spoken(actor.role) + " acts as a person, who is to be named"};
  }
  if (auto checked = check_body(file, actor, procedure); !checked) return checked;
  if (file.locked_out.contains(actor.person)) {
    return Error{CaseEventError::conflict_of_interest,
                 actor.person + " declared an interest and is locked out of this case"};
  }
  // The first event of a case brings its persons.
  if (file.state != CaseState::draft) {
    if (auto checked = check_sides(file, actor); !checked) return checked;
  }
  return check_duties(file, actor);
}

}  // namespace passerelle::procedure
