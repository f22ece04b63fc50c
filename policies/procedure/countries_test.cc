#include "policies/procedure/countries.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using access::PermitKind;
using sample::kDocument;

std::string steps(const char* country,
                  PermitKind kind,
                  access::DataForm form = access::DataForm::pseudonymised) {
  const auto procedure = procedure_of_country(country).value();
  std::string ids;
  for (const auto* step : procedure.steps_of({kind, form}))
    ids += (ids.empty() ? "" : " ") + step->id;
  return ids;
}

TEST_CASE("the procedures of eight countries come with the program and load without warning") {
  const auto known = known_countries();
  CHECK(std::vector<std::string>(known.begin(), known.end()) ==
        std::vector<std::string>{"BE", "DE", "DK", "EU", "FI", "FR", "HR", "HU", "NO"});
  for (const auto country : known) {
    const auto procedure = procedure_of_country(country);
    REQUIRE_MESSAGE(procedure, country);
    CHECK(procedure->text().country == country);
    CHECK(procedure->calendar().country() == country);
    CHECK(procedure_text_from_json(to_json(procedure->text())).value() == procedure->text());
  }
}

TEST_CASE("a country without a procedure is refused") {
  CHECK(procedure_of_country("SE").error().text() ==
        "procedure.unknown_country: no procedure of \"SE\" comes with the program");
}

TEST_CASE("of a country without a procedure the regulation's own steps are known") {
  const auto procedure = procedure_or_regulation("SE").value();
  CHECK(procedure.text().country == "EU");
  CHECK_FALSE(procedure.text().uncertain.empty());
  CHECK(procedure_or_regulation("FI").value().text().country == "FI");
}

TEST_CASE("steps are in the order that the sources tell") {
  CHECK(steps("FR", PermitKind::data_permit) ==
        "completeness cesrees choice cnil assessment decision");
  CHECK(steps("FR", PermitKind::request_approval) == "completeness cesrees assessment decision");
  CHECK(steps("FR", PermitKind::data_permit, access::DataForm::anonymised) ==
        "completeness cesrees assessment decision");
  CHECK(steps("FI", PermitKind::data_permit) == "completeness assessment feasibility fee decision");
  CHECK(steps("DE", PermitKind::data_permit) == "registration completeness assessment decision");
  CHECK(steps("DK", PermitKind::data_permit) ==
        "ethics controller-registration completeness assessment decision");
  CHECK(steps("BE", PermitKind::data_permit) == "completeness ethics isc assessment decision");
  CHECK(steps("HU", PermitKind::data_permit) == "ett-licence completeness assessment decision");
}

TEST_CASE("Croatia is an explicit unknown: the regulation's own steps, and a note") {
  CHECK(steps("HR", PermitKind::data_permit) == "completeness assessment decision");
  const auto procedure = procedure_of_country("HR").value();
  CHECK_FALSE(procedure.text().uncertain.empty());
}

TEST_CASE("a French permit: the opinion by silence, the choice, the authorisation, the decision") {
  const auto france = procedure_of_country("FR").value();
  sample::Story story(france);
  const Actor desk{Role::desk_officer, "hdh", "dora@hdh"};
  const Actor assessor{Role::assessor, "hdh", "anna@hdh"};
  story.submit().tell(desk, TakenUp{}).tell(desk, DeclaredComplete{});
  story.time("2026-06-10T10:00:00Z").tell(desk, OpinionAsked{"cesrees"});
  // One month: Friday 10 July, whose end in Paris is 22:00 UTC.
  story.time("2026-07-15T10:00:00Z").tell({Role::system, "hdh", ""}, TimePassed{});
  CHECK(story.file().steps.at("cesrees").done == sample::at("2026-07-10T22:00:00Z"));
  CHECK(story.file().steps.at("cesrees").by_silence);
  story.tell(Role::applicant, ApplicantChose{"choice", Choice::go_on});
  story.tell(desk, AuthorisationAsked{"cnil"});
  CHECK(story.state() == CaseState::awaiting_authorisation);
  for (const auto criterion : all<Criterion>()) {
    story.tell(assessor, FindingRecorded{criterion, Finding::met, "As the file shows."});
  }
  const Actor decider{Role::decider, "hdh", "dan@hdh"};
  CHECK(story.refused(decider, sample::grant()) == "case_event.steps_open");
  story.tell(desk, AuthorisationGiven{"cnil", Authorisation::given, "DR-2026-1", kDocument});
  story.tell(decider, sample::grant()).accept();
  CHECK(story.state() == CaseState::granted);
}

TEST_CASE("a French permit for anonymous data is decided without the CNIL") {
  const auto france = procedure_of_country("FR").value();
  sample::Story story(france);
  const Actor desk{Role::desk_officer, "hdh", "dora@hdh"};
  auto submission = sample::submission();
  submission.form = access::DataForm::anonymised;
  story.submit(submission).tell(desk, TakenUp{}).tell(desk, DeclaredComplete{});
  CHECK(story.refused(desk, AuthorisationAsked{"cnil"}) == "case_event.unknown_step");
  CHECK(story.refused(Role::applicant, ApplicantChose{"choice", Choice::go_on}) ==
        "case_event.unknown_step");
  story.tell(desk, OpinionAsked{"cesrees"});
  story.tell({Role::opinion_maker, "cesrees", ""},
             OpinionGiven{"cesrees", Opinion::favourable, kDocument});
  for (const auto criterion : all<Criterion>()) {
    story.tell({Role::assessor, "hdh", "anna@hdh"},
               FindingRecorded{criterion, Finding::met, "As the file shows."});
  }
  story.tell({Role::decider, "hdh", "dan@hdh"}, sample::grant()).accept();
  CHECK(story.state() == CaseState::granted);
}

TEST_CASE("the silence of the CNIL brings about nothing: the sources leave it open") {
  const auto france = procedure_of_country("FR").value();
  const auto* cnil =
      france.find_step("cnil", {PermitKind::data_permit, access::DataForm::pseudonymised});
  REQUIRE(cnil != nullptr);
  CHECK(cnil->silence == Silence::none);
  CHECK_FALSE(cnil->uncertain.empty());
}

}  // namespace
}  // namespace passerelle::procedure
