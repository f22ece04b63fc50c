#include "policies/form/wishes.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/form/question.h"
#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

// For a purpose of public bodies.
Json public_permit() {
  auto draft = sample::permit();
  draft["purpose"] = "53-1-a";
  draft["applicant"]["category"] = "public_sector_body";
  draft["applicant"]["public_body"] = true;
  draft["answers"]["mandate"] = "Public Health Act, section 4.";
  return draft;
}

// How an answer to questions about these fields of one section is taken.
std::string answer_of(const Json& draft, const char* section, const Json& values) {
  const auto application = sample::application(draft);
  InformationRequest request{"q-1", application.id, NodeId("fi"), Instant(), {}};
  Json fields = Json::array();
  for (const auto& [field, value] : values.items()) {
    request.questions.push_back({section, {field, ""}, "Why?"});
    fields.push_back({{"field", field}, {"value", value}});
  }
  const auto after =
      answered(current_form(), application, request,
               {{"passerelle", "information/1"}, {"request", "q-1"}, {"fields", fields}});
  return after ? "accepted" : after.error().name();
}

}  // namespace

TEST_CASE("an answer changes neither the form of the data nor the wish for the short time") {
  auto draft = public_permit();
  draft["answers"]["accelerated"] = false;
  CHECK(answer_of(draft, "applicant", {{"accelerated", false}}) == "accepted");
  CHECK(answer_of(draft, "applicant", {{"accelerated", true}}) == "form.changes_application");
  draft["answers"].update(Json{{"data_form", "pseudonymised"},
                               {"pseudonymised_reason", "Curves need days."},
                               {"gdpr_description", "Art. 6(1)(e)."},
                               {"ethics_assessed", true}});
  CHECK(answer_of(draft, "purpose_of_use",
                  {{"data_form", "anonymised"},
                   {"pseudonymised_reason", nullptr},
                   {"gdpr_description", nullptr},
                   {"ethics_assessed", nullptr}}) == "form.changes_application");
}

TEST_CASE("the short time is asked for in the form, by public bodies for their purposes") {
  auto draft = public_permit();
  CHECK(sample::problems(draft).empty());
  CHECK_FALSE(asks_accelerated(sample::application(draft)));
  draft["answers"]["accelerated"] = true;
  CHECK(sample::problems(draft).empty());
  CHECK(asks_accelerated(sample::application(draft)));
  draft["answers"]["accelerated"] = false;
  CHECK_FALSE(asks_accelerated(sample::application(draft)));
}

TEST_CASE("nobody else is asked whether they want the short time") {
  auto research = public_permit();
  research["purpose"] = "53-1-e-i";
  research["answers"].erase("mandate");
  auto company = public_permit();
  company["applicant"]["public_body"] = false;
  auto request = sample::request();
  for (auto* draft : {&research, &company, &request}) {
    (*draft)["answers"]["accelerated"] = true;
    CHECK_FALSE(sample::problems(*draft).empty());
  }
}

TEST_CASE("the form of the data is what the application says, and the strictest when it does not") {
  CHECK(data_form_of(sample::application()) == access::DataForm::anonymised_statistics);
  auto draft = sample::permit();
  CHECK(data_form_of(sample::application(draft)) == access::DataForm::anonymised);
  draft["answers"]["data_form"] = "pseudonymised";
  CHECK(data_form_of(sample::application(draft)) == access::DataForm::pseudonymised);
  draft["answers"]["data_form"] = "no_such_form";
  CHECK(data_form_of(sample::application(draft)) == access::DataForm::pseudonymised);
  draft["answers"].erase("data_form");
  CHECK(data_form_of(sample::application(draft)) == access::DataForm::pseudonymised);
}
