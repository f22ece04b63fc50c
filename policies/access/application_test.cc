#include "policies/access/application.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

// Returns the error that a draft gives after one change at a JSON Pointer.
std::string refused_application(const char* pointer, const Json& value) {
  Json draft = sample::draft();
  draft[Json::json_pointer(pointer)] = value;
  const auto read = sample::from(draft);
  return read ? "accepted" : read.error().name();
}

std::string reason(const char* pointer, const Json& value) {
  Json draft = sample::draft();
  draft[Json::json_pointer(pointer)] = value;
  const auto read = sample::from(draft);
  return read ? "accepted" : read.error().detail;
}

std::string words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "word ";
  return text;
}

}  // namespace

TEST_CASE("a draft becomes an application with what the node stamps on it") {
  const auto application = sample::application();
  CHECK(application.id == ApplicationId("fr-2026-0001"));
  CHECK(application.requesting_node == NodeId("fr"));
  CHECK(application.purpose == purposes::Purpose::research_innovation);
  CHECK(application.kind == PermitKind::request_approval);
  CHECK(application.persons.at(0).is_principal_investigator);
  CHECK(!application.persons.at(1).is_principal_investigator);
  CHECK(application.datasets.at(0).variables.size() == 4);
  CHECK(application.holding_nodes() == std::set<NodeId>{NodeId("dk"), NodeId("fi")});
}

TEST_CASE("an application is the same after a journey as JSON") {
  const auto application = sample::application();
  const auto back = application_from_json(to_json(application));
  REQUIRE(back);
  CHECK(*back == application);
  CHECK(digest(*back) == digest(application));
}

TEST_CASE("an applicant cannot stamp a draft") {
  for (const char* field : {"id", "requesting_node", "submitted_at"}) {
    Json draft = sample::draft();
    draft[field] = "fi";
    const auto read = sample::from(draft);
    REQUIRE(!read);
    CHECK(read.error().detail.find(field) != std::string::npos);
  }
}

TEST_CASE("an unknown field is refused with its path, wherever it stands") {
  for (const char* path :
       {"/colour", "/applicant/colour", "/contact/colour", "/persons/1/colour", "/study/colour",
        "/datasets/0/colour", "/countries/FI/colour", "/confidential/0/colour"}) {
    CHECK(refused_application(path, "blue") == "base.malformed");
    CHECK(reason(path, "blue").starts_with(path));
  }
}

TEST_CASE("a missing field and one of another kind are refused with their path") {
  const Json complete = sample::draft();
  for (const auto& [name, value] : complete.items()) {
    CHECK(reason(("/" + name).c_str(), true).starts_with("/" + name));
    if (name == "linkage") continue;  // may be left out
    Json draft = complete;
    draft.erase(name);
    const auto missing = sample::from(draft);
    REQUIRE(!missing);
    CHECK(missing.error().detail.starts_with("/" + name));
  }
}

TEST_CASE("a purpose of the public mandate is refused to a company and named") {
  Json draft = sample::draft();
  draft["purpose"] = "53-1-b";
  draft["applicant"]["category"] = "company";
  const auto read = sample::from(draft);
  REQUIRE(!read);
  CHECK(read.error().name() == "application.purpose_not_open");
  CHECK(read.error().detail.find("53-1-b") != std::string::npos);

  draft["applicant"]["on_behalf_of"] = "Ministry of Health";
  REQUIRE(sample::from(draft));
  CHECK(sample::from(draft)->applicant.mandate() == purposes::PublicMandate::on_behalf);
  draft["applicant"].erase("on_behalf_of");
  draft["applicant"]["public_body"] = true;
  CHECK(sample::from(draft));
}

TEST_CASE("an application has a principal investigator") {
  CHECK(refused_application("/persons/0/principal_investigator", false) ==
        "application.no_principal_investigator");
  CHECK(refused_application("/persons", Json::array()) == "application.no_principal_investigator");
}

