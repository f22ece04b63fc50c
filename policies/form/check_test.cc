#include "policies/form/check.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;
using sample::problems;
using sample::Texts;

namespace {

// Returns the problems of a request after one change at a JSON Pointer.
Texts after(const char* pointer, const Json& value, Stage stage = Stage::submission) {
  Json draft = sample::request();
  draft[Json::json_pointer(pointer)] = value;
  return problems(draft, stage);
}

Texts without(const char* pointer, Json draft, Stage stage = Stage::submission) {
  const Json::json_pointer place(pointer);
  draft[place.parent_pointer()].erase(place.back());
  return problems(draft, stage);
}

std::string repeated(const char* text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

access::Applicant applicant(purposes::ApplicantCategory category) {
  access::Applicant one;
  one.category = category;
  return one;
}

}  // namespace

TEST_CASE("a complete request and a complete application for a permit have no problem") {
  CHECK(problems(sample::request()) == Texts{});
  CHECK(problems(sample::permit()) == Texts{});
  CHECK(problems(access::to_json(sample::application())) == Texts{});
}

TEST_CASE("the part that a node gets is complete for its form") {
  for (const char* node : {"fi", "dk"}) {
    const auto part = sample::application().part_for(NodeId(node));
    REQUIRE(part);
    CHECK(problems(access::to_json(*part)) == Texts{});
  }
}

TEST_CASE("an empty draft is no problem, an empty submission tells everything that is missing") {
  const Json draft{{"form", "ehds-6"}};
  CHECK(problems(draft, Stage::draft) == Texts{});
  const auto missing = problems(draft);
  CHECK(missing.size() > 40);
  CHECK(std::ranges::all_of(missing, [](const auto& one) { return one.starts_with("missing "); }));
  CHECK(missing.front() == "missing kind");
  CHECK(missing.back() == "missing confirm_correct");
}

TEST_CASE("every mandatory answer that is taken out of a submission is missed, and only there") {
  for (const Json& complete : {sample::request(), sample::permit()}) {
    for (const auto& [name, value] : complete["answers"].items()) {
      CAPTURE(name);
      const auto pointer = "/answers/" + name;
      CHECK(without(pointer.c_str(), complete).at(0) == "missing " + name);
      CHECK(without(pointer.c_str(), complete, Stage::draft) == Texts{});
    }
    for (const auto& [name, value] : complete["countries"]["FI"]["answers"].items()) {
      CAPTURE(name);
      const auto pointer = "/countries/FI/answers/" + name;
      CHECK(without(pointer.c_str(), complete).at(0) == "missing FI/" + name);
    }
  }
  CHECK(without("/purpose", sample::request()) == Texts{"missing purpose"});
  CHECK(without("/contact/email", sample::request()) == Texts{"missing contact_email"});
}

TEST_CASE("several problems are told at once, in the order of the form") {
  Json draft = sample::request();
  draft["answers"]["domicile"] = "Atlantis";
  draft["answers"].erase("aim");
  draft["countries"]["DK"]["answers"]["cohort_size"] = 0;
  CHECK(problems(draft) ==
        Texts{"not_a_choice domicile", "missing aim", "out_of_range DK/cohort_size"});
}

TEST_CASE("a problem has its section and a sentence in both languages") {
  Json draft = sample::request();
  draft["countries"]["DK"]["answers"]["cohort_size"] = 0;
  const auto found = check(current_form(), draft, Stage::draft);
  REQUIRE(found.size() == 1);
  CHECK(to_json(found[0]) == Json{{"code", "out_of_range"},
                                  {"section", "data_needed"},
                                  {"field", "cohort_size"},
                                  {"country", "DK"},
                                  {"sentence",
                                   {{"en", "The number lies outside 1 to 1000000000"},
                                    {"fr", "Le nombre n’est pas compris entre 1 et 1000000000"}}}});
}

TEST_CASE("a condition opens a question, and its answer must go when the condition does") {
  Json draft = sample::request();
  draft["answers"]["financed"] = true;
  CHECK(problems(draft) == Texts{"missing financing"});
  draft["answers"]["financing"] = "10k-50k";
  CHECK(problems(draft) == Texts{});
  draft["answers"]["financed"] = false;
  CHECK(problems(draft) == Texts{"not_asked financing"});
  CHECK(problems(draft, Stage::draft) == Texts{});
}

TEST_CASE("a condition looks at the same country") {
  Json draft = sample::request();
  draft["countries"]["FI"]["answers"]["optout_exception"] = true;
  CHECK(problems(draft) == Texts{"missing FI/optout_reason"});
  draft["countries"]["DK"]["answers"]["optout_reason"] = "A law.";
  CHECK(problems(draft) == Texts{"not_asked DK/optout_reason", "missing FI/optout_reason"});
}

TEST_CASE("a question behind a question that is not asked is not asked") {
  Json draft = sample::permit();
  auto& answers = draft["countries"]["FI"]["answers"];
  answers["cohort_formation"] = "existing";
  answers["cohort_consent"] = false;
  answers["cohort_permit"] = false;
  CHECK(problems(draft) == Texts{"missing FI/cohort_origin"});
  answers["cohort_formation"] = "criteria";
  CHECK(problems(draft) == Texts{"not_asked FI/cohort_consent", "not_asked FI/cohort_permit"});
}

TEST_CASE("a legal path asks its own questions only") {
  Json draft = sample::request();
  draft["answers"]["tools"] = "R";
  CHECK(problems(draft) == Texts{"not_asked tools"});
  draft = sample::permit();
  draft["answers"]["lawfulness"] = "Public interest.";
  CHECK(problems(draft) == Texts{"not_asked lawfulness"});
  draft = sample::permit();
  draft["kind"] = "access_approval";
  CHECK(problems(draft) == Texts{});
}

TEST_CASE("unknown fields are refused with their path, wherever they stand") {
  for (const char* pointer : {"/colour", "/answers/colour", "/answers/a~1b", "/countries/FI/colour",
                              "/countries/FI/answers/colour"}) {
    Json draft = sample::request();
    draft[Json::json_pointer(pointer)] = "blue";
    for (const auto stage : {Stage::draft, Stage::submission}) {
      const auto found = check(current_form(), draft, stage);
      REQUIRE(found.size() == 1);
      CHECK(found[0].code == ProblemCode::unknown_field);
      CHECK(found[0].sentence.en.find(pointer) != std::string::npos);
      CHECK(found[0].sentence.fr.find(pointer) != std::string::npos);
    }
  }
}

TEST_CASE("what the application tells by itself is not answered again, nor in the wrong part") {
  CHECK(after("/answers/title", "A title") == Texts{"misplaced title"});
  CHECK(after("/answers/cohort_size", 5) == Texts{"misplaced cohort_size"});
  CHECK(after("/countries/FI/answers/aim", "An aim") == Texts{"misplaced FI/aim"});
}

TEST_CASE("a document of the wrong shape is told, not crashed on") {
  CHECK(problems(Json("text")) == Texts{"wrong_kind "});
  CHECK(after("/form", "ehds-5") == Texts{"other_form "});
  CHECK(after("/answers", Json::array(), Stage::draft) == Texts{"wrong_kind "});
  CHECK(after("/countries/FI", 5, Stage::draft) == Texts{"wrong_kind FI/"});
  CHECK(after("/countries", 5, Stage::draft) == Texts{});
  CHECK(after("/applicant", 5, Stage::draft) == Texts{});
  CHECK(after("/confidential", 5) == Texts{"bad_claim "});
  CHECK(after("/confidential/0", 5) == Texts{"bad_claim "});
}

TEST_CASE("a value of another kind than its field is refused, in a draft already") {
  const auto refused = [](const char* pointer, const Json& value) {
    const auto found = after(pointer, value, Stage::draft);
    return found.empty() ? std::string("accepted") : found.front();
  };
  CHECK(refused("/answers/aim", 5) == "wrong_kind aim");
  CHECK(refused("/answers/aim", "") == "wrong_kind aim");
  CHECK(refused("/title", "Only a text") == "wrong_kind title");
  CHECK(refused("/title", Json{{"fr", "Un titre"}}) == "wrong_kind title");
  CHECK(refused("/title/fr", 5) == "wrong_kind title");
  CHECK(refused("/persons", Json::array()) == "wrong_kind persons");
  CHECK(refused("/datasets", "all") == "wrong_kind datasets");
  CHECK(refused("/peers", Json::array({5})) == "wrong_kind peers");
  CHECK(refused("/peers", Json::array()) == "wrong_kind peers");
  CHECK(refused("/runs_max", 1.5) == "wrong_kind runs");
  CHECK(refused("/runs_max", std::uint64_t{1} << 63) == "wrong_kind runs");
  CHECK(refused("/runs_max", 0) == "out_of_range runs");
  CHECK(refused("/answers/financed", "yes") == "wrong_kind financed");
  CHECK(refused("/answers/confirm_fee", 1) == "wrong_kind confirm_fee");
  CHECK(refused("/answers/start", "soonest") == "not_a_choice start");
  CHECK(refused("/answers/start", 5) == "wrong_kind start");
  CHECK(refused("/valid_from", "2027-01-01") == "bad_date valid_from");
  CHECK(refused("/countries/FI/answers/data_period", "2026") == "wrong_kind FI/data_period");
  CHECK(refused("/countries/FI/answers/data_period/to", "1984-12-31") == "bad_date FI/data_period");
  CHECK(refused("/countries/FI/answers/data_period/to", "2026-02-30") == "bad_date FI/data_period");
  CHECK(refused("/countries/FI/answers/tabulation", Json::array()) == "wrong_kind FI/tabulation");
  CHECK(refused("/countries/FI/answers/tabulation/0", Json::object()) ==
        "wrong_kind FI/tabulation");
  CHECK(refused("/countries/FI/answers/tabulation/0/table", 5) == "wrong_kind FI/tabulation");
  CHECK(refused("/countries/FI/answers/tabulation/0/colour", "x") == "unknown_field FI/tabulation");
}

TEST_CASE("lists, days and files of an application for a permit are checked") {
  Json draft = sample::permit();
  draft["answers"]["start"] = "later";
  draft["answers"]["start_from"] = "2027-2-1";
  CHECK(problems(draft) == Texts{"bad_date start_from"});
  draft["answers"]["start_from"] = "2027-02-01";
  CHECK(problems(draft) == Texts{});
  draft["answers"]["gdpr_basis"] = {"6-1-e", "6-1-z"};
  CHECK(problems(draft) == Texts{"not_a_choice gdpr_basis"});
  draft["answers"]["gdpr_basis"] = "6-1-e";
  CHECK(problems(draft) == Texts{"wrong_kind gdpr_basis"});

  draft = sample::permit();
  draft["answers"]["pending"] = true;
  draft["answers"]["pending_applications"] = {{{"issuer", "Findata"}, {"submitted", "soon"}}};
  CHECK(problems(draft) == Texts{"bad_date pending_applications"});

  const std::string digest(64, 'a');
  draft = sample::permit();
  draft["answers"]["plan_file"] = {{"name", "plan.pdf"}, {"bytes", 1'000'000}, {"digest", digest}};
  CHECK(problems(draft) == Texts{});
  draft["answers"]["plan_file"]["bytes"] = 1'000'001;
  CHECK(problems(draft) == Texts{"bad_file plan_file"});
  draft["answers"]["plan_file"] = {{"name", "plan.exe"}, {"bytes", 1}, {"digest", digest}};
  CHECK(problems(draft) == Texts{"bad_file plan_file"});
  draft["answers"]["plan_file"] = "plan.pdf";
  CHECK(problems(draft) == Texts{"wrong_kind plan_file"});
}

TEST_CASE("texts have a length in words and characters") {
  CHECK(after("/summary/en", repeated("word ", 250)) == Texts{});
  CHECK(after("/summary/fr", repeated("mot ", 251)) == Texts{"too_long summary"});
  CHECK(after("/answers/contact_phone", repeated("é", 50)) == Texts{});
  CHECK(after("/answers/contact_phone", repeated("é", 51)) == Texts{"too_long contact_phone"});
  // No limit of the form, but of every reader of an application.
  CHECK(after("/answers/plan", std::string(20'001, 'x')) == Texts{"too_long plan"});
  CHECK(after("/countries/FI/answers/tabulation/0/table", std::string(20'001, 'x')) ==
        Texts{"too_long FI/tabulation"});
}

TEST_CASE("a confirmation counts only when it is given") {
  CHECK(after("/answers/confirm_fee", false) == Texts{"not_confirmed confirm_fee"});
  CHECK(after("/answers/confirm_fee", false, Stage::draft) == Texts{});
}

TEST_CASE("only the purposes of Art. 53(2) are offered to an applicant") {
  using purposes::ApplicantCategory;
  CHECK(purposes_offered(applicant(ApplicantCategory::public_sector_body)).size() == 8);
  CHECK(purposes_offered(applicant(ApplicantCategory::union_body)).size() == 8);
  auto company = applicant(ApplicantCategory::company);
  const auto offered = purposes_offered(company);
  CHECK(offered.size() == 5);
  CHECK(std::ranges::none_of(offered, purposes::needs_public_mandate));
  company.on_behalf_of = "Ministry of Health";
  CHECK(purposes_offered(company).size() == 8);
}

TEST_CASE("a purpose that is not offered is a problem, and a mandate is to be explained") {
  Json draft = sample::request();
  draft["purpose"] = "53-1-a";
  draft["answers"]["mandate"] = "Act on public health.";
  CHECK(problems(draft) == Texts{"purpose_not_open purpose"});
  draft["applicant"]["public_body"] = true;
  CHECK(problems(draft) == Texts{});
  draft["applicant"].erase("public_body");
  draft["applicant"]["on_behalf_of"] = "Ministry of Health";
  CHECK(problems(draft) == Texts{});
  draft["answers"].erase("mandate");
  CHECK(problems(draft) == Texts{"missing mandate"});
  draft["applicant"]["category"] = "wizard";
  CHECK(problems(draft) == Texts{"not_a_choice category", "missing mandate"});
}

TEST_CASE("a holding node without a country is told once") {
  Json draft = sample::request();
  draft["countries"].erase("DK");
  draft["datasets"][2] = draft["datasets"][1];
  const auto found = check(current_form(), draft, Stage::submission);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == ProblemCode::no_country);
  CHECK(found[0].sentence.en.find("\"dk\"") != std::string::npos);
  CHECK(problems(draft, Stage::draft) == Texts{});
}

TEST_CASE("a claim of confidentiality is on an answer, and keeps nothing mandatory from a body") {
  const auto claim = [](const Json& one) { return after("/confidential/0", one); };
  CHECK(claim({{"field", "aim"}, {"reason", "Not published."}}) == Texts{});
  CHECK(claim({{"field", "linkage"}, {"country", "FI"}, {"reason", "Not published."}}) == Texts{});
  CHECK(claim({{"field", "aim"}}) == Texts{"bad_claim "});
  CHECK(claim({{"field", "colour"}, {"reason", "r"}}) == Texts{"unknown_field "});
  CHECK(claim({{"field", "title"}, {"reason", "r"}}) == Texts{"bad_claim title"});
  CHECK(claim({{"field", "method"}, {"reason", "r"}}) == Texts{"bad_claim method"});
  CHECK(claim({{"field", "linkage"}, {"reason", "r"}}) == Texts{"bad_claim linkage"});
  CHECK(claim({{"field", "aim"}, {"country", "FI"}, {"reason", "r"}}) == Texts{"bad_claim FI/aim"});
  CHECK(claim({{"field", "aim"}, {"reason", "r"}, {"only_for", {"FI"}}}) == Texts{"bad_claim aim"});
  Json draft = sample::request();
  draft["answers"]["method"] = "Ours.";
  draft["confidential"] = {{{"field", "method"}, {"reason", "r"}, {"only_for", {"FI"}}}};
  CHECK(problems(draft) == Texts{});
}
