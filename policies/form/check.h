// Whether an application answers its form: all problems at once, each with its place and a sentence
// for the applicant.
//
// `check` looks at what the form knows. An application that passes it can still be refused by
// access::application_from_draft, which owns the rules between typed fields.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/access/application.h"
#include "policies/form/definition.h"
#include "policies/purposes/purpose.h"

namespace passerelle::form {

// A draft is checked for what is there; a submission has everything that is mandatory and nothing
// that is not asked.
enum class Stage { draft, submission };

enum class ProblemCode {
  missing = 1,
  not_asked,      // an answer to a question that the other answers do not open
  unknown_field,  // the form has no such field
  misplaced,      // an answer of a country in the common part, or the reverse, or of a bound field
  wrong_kind,
  not_a_choice,
  too_long,
  out_of_range,
  bad_date,
  bad_file,
  not_confirmed,
  purpose_not_open,  // Art. 53(2)
  no_country,        // a holding node that stands in no country
  bad_claim,         // a claim of confidentiality that cannot be
  other_form,        // an application that answers another form
};
std::string_view code(ProblemCode code);

struct Problem {
  std::string section;  // empty when no field is meant
  std::string field;
  std::string country;  // empty for the common part
  ProblemCode code = ProblemCode::missing;
  Sentence sentence;
  bool operator==(const Problem&) const = default;
};
Json to_json(const Problem& problem);

// Returns every problem of an application document ("application/2", stamped or not), in the order
// of the form.
std::vector<Problem> check(const Definition& definition, const Json& application, Stage stage);

// Refuses an application that is not complete at submission: the first problem, and how many there
// are (`incomplete`).
Result<void> require_complete(const Definition& definition, const Json& application);

// Returns what an application says of its applicant's kind and mandate; what is missing or wrong
// keeps its default.
access::Applicant applicant_in(const Json& application);

// Returns the purposes that the form offers to an applicant (Art. 53(2)), in the order of Art. 53.
std::vector<purposes::Purpose> purposes_offered(const access::Applicant& applicant);

}  // namespace passerelle::form