TEST_CASE("persons and contact are accounts of the requesting node, each once") {
  CHECK(refused_application("/persons/1/id", "paul@fi") == "application.person_of_another_node");
  CHECK(refused_application("/persons/1/id", "paul") == "application.person_of_another_node");
  CHECK(refused_application("/persons/1/id", "@fr") == "application.person_of_another_node");
  CHECK(refused_application("/persons/1/id", "pa ul@fr") == "application.person_of_another_node");
  CHECK(refused_application("/contact/id", "claire@dk") == "application.person_of_another_node");
  CHECK(refused_application("/persons/1/id", "marie@fr") == "application.repeated_person");
}

TEST_CASE("datasets are named once, held by peers, and name their variables") {
  CHECK(refused_application("/datasets", Json::array()) == "application.no_dataset");
  CHECK(refused_application("/datasets/1/id", sample::kFinnish.text()) ==
        "application.repeated_dataset");
  CHECK(refused_application("/datasets/1/id", "colon") == "application.bad_identifier");
  CHECK(refused_application("/datasets/1/node", "no") == "application.dataset_outside_peers");
  CHECK(reason("/datasets/1/node", "no").find("\"no\"") != std::string::npos);
  CHECK(refused_application("/datasets/1/variables", Json::array()) == "application.no_variable");
  CHECK(refused_application("/datasets/1/variables/0", "") == "application.no_variable");
  CHECK(refused_application("/datasets/1/variables/0", "time") == "application.repeated_variable");
  CHECK(refused_application("/peers/1", "fi") == "application.repeated_peer");
}

TEST_CASE("a study is named by its SHA-256 in lower-case hex") {
  CHECK(refused_application("/study/digest", "abc") == "application.bad_digest");
  CHECK(refused_application("/study/digest", std::string(64, 'A')) == "application.bad_digest");
}

TEST_CASE("the period has an order, is not over, and lasts at most ten calendar years") {
  CHECK(refused_application("/valid_until", "2027-01-01T00:00:00Z") == "application.bad_dates");
  CHECK(refused_application("/valid_until", "2037-01-01T00:00:00Z") == "accepted");
  CHECK(refused_application("/valid_until", "2037-01-01T00:00:00.001Z") == "application.too_long");

  Json past = sample::draft();
  past["valid_from"] = "2020-01-01T00:00:00Z";
  past["valid_until"] = "2026-11-23T20:00:00Z";
  REQUIRE(!sample::from(past));
  CHECK(sample::from(past).error().name() == "application.bad_dates");

  Json leap = sample::draft();
  leap["valid_from"] = "2028-02-29T00:00:00Z";
  leap["valid_until"] = "2038-02-28T00:00:00Z";
  CHECK(sample::from(leap));
  leap["valid_until"] = "2038-03-01T00:00:00Z";
  CHECK(!sample::from(leap));
}

