#include "policies/procedure/title.h"

#include <doctest/doctest.h>

#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using sample::at;
using sample::kDocument;
using sample::plain;
using sample::Story;

access::Application application() {
  access::Application one;
  one.id = ApplicationId("fr-2026-0001");
  one.requesting_node = NodeId("fr");
  one.submitted_at = at("2026-06-01T08:00:00Z");
  one.title = {{"en", "Survival after colon cancer"}};
  one.applicant = {"Marie Curie", "University of Nantes",
                   purposes::ApplicantCategory::research_organisation, false, std::nullopt};
  one.contact = {"claire@fr", "Claire Petit", "claire@example.org"};
  one.summary = {{"en", "Does treatment prolong life?"}};
  one.kind = access::PermitKind::data_permit;
  one.persons = {{"marie@fr", "Marie Curie", true}, {"paul@fr", "Paul Martin", false}};
  one.study_digest = kDocument;
  one.study_id = "colon";
  one.study_version = "1";
  one.datasets = {{DatasetId("https://fi.example/colon"), NodeId("fi"), {"time", "id"}}};
  one.peers = {NodeId("fi")};
  one.valid_from = at("2026-07-01T00:00:00Z");
  one.valid_until = at("2028-07-01T00:00:00Z");
  one.runs_max = 20;
  one.form = "ehds-6";
  one.countries = {{"FI", {{NodeId("fi")}, {}}}};
  return one;
}

access::Decision decision(access::Outcome outcome = access::Outcome::granted) {
  access::Decision one;
  one.application = ApplicationId("fr-2026-0001");
  one.outcome = outcome;
  one.decider = UserName("dan");
  one.at = at("2026-06-02T08:00:00Z");
  one.reason = outcome == access::Outcome::refused ? "The purpose is not met." : "";
  return one;
}

struct World {
  access::CountryCase open =
      access::open_case(application(), NodeId("fi"), at("2026-06-01T08:00:00Z")).value();
  access::Issuer issuer{NodeId("fi"), "Access body", 5, "FI"};
  Story story{plain()};

  Story& granted(const access::Decision& signed_decision) {
    story
        .complete(submission_of(open.application, Accelerated::no, access::DataForm::pseudonymised))
        .find();
    story.decide(signature_of(open, signed_decision, PermitId("fi-permit-1")));
    return story;
  }
};

TEST_CASE("a submission says what the application says, its contact among the persons") {
  const auto what = submission_of(application(), Accelerated::no, access::DataForm::pseudonymised);
  CHECK(what.kind == access::PermitKind::data_permit);
  CHECK(what.persons == std::vector<std::string>{"claire@fr", "marie@fr", "paul@fr"});
  CHECK(what.document == access::digest(application()));
  CHECK(what.mandate == purposes::PublicMandate::none);
}

TEST_CASE("a grant that is in force gives the permit of the decision, under the title's id") {
  World world;
  auto what = decision();
  what.conditions.valid_until = at("2027-07-01T00:00:00Z");
  world.granted(what);
  CHECK(issue_title(world.story.file(), world.open, what, world.issuer).error().text() ==
        "case_event.title_missing: the case is decision_issued, so no title is in force");
  world.story.accept();
  const auto permit = issue_title(world.story.file(), world.open, what, world.issuer);
  REQUIRE(permit);
  CHECK(permit->id == PermitId("fi-permit-1"));
  CHECK(permit->kind == access::PermitKind::data_permit);
  CHECK(permit->valid_until == at("2027-07-01T00:00:00Z"));
  CHECK(permit->decision_digest == world.story.file().decision->document);
}

TEST_CASE("a refusal signs no title") {
  World world;
  const auto what = signature_of(world.open, decision(access::Outcome::refused), PermitId("x"));
  CHECK(what.outcome == access::Outcome::refused);
  CHECK_FALSE(what.title);
  CHECK(what.reason == "The purpose is not met.");
}

TEST_CASE("another decision than the one of the case gives no permit") {
  World world;
  world.granted(decision()).accept();
  auto other = decision();
  other.conditions.runs_max = 3;
  CHECK(issue_title(world.story.file(), world.open, other, world.issuer).error().name() ==
        "case_event.bad_title");
}

