#include "policies/register/entry.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "policies/form/public_part.h"
#include "policies/form/sample_test.h"
#include "policies/procedure/sample_test.h"

namespace passerelle::public_register {
namespace {

using namespace procedure;
using procedure::sample::plain;
using procedure::sample::Story;

Json shown(const Story& story, const access::Application& application) {
  return entry(form::current_form(), application, story.file(), story.procedure(), story.now());
}
Json shown(const Story& story) { return shown(story, form::sample::application()); }

Story& publish(Story& story, Publication rule) {
  return story.tell(Role::publisher, Published{rule, "register/17"});
}

std::set<std::string> names(const Json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

TEST_CASE("before its publication an entry tells only that it is due") {
  Story story(plain());
  story.submit();
  CHECK(names(shown(story)) ==
        std::set<std::string>{"application", "body", "country", "duties", "history"});
  CHECK(shown(story).dump().find("colon") == std::string::npos);
}

TEST_CASE("a published application shows its public part and where it stands") {
  Story story(plain());
  publish(story.submit(), Publication::application);
  const auto told = shown(story);
  CHECK(told.at("state") == "submitted");
  CHECK(told.at("title").at("en") == "Survival after colon cancer");
  CHECK(told.at("organisation") == "Example University Hospital");
  CHECK(told.at("purpose") == "53-1-e-i");
  CHECK(told.at("datasets").size() == 2);
  CHECK(told.at("history").at(0).at("rule") == "57-1-j-ii");
}

TEST_CASE("neither decision nor state tells a refusal before it is published, then its reason") {
  Story story(plain());
  publish(story.submit(), Publication::application);
  story.tell(Role::desk_officer, TakenUp{});
  story.tell(Role::desk_officer, DeclaredComplete{}).find();
  story.decide(procedure::sample::refusal());
  auto told = shown(story);
  CHECK(told.at("state") == "processing");
  CHECK(told.at("decisions").empty());
  CHECK(told.dump().find("refused") == std::string::npos);
  told = shown(publish(story, Publication::decision));
  CHECK(told.at("state") == "decision_issued");
  CHECK(told.at("decisions").at(0).at("outcome") == "refused");
  CHECK(told.at("decisions").at(0).at("reason") == "The purpose is not met.");
}

TEST_CASE("a case closed because nobody answered says so") {
  Story story(plain());
  publish(story.screen(), Publication::application);
  story.desk_asks().pass(procedure::sample::at("2026-08-01T00:00:00Z"));
  CHECK(shown(story).at("state") == "closed_incomplete");
}

TEST_CASE("a grant, a measure and results appear when each is published") {
  Story story(plain());
  publish(story.complete(), Publication::application);
  story.find().decide().accept();
  publish(story, Publication::decision);
  story.tell(Role::data_preparer, DataRequested{"clinic"});
  story.tell(Role::holder, DataReceived{});
  story.tell(Role::data_preparer, DataAvailable{procedure::sample::kDocument});
  story.tell(Role::applicant, ResultsPublished{"doi:10.1234/5", {{"en", "It helps."}}});
  story.tell(Role::enforcement_officer, Suspended{"Data were copied."});
  auto told = shown(story);
  CHECK(told.at("title_in_force").at("id") == "fi-permit-1");
  CHECK(told.at("measures").empty());
  CHECK(told.at("results").empty());
  CHECK(told.at("state") == "data_available");
  publish(story, Publication::measure);
  told = shown(publish(story, Publication::results));
  CHECK(told.at("measures").at(0).at("reason") == "Data were copied.");
  CHECK(told.at("results").at(0).at("reference") == "doi:10.1234/5");
  CHECK(told.at("results").at(0).at("summary") == Json{{"en", "It helps."}});
  CHECK(told.at("state") == "suspended");
}

TEST_CASE("a change of a title appears when it is published, and the title that it gives") {
  using access::TitleChange;
  Story story(plain());
  publish(story.complete(), Publication::application);
  publish(story.find().decide().accept(), Publication::decision);
  story.ask_change(TitleChange::amendment).ask_change(TitleChange::renewal);
  story.tell(Role::decider,
             ChangeRefused{TitleChange::renewal, procedure::sample::kDocument, "It is enough."});
  story.tell(Role::decider, Amended{procedure::sample::kDocument,
                                    "A person joins.",
                                    procedure::sample::title("fi-permit-2"),
                                    {}});
  auto told = shown(story);
  CHECK(told.at("changes").empty());
  CHECK(!told.contains("title_in_force"));
  CHECK(told.at("state") == "granted");
  told = shown(publish(story, Publication::decision));
  CHECK(told.at("title_in_force").at("id") == "fi-permit-2");
  CHECK(told.at("state") == "amended");
  REQUIRE(told.at("changes").size() == 2);
  CHECK(told.at("changes").at(0).at("what") == "change_refused");
  CHECK(told.at("changes").at(0).at("change") == "renewal");
  CHECK(told.at("changes").at(1).at("reason") == "A person joins.");
  CHECK(told.at("changes").at(1).at("title").at("id") == "fi-permit-2");
}

TEST_CASE("an exclusion is a measure with its end, a significant finding is nobody's to read") {
  Story story(plain());
  publish(story.complete(), Publication::application);
  publish(story.find().decide().accept(), Publication::decision);
  story.tell(Role::applicant, SignificantFindingReported{procedure::sample::kDocument});
  story.tell(Role::desk_officer, HolderInformed{"clinic"}).hear();
  story.tell(Role::enforcement_officer, Excluded{"Data were copied.", procedure::sample::kDocument,
                                                 procedure::sample::at("2029-01-01T00:00:00Z")});
  const auto told = shown(publish(story, Publication::measure));
  CHECK(told.at("measures").at(0).at("what") == "excluded");
  CHECK(told.at("measures").at(0).at("until") == "2029-01-01T00:00:00.000Z");
  CHECK(told.dump().find("finding") == std::string::npos);
}

// Every text of the application gets a mark; a mark may appear only where the form says public.
TEST_CASE("no confidential answer, contact, person or bank detail is in an entry") {
  auto application = form::sample::application(form::sample::permit());
  std::set<std::string> marks;
  const auto mark = [&](const std::string& name) {
    marks.insert("secret-" + name + "-mark");
    return "secret-" + name + "-mark";
  };
  application.contact = {mark("account") + "@fr", mark("contact"), mark("email")};
  for (auto& person : application.persons) {
    person.id = mark("person") + "@fr";
    person.name = mark("person-name");
  }
  application.safeguards = mark("safeguards");
  std::size_t confidential = 0;
  Json document = access::to_json(application);
  for (const auto& section : form::current_form().sections) {
    for (const auto& field : section.fields) {
      if (field.visibility == form::Visibility::open) continue;
      ++confidential;
      const auto put = [&](Json& answers) {
        const auto found = answers.find(field.id);
        if (found != answers.end() && found->is_string()) *found = mark(field.id);
      };
      put(document.at("answers"));
      for (auto& part : document.at("countries")) put(part.at("answers"));
    }
  }
  const auto marked = access::application_from_json(document);
  REQUIRE_MESSAGE(marked, (marked ? "" : marked.error().text()));
  REQUIRE(confidential > 40);
  REQUIRE(marks.size() > 20);
  REQUIRE(document.dump().find("secret-payer_name-mark") != std::string::npos);

  Story story(plain());
  publish(story.complete(), Publication::application);
  story.find().decide().accept();
  const auto told = shown(publish(story, Publication::decision), *marked).dump();
  CHECK(told.find("secret-") == std::string::npos);
  CHECK(told.find("marie@fr") == std::string::npos);
  CHECK(told.find("anna@fi") == std::string::npos);
}

TEST_CASE("an answer that the applicant withholds is not shown, and named as withheld") {
  auto application = form::sample::application();
  application.confidential = {{"summary", "", "A patent is asked for.", {}}};
  Story story(plain());
  publish(story.submit(), Publication::application);
  const auto told = shown(story, application);
  CHECK(!told.contains("summary"));
  CHECK(told.dump().find("prolong life") == std::string::npos);
  CHECK(told.at("application_part").at("withheld").at(0).at("field") == "summary");
}

}  // namespace
}  // namespace passerelle::public_register
