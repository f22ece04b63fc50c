#include "policies/form/definition.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <map>

#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

Json sentence(const char* text) { return {{"en", text}, {"fr", text}}; }

Json field(const char* id, const char* kind) {
  return {{"id", id}, {"kind", kind}, {"label", sentence(id)}};
}

// A form that asks for a country of the list, and for a reason when it is not France.
Json small() {
  Json reason = field("reason", "text");
  reason["shown_when"] = {{{"field", "country"}, {"is_not", {"FR"}}}};
  Json country = field("country", "choice");
  country["list"] = "countries";
  return {{"passerelle", "form/1"},
          {"id", "small"},
          {"title", sentence("A form")},
          {"lists",
           {{"countries",
             {{{"code", "FR"}, {"label", sentence("France")}},
              {{"code", "FI"}, {"label", sentence("Finland")}}}}}},
          {"sections",
           {{{"id", "one"},
             {"label", sentence("One")},
             {"help", sentence("Help")},
             {"fields", Json::array({country, reason})}}}}};
}

// Returns why the small form is refused after one change at a JSON Pointer.
std::string refusal(const char* pointer, const Json& value) {
  Json document = small();
  document[Json::json_pointer(pointer)] = value;
  const auto read = definition_from_json(document);
  return read ? "accepted" : read.error().detail;
}

// The same for one more field.
std::string refused(const Json& extra) { return refusal("/sections/0/fields/2", extra); }

Json with(Json one, const char* name, const Json& value) {
  one[name] = value;
  return one;
}

}  // namespace

TEST_CASE("the built-in form has the ten sections of the central platform, each with questions") {
  const auto& form = current_form();
  CHECK(form.id == "ehds-6");
  REQUIRE(form.sections.size() == 10);
  for (const auto& section : form.sections) CHECK(!section.fields.empty());
  CHECK(form.section_of("summary")->id == "public");
  CHECK(form.field("summary")->limits.words == 250);
  CHECK(form.field("colour") == nullptr);
  CHECK(form.section_of("colour") == nullptr);
}

TEST_CASE("everything that Art. 67(2) and 69(2) list is asked on its legal path") {
  // Letter of Art. 67(2), or of Art. 69(2), to the fields that carry it.
  const std::multimap<std::string, std::string> asked{{"67(2)(a)", "persons"},
                                                      {"67(2)(b)", "purpose"},
                                                      {"67(2)(c)", "benefit"},
                                                      {"67(2)(d)", "datasets"},
                                                      {"67(2)(e)", "data_form"},
                                                      {"67(2)(f)", "combined"},
                                                      {"67(2)(g)", "safeguards"},
                                                      {"67(2)(h)", "valid_until"},
                                                      {"67(2)(i)", "tools"},
                                                      {"67(2)(j)", "ethics_review"},
                                                      {"67(2)(k)", "optout_exception"},
                                                      {"67(2)(a)", "applicant_name"},
                                                      {"69(2)(a)", "applicant_name"},
                                                      {"69(2)(b)", "aim"},
                                                      {"69(2)(c)", "datasets"},
                                                      {"69(2)(d)", "tabulation"},
                                                      {"69(2)(e)", "safeguards"},
                                                      {"69(2)(f)", "lawfulness"},
                                                      {"69(2)(g)", "optout_exception"}};
  for (const auto& [law, id] : asked) {
    CAPTURE(law);
    const Field* field = current_form().field(id);
    REQUIRE(field != nullptr);
    CHECK(field->law.find(law) != std::string::npos);
    CHECK(field->paths.contains(law.starts_with("67") ? access::PermitKind::data_permit
                                                      : access::PermitKind::request_approval));
  }
}

TEST_CASE("every place to which a field binds stands in a complete application") {
  const Json document = access::to_json(sample::application([] {
    Json draft = sample::request();
    draft["applicant"]["on_behalf_of"] = "Ministry of Health";
    draft["linkage"] = Json::array({draft["datasets"][0]["id"]});
    return draft;
  }()));
  for (const auto& section : current_form().sections) {
    for (const auto& field : section.fields) {
      CAPTURE(field.id);
      if (field.binds) CHECK(document.contains(Json::json_pointer(*field.binds)));
    }
  }
}

TEST_CASE("a small form is read, and its conditions with it") {
  const auto form = definition_from_json(small());
  REQUIRE(form);
  const Field* reason = form->field("reason");
  REQUIRE(reason != nullptr);
  CHECK(reason->shown_when.at(0).match == Condition::Match::is_not);
  CHECK(reason->paths.size() == 3);
  CHECK(reason->visibility == Visibility::confidential);
}

TEST_CASE("unknown, missing and wrong members of a form are refused with their path") {
  CHECK(refusal("/colour", 1) == "/colour: unknown field");
  CHECK(refusal("/sections/0/colour", 1) == "/sections/0/colour: unknown field");
  CHECK(refusal("/sections/0/fields/0/colour", 1) == "/sections/0/fields/0/colour: unknown field");
  CHECK(refusal("/sections/0/fields/1/shown_when/0/is", {"FR"}) ==
        "/sections/0/fields/1/shown_when/0/is: unknown field");
  CHECK(refusal("/passerelle", "form/2") == "/passerelle: \"form/1\" is expected");
  CHECK(refusal("/title/fr", "") == "/title/fr: text is expected, not an empty string");
  CHECK(refusal("/sections/0/fields/0/kind", "colour") ==
        "/sections/0/fields/0/kind: \"colour\" is no kind of field");
  CHECK(refusal("/sections/0/fields/0/list", "colours") ==
        "/sections/0/fields/0/list: there is no such list");
  CHECK(refusal("/sections/0/fields/0/visibility", "secret") ==
        "/sections/0/fields/0/visibility: \"secret\" is none of: public, confidential");
  CHECK(refusal("/sections/0/fields/0/paths", {"all"}).starts_with("/sections/0/fields/0/paths"));
  CHECK(refusal("/sections/0/fields/0/limits", {{"colour", 1}}) ==
        "/sections/0/fields/0/limits/colour: unknown field");
  CHECK(refusal("/lists/purpose", Json::array()) ==
        "/lists/purpose: this list is given by the program");
  CHECK(!definition_from_json(Json("text")));
}