TEST_CASE("a permit with other dates than the title is refused") {
  World world;
  const auto what = decision();
  world.story
      .complete(
          submission_of(world.open.application, Accelerated::no, access::DataForm::pseudonymised))
      .find();
  auto signature = signature_of(world.open, what, PermitId("fi-permit-1"));
  signature.title->valid_until = at("2028-06-30T00:00:00Z");
  world.story.decide(signature).accept();
  CHECK(issue_title(world.story.file(), world.open, what, world.issuer).error().name() ==
        "case_event.bad_title");
}

TEST_CASE("statistics instead of a permit give the approval of a request") {
  World world;
  auto what = decision(access::Outcome::answered_as_request);
  what.reason = "Statistics serve the purpose.";
  world.story
      .complete(
          submission_of(world.open.application, Accelerated::no, access::DataForm::pseudonymised))
      .find();
  const auto signature = signature_of(world.open, what, PermitId("fi-permit-1"));
  world.story.decide(signature).accept();
  const auto permit = issue_title(world.story.file(), world.open, what, world.issuer);
  REQUIRE(permit);
  CHECK(permit->kind == access::PermitKind::request_approval);
}

access::ChangeDecision change() {
  access::ChangeDecision one;
  one.application = ApplicationId("fr-2026-0001");
  one.permit = PermitId("fi-permit-1");
  one.outcome = access::Outcome::granted;
  one.decider = UserName("dan");
  one.at = at("2026-08-01T08:00:00Z");
  one.reason = "Ines joins.";
  one.amendment = access::Amendment{};
  one.amendment->persons = {{"marie@fr", "Marie Curie", true, access::Assurance::low},
                            {"ines@fr", "Ines Silva", false, access::Assurance::low}};
  return one;
}

TEST_CASE("a change that was decided gives the permit that follows, and its persons take part") {
  World world;
  world.granted(decision()).accept();
  const auto before = issue_title(world.story.file(), world.open, decision(), world.issuer).value();
  CHECK_FALSE(changed_by(world.story.file()));
  world.story.ask_change(access::TitleChange::amendment);
  const auto what = change_of(world.story.file(), change(), PermitId("fi-permit-2"));
  REQUIRE(std::holds_alternative<Amended>(what));
  CHECK(std::get<Amended>(what).persons == std::vector<std::string>{"marie@fr", "ines@fr"});
  world.story.tell(Role::decider, what);
  CHECK(changed_by(world.story.file()) == access::digest(change()));
  const auto permit = issue_changed_title(world.story.file(), before, change());
  REQUIRE(permit);
  CHECK(permit->id == PermitId("fi-permit-2"));
  CHECK(permit->predecessor == before.id);
  CHECK(permit->decision_digest == access::digest(change()));
  auto other = change();
  other.reason = "Another one.";
  CHECK(issue_changed_title(world.story.file(), before, other).error().name() ==
        "case_event.bad_title");
}

TEST_CASE("a renewal says its end, a refusal of a change its reason") {
  World world;
  world.granted(decision()).accept();
  auto renewal = change();
  renewal.change = access::TitleChange::renewal;
  renewal.amendment.reset();
  renewal.valid_until = at("2030-07-01T00:00:00Z");
  const auto renewed = change_of(world.story.file(), renewal, PermitId("fi-permit-2"));
  REQUIRE(std::holds_alternative<Renewed>(renewed));
  CHECK(std::get<Renewed>(renewed).title.valid_from == world.story.file().title->valid_from);
  CHECK(std::get<Renewed>(renewed).title.valid_until == renewal.valid_until);
  renewal.valid_until.reset();
  renewal.outcome = access::Outcome::refused;
  const auto refused = change_of(world.story.file(), renewal, PermitId("fi-permit-2"));
  REQUIRE(std::holds_alternative<ChangeRefused>(refused));
  CHECK(std::get<ChangeRefused>(refused).reason == "Ines joins.");
}

}  // namespace
}  // namespace passerelle::procedure