TEST_CASE("runs, purpose, kind and summary are checked") {
  CHECK(refused_application("/runs_max", 0) == "application.bad_runs");
  CHECK(refused_application("/runs_max", 10001) == "application.bad_runs");
  CHECK(refused_application("/purpose", "53-1-z") == "base.malformed");
  CHECK(reason("/purpose", "53-1-z").starts_with("/purpose"));
  CHECK(refused_application("/kind", "permit") == "base.malformed");
  CHECK(refused_application("/summary/en", words(250)) == "accepted");
  CHECK(refused_application("/summary/en", words(251)) == "application.bad_text");
  CHECK(refused_application("/summary", Json{{"fr", "Seulement"}}) == "base.malformed");
  CHECK(refused_application("/safeguards", std::string(20'001, 'x')) == "application.bad_text");
}

TEST_CASE("only datasets that are asked for are linked, each named once") {
  CHECK(refused_application("/linkage", Json::array()) == "accepted");
  CHECK(refused_application("/linkage", {sample::kFinnish.text(), sample::kFinnish.text()}) ==
        "application.bad_linkage");
  CHECK(refused_application("/linkage", {"https://fi.example/dataset/other"}) ==
        "application.bad_linkage");
  CHECK(reason("/linkage", {"https://fi.example/dataset/other"}) ==
        "\"https://fi.example/dataset/other\" would be linked but is not asked for");
  const auto application = sample::application();
  CHECK(application.part_for(NodeId("fi"))->linkage == std::vector{sample::kFinnish});
  CHECK(application.part_for(NodeId("dk"))->linkage.empty());
}

TEST_CASE("a part holds everything but the datasets of other nodes") {
  const auto application = sample::application();
  const auto part = application.part_for(NodeId("dk"));
  REQUIRE(part);
  REQUIRE(part->datasets.size() == 1);
  CHECK(part->datasets[0].id == sample::kDanish);
  CHECK(part->peers == application.peers);
  CHECK(application_from_json(to_json(*part)));

  CHECK(part->part_for(NodeId("dk")).value() == *part);

  const auto none = application.part_for(NodeId("de"));
  REQUIRE(!none);
  CHECK(none.error().name() == "application.not_concerned");
}

TEST_CASE("a part brings the common answers and those of its country, nothing of other countries") {
  const auto application = sample::application();
  const auto danish = application.part_for(NodeId("dk"));
  REQUIRE(danish);
  CHECK(danish->countries.size() == 1);
  CHECK(danish->countries.at("DK").answers.at("cohort_size") == Answer(std::int64_t{888}));
  CHECK(danish->answers.at("aim") == Answer(std::string("To compare treatments.")));
  const auto text = canonical_text(to_json(*danish));
  for (const char* foreign : {"929", "A way of ours", "not published yet", "FI"}) {
    CAPTURE(foreign);
    CHECK(text.find(foreign) == std::string::npos);
  }
  CHECK(application_from_json(to_json(*danish)));

  const auto finnish = application.part_for(NodeId("fi"));
  REQUIRE(finnish);
  CHECK(finnish->answers.contains("method"));
  CHECK(finnish->confidential == application.confidential);
}

TEST_CASE("an answer for two countries does not tell one of them about the other") {
  Json draft = sample::draft();
  draft["confidential"][0]["only_for"] = {"FI", "DK"};
  const auto part = sample::from(draft).value().part_for(NodeId("dk"));
  REQUIRE(part);
  CHECK(part->confidential.at(0).only_for == std::set<std::string>{"DK"});
  CHECK(part->answers.contains("method"));
}

TEST_CASE("a country is a code with nodes among the peers, and a holding node stands in one") {
  CHECK(
      refused_application("/countries/fi", Json{{"nodes", {"fi"}}, {"answers", Json::object()}}) ==
      "application.bad_country");
  CHECK(refused_application("/countries/FI/nodes", Json::array()) == "application.bad_country");
  CHECK(refused_application("/countries/FI/nodes/1", "no") == "application.bad_country");
  CHECK(refused_application("/countries/FI/nodes/1", "dk") == "application.node_without_country");
  CHECK(refused_application("/countries/FI/nodes/1", "fi") == "application.node_without_country");
  CHECK(refused_application("/countries", Json::object()) == "application.node_without_country");
  Json draft = sample::draft();
  draft["countries"].erase("DK");
  CHECK(sample::from(draft).error().name() == "application.node_without_country");
}

TEST_CASE("a claim of confidentiality is about an answer, once, with a reason") {
  CHECK(refused_application("/confidential/0/field", "safeguards") == "application.bad_claim");
  CHECK(refused_application("/confidential/0/country", "DK") == "application.bad_claim");
  CHECK(refused_application("/confidential/0/country", "SE") == "application.bad_claim");
  CHECK(refused_application("/confidential/0/only_for/0", "SE") == "application.bad_claim");
  CHECK(refused_application("/confidential/0/reason", "") == "base.malformed");
  CHECK(refused_application("/confidential/0/reason", std::string(20'001, 'x')) ==
        "application.bad_text");
  CHECK(refused_application("/confidential/1", sample::draft()["confidential"][0]) ==
        "application.bad_claim");
  CHECK(refused_application("/confidential/1", Json{{"field", "cohort_size"},
                                                    {"country", "DK"},
                                                    {"reason", "Few persons."}}) == "accepted");
  CHECK(refused_application("/confidential/1", Json{{"field", "cohort_size"},
                                                    {"country", "DK"},
                                                    {"reason", "Few persons."},
                                                    {"only_for", {"DK"}}}) ==
        "application.bad_claim");
}
