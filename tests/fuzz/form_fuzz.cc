// Forms, drafts, questions and histories from anybody: reading never crashes, what is accepted is
// the same after a journey as JSON, and any document can be checked against the built-in form.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/base/json.h"
#include "policies/access/application.h"
#include "policies/form/attachment.h"
#include "policies/form/check.h"
#include "policies/form/definition.h"
#include "policies/form/draft.h"
#include "policies/form/page.h"
#include "policies/form/public_part.h"
#include "policies/form/question.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

void read_form(const Json& document) {
  const auto definition = form::definition_from_json(document);
  if (!definition) return;
  if (form::page_of(*definition).empty()) std::abort();
  form::check(*definition, document, form::Stage::submission);
}

void read_draft(const Json& document) {
  const auto draft = form::draft_from_json(document);
  if (!draft) return;
  const auto again = form::draft_from_json(form::to_json(*draft));
  if (!again || !(*again == *draft)) std::abort();
  const auto& form = form::current_form();
  const auto copy =
      form::copy_as_new(form, *draft, draft->owner, form::DraftId("copy"), draft->changed);
  if (!copy) std::abort();
  // What stands in a field of a copy fits; rules between fields may be broken.
  for (const auto& problem : form::check(form, form::application_of(*copy), form::Stage::draft)) {
    if (problem.code != form::ProblemCode::purpose_not_open &&
        problem.code != form::ProblemCode::bad_claim) {
      std::abort();
    }
  }
}

void read_questions(const Json& document) {
  if (const auto request = form::information_request_from_json(document)) {
    const auto again = form::information_request_from_json(form::to_json(*request));
    if (!again || !(*again == *request)) std::abort();
  }
  if (const auto history = form::History::from_json(document)) {
    const auto again = form::History::from_json(form::to_json(*history));
    if (!again || !(*again == *history)) std::abort();
  }
}

}  // namespace

PASSERELLE_FUZZ_TARGET(form, text) {
  if (const auto file = form::attachment_of("plan.docx", text)) {
    if (!form::verify(*file, text)) std::abort();
  }
  const auto document = parse_json(text, 1 << 17);
  if (!document) return;
  read_form(*document);
  read_draft(*document);
  read_questions(*document);
  form::check(form::current_form(), *document, form::Stage::submission);
  if (const auto application = access::application_from_json(*document)) {
    form::public_part(form::current_form(), *application);
  }
}
