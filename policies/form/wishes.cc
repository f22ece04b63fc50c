#include "policies/form/wishes.h"

#include <variant>

namespace passerelle::form {
namespace {

template <class Value>
const Value* answer_to(const access::Application& application, const char* field) {
  const auto found = application.answers.find(field);
  return found == application.answers.end() ? nullptr : std::get_if<Value>(&found->second);
}

}  // namespace

bool asks_accelerated(const access::Application& application) {
  const auto* answer = answer_to<bool>(application, "accelerated");
  return answer != nullptr && *answer;
}

access::DataForm data_form_of(const access::Application& application) {
  if (application.kind == access::PermitKind::request_approval) {
    return access::DataForm::anonymised_statistics;
  }
  const auto* answer = answer_to<std::string>(application, "data_form");
  if (answer == nullptr) return access::DataForm::pseudonymised;
  const auto form = access::parse_data_form(*answer);
  return form ? *form : access::DataForm::pseudonymised;
}

}  // namespace passerelle::form