TEST_CASE("ids are proper and stand once") {
  CHECK(refusal("/sections/0/id", "One") == "section \"One\" has no proper id or stands twice");
  CHECK(refusal("/sections/1", small()["sections"][0]) ==
        "section \"one\" has no proper id or stands twice");
  CHECK(refused(field("country", "text")) == "field \"country\": has no proper id or stands twice");
  CHECK(refused(field("a-b", "text")) == "field \"a-b\": has no proper id or stands twice");
  CHECK(refused(with(field("a", "text"), "group", "none")) ==
        "field \"a\": stands in no group of its section");
  CHECK(refusal("/sections", Json::array()) == "the form asks nothing");
}

TEST_CASE("a field has what its kind needs, and nothing else") {
  CHECK(refused(field("a", "choice")) == "field \"a\": a choice has a list");
  CHECK(refused(field("a", "choices")) == "field \"a\": a choice has a list");
  CHECK(refused(with(field("a", "choices"), "binds", "/peers")) == "accepted");
  CHECK(refused(with(field("a", "text"), "list", "countries")) ==
        "field \"a\": only choices have a list");
  CHECK(refused(field("a", "table")) == "field \"a\": a table has columns, another kind has none");
  const auto column = [](const char* id, const char* kind) {
    return Json{{"id", id}, {"kind", kind}, {"label", sentence(id)}};
  };
  const auto table = [](const Json& columns) {
    return with(field("a", "table"), "columns", columns);
  };
  CHECK(refused(table({column("x", "text"), column("y", "date")})) == "accepted");
  CHECK(refused(table({column("x", "text"), column("x", "date")})) ==
        "field \"a\": column \"x\" is wrong or stands twice");
  CHECK(refused(table(Json::array({column("x", "number")}))) ==
        "field \"a\": column \"x\" is wrong or stands twice");
  CHECK(refused(with(field("a", "text"), "columns", Json::array({column("x", "text")}))) ==
        "field \"a\": a table has columns, another kind has none");
  CHECK(refused(with(field("a", "date"), "limits", {{"words", 5}})) ==
        "field \"a\": only texts have a length");
  CHECK(refused(with(field("a", "text"), "limits", {{"max", 5}})) ==
        "field \"a\": only numbers have a minimum or a maximum");
  CHECK(refused(with(field("a", "number"), "limits", {{"min", 6}, {"max", 5}})) ==
        "field \"a\": its limits leave nothing");
  CHECK(refused(with(field("a", "text"), "limits", {{"words", 0}})) ==
        "field \"a\": its limits leave nothing");
}

TEST_CASE("a bound field has a place in the common part, and some kinds only such a place") {
  CHECK(refused(with(field("a", "text"), "binds", "title")) ==
        "field \"a\": binds to a place of the common part, written \"/…\"");
  CHECK(refused(with(with(field("a", "text"), "binds", "/title"), "per_country", true)) ==
        "field \"a\": binds to a place of the common part, written \"/…\"");
  for (const char* pointer : {"/", "/a//b", "/a/", "/a~"}) {
    CHECK(refused(with(field("a", "text"), "binds", pointer)) == "field \"a\": binds to no place");
  }
  CHECK(refused(field("a", "persons")) ==
        "field \"a\": has its own place in the application, so it binds");
  CHECK(refused(with(field("a", "text"), "by_language", true)) ==
        "field \"a\": has its own place in the application, so it binds");
  CHECK(refused(with(with(field("a", "date"), "binds", "/a"), "by_language", true)) ==
        "field \"a\": only texts are written by language");
}

TEST_CASE("no form publishes contact data, persons or files") {
  const auto open = [](Json one) { return refused(with(std::move(one), "visibility", "public")); };
  const char* why = "field \"a\": contact data, persons and files are never public";
  CHECK(open(with(field("a", "text"), "binds", "/contact/email")) == why);
  CHECK(open(with(field("a", "text"), "binds", "/persons/0/name")) == why);
  CHECK(open(with(field("a", "persons"), "binds", "/persons")) == why);
  CHECK(open(field("a", "attachment")) == why);
  CHECK(open(field("a", "text")) == "accepted");
}

TEST_CASE("a condition looks at an earlier field and at values that it can have") {
  const auto when = [](const Json& condition) {
    return refused(with(field("a", "text"), "shown_when", Json::array({condition})));
  };
  CHECK(when({{"field", "country"}, {"is", {"FI"}}}) == "accepted");
  CHECK(when({{"field", "a"}, {"is", {"FI"}}}) ==
        "field \"a\": depends on \"a\", which is no earlier field");
  CHECK(when({{"field", "country"}, {"is", {"DE"}}}) ==
        "field \"a\": depends on a value that \"country\" cannot have");
  CHECK(when({{"field", "country"}, {"is", Json::array()}}) ==
        "field \"a\": depends on a value that \"country\" cannot have");
  CHECK(when({{"field", "reason"}, {"is", {"FI"}}}) ==
        "field \"a\": depends on a value that \"reason\" cannot have");
  Json document = small();
  document["sections"][0]["fields"][0]["per_country"] = true;
  CHECK(definition_from_json(document).error().detail ==
        "field \"reason\": is common, but depends on the answer of a country");
}
