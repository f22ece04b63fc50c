#include "policies/access/permit.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "node/crypto/signed_document.h"
#include "policies/access/sample_test.h"
#include "policies/purposes/prohibition.h"

using namespace passerelle;
using namespace passerelle::access;

namespace {

// Returns the error of the sample permit after one change at a JSON Pointer.
std::string refused_permit(const char* pointer, const Json& value) {
  Json body = to_json(sample::permit());
  body[Json::json_pointer(pointer)] = value;
  const auto read = permit_from_json(body);
  return read ? "accepted" : read.error().text();
}

}  // namespace

TEST_CASE("a granted case gives a permit with what was asked and nothing of other countries") {
  const auto permit = sample::permit();
  CHECK(permit.kind == PermitKind::request_approval);
  CHECK(permit.issuer == NodeId("fi"));
  CHECK(permit.requesting_node == NodeId("fr"));
  CHECK(permit.decision_digest == digest(sample::grant()));
  CHECK(permit.purposes == std::vector{purposes::Purpose::research_innovation});
  REQUIRE(permit.datasets.size() == 1);
  CHECK(permit.datasets[0].id == sample::kFinnish);
  CHECK(permit.datasets[0].variables == std::vector<std::string>{"id", "rx", "status", "time"});
  CHECK(permit.study_digests == std::vector{sample::kDigest});
  CHECK(permit.form == DataForm::anonymised_statistics);
  CHECK(permit.linkage == std::vector{sample::kFinnish});
  CHECK(permit.runs_max == 20);
  CHECK(permit.output.min_cell == 5);
  CHECK(permit.output.review == Review::automatic);
  CHECK(permit.results_due_months == 18);
  CHECK(permit.acknowledgement.at("en").find("Findata") != std::string::npos);
}

TEST_CASE("a permit holds the stricter of application, decision and policy") {
  Decision decision = sample::grant();
  decision.conditions.min_cell = 3;
  decision.conditions.runs_max = 2;
  decision.conditions.valid_until = sample::at("2028-01-01T00:00:00Z");
  auto permit = sample::permit(decision);
  CHECK(permit.output.min_cell == 5);
  CHECK(permit.runs_max == 2);
  CHECK(permit.valid_until == sample::at("2028-01-01T00:00:00Z"));
  decision.conditions.min_cell = 30;
  CHECK(sample::permit(decision).output.min_cell == 30);
}

TEST_CASE("a condition in words is kept and forces human review") {
  Decision decision = sample::grant();
  decision.conditions.items = {{std::nullopt, "Tell the registry before publication."}};
  const auto permit = sample::permit(decision);
  CHECK(permit.conditions == decision.conditions.items);
  CHECK(permit.output.review == Review::human);
  // A person beside the rules is what `both` says already.
  decision.conditions.review = Review::both;
  CHECK(sample::permit(decision).output.review == Review::both);
}

TEST_CASE("a case that is not granted, or another node's, gives no permit") {
  const auto open = sample::finnish_case();
  const auto& issuer = sample::kIssuer;
  const auto early = issue(open, issuer, PermitId("p"));
  REQUIRE(!early);
  CHECK(early.error().name() == "permit.invalid");

  Decision refused = sample::grant();
  refused.outcome = Outcome::refused;
  refused.reason = "Not needed.";
  CHECK(!issue(decide(open, refused).value(), issuer, PermitId("p")));

  const auto granted = decide(open, sample::grant()).value();
  CHECK(!issue(granted, {NodeId("dk"), "SDS", 5, "DK"}, PermitId("p")));
  CHECK(!issue(granted, {NodeId("fi"), "Findata", 1, "FI"}, PermitId("p")));
  CHECK(!issue(granted, {NodeId("fi"), "Findata", 5, ""}, PermitId("p")));
  CHECK(!issue(granted, issuer, PermitId("")));
  CHECK(issue(granted, issuer, PermitId("p")));
}

TEST_CASE("a permit is the same after a journey as JSON") {
  auto permit = sample::permit();
  CHECK(permit_from_json(to_json(permit)).value() == permit);
  permit.predecessor = PermitId("fi-permit-0");
  permit.version = 2;
  CHECK(permit_from_json(to_json(permit)).value() == permit);
  permit = sample::permit(sample::partial_grant());
  CHECK(permit_from_json(to_json(permit)).value() == permit);
}

TEST_CASE("every prohibited use of Art. 54 stands in every permit") {
  CHECK(to_json(sample::permit())["prohibitions"] == purposes::prohibition_codes());
  for (std::size_t left_out = 0; left_out < 5; ++left_out) {
    auto codes = purposes::prohibition_codes();
    codes.erase(codes.begin() + static_cast<std::ptrdiff_t>(left_out));
    CHECK(refused_permit("/prohibitions", codes).find("/prohibitions") != std::string::npos);
  }
}

TEST_CASE("an unknown field is refused with its path") {
  for (const char* path : {"/colour", "/output/colour", "/persons/0/colour", "/datasets/0/colour",
                           "/place/colour", "/opt_out/colour", "/duties/colour"}) {
    CHECK(refused_permit(path, 1).find(std::string(path) + ": unknown field") != std::string::npos);
  }
}

TEST_CASE("a permit that misses a field is refused") {
  const Json body = to_json(sample::permit());
  for (const auto& [name, value] : body.items()) {
    Json changed = body;
    changed.erase(name);
    CHECK(!permit_from_json(changed));
    for (const auto* object : {"output", "place", "opt_out", "duties"}) {
      if (name != object) continue;
      for (const auto& [inner, ignored] : value.items()) {
        changed = body;
        changed[name].erase(inner);
        CAPTURE(inner);
        CHECK(!permit_from_json(changed));
      }
    }
  }
}

TEST_CASE("a permit says everything that the decision says") {
  const auto decision = sample::partial_grant();
  const auto permit = sample::permit(decision);
  CHECK(permit.datasets == *decision.granted.datasets);
  CHECK(permit.linkage == decision.granted.linkage);
  CHECK(permit.own_datasets == decision.granted.own_datasets);
  CHECK(permit.output.min_cell == 11);
  CHECK(permit.output.dominance == decision.conditions.dominance);
  CHECK(permit.output.rounding == decision.conditions.rounding);
  CHECK(permit.output.file_types == decision.conditions.file_types);
  CHECK(permit.output.review == Review::human);
  CHECK(permit.runs_max == 5);
  CHECK(permit.concurrency == 2);
  CHECK(permit.persons[0].assurance == Assurance::substantial);
  CHECK(permit.pins == decision.conditions.pins);
  CHECK(permit.place == Place{"FI", "fi", false});
  CHECK(permit.fees == decision.fees);
  CHECK(permit.fees->total_cents() == 165'050);
  CHECK(permit.data_protection == decision.data_protection);
  CHECK(permit.agreements == decision.agreements);
  CHECK(permit.opt_out == OptOut{decision.at, decision.opt_out_exception});
  CHECK(permit.report_dates == decision.duties.report_dates);
  CHECK(permit.delete_by == decision.duties.delete_by);
  CHECK(permit.keep_formula);
  CHECK(permit.purpose_text == sample::application().summary);
}

TEST_CASE("data are deleted six months after the end unless the decision says sooner") {
  CHECK(sample::permit().delete_by == sample::at("2029-07-01T00:00:00Z"));
}

TEST_CASE("a condition with a code is met by the permit or there is none") {
  Decision decision = sample::grant();
  decision.conditions.items = {{ConditionCode::holder_agreement, "The registry has agreed."}};
  const auto granted = decide(sample::finnish_case(), decision).value();
  const auto missing = issue(granted, sample::kIssuer, PermitId("p"));
  REQUIRE(!missing);
  CHECK(missing.error().detail == "the condition holder_agreement is not met");
  decision.agreements = {{"Finnish Cancer Registry", sample::kDigest}};
  decision.conditions.items.push_back({ConditionCode::one_run_at_a_time, "One run at a time."});
  decision.conditions.items.push_back({ConditionCode::human_review, "A person looks."});
  const auto permit = sample::permit(decision);
  CHECK(permit.concurrency == 1);
  CHECK(permit.output.review == Review::human);
}

TEST_CASE("an application that is answered as a request gives an approval of statistics") {
  Json draft = sample::draft();
  draft["kind"] = "data_permit";
  const auto one = open_case(sample::from(draft).value(), NodeId("fi"), Instant{}).value();
  Decision decision = sample::grant();
  CHECK(issue(decide(one, decision).value(), sample::kIssuer, PermitId("p"))->kind ==
        PermitKind::data_permit);
  decision.outcome = Outcome::answered_as_request;
  CHECK(issue(decide(one, decision).value(), sample::kIssuer, PermitId("p"))->kind ==
        PermitKind::request_approval);
}

TEST_CASE("a permit that could not have been issued is refused") {
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, Json>>{
           {"/purposes", Json::array()},
           {"/datasets", Json::array()},
           {"/datasets/0/variables", Json::array()},
           {"/datasets/0/variables", {"b", "a"}},
           {"/datasets/0/variables", {"a", "a"}},
           {"/study_digests", Json::array()},
           {"/study_digests", {"abc"}},
           {"/peers", Json::array()},
           {"/persons", Json::array()},
           {"/persons/0/id", "marie@fi"},
           {"/persons/0/principal_investigator", false},
           {"/valid_until", "2026-01-01T00:00:00Z"},
           {"/version", 0},
           {"/runs_max", 0},
           {"/output/min_cell", 1},
           {"/valid_until", "2037-01-01T00:00:00.001Z"},
           {"/predecessor", "fi-permit-0"},
           {"/renewal", true},
           {"/concurrency", 0},
           {"/output/rounding", 0},
           {"/output/rounding", 5},
           {"/output/file_types", Json::array()},
           {"/output/file_types", {"exe"}},
           {"/duties/results_due_months", 19},
           {"/duties/results_due_months", 0},
           {"/duties/delete_by", "2029-07-01T00:00:00.001Z"},
           {"/place/country", "Finland"},
           {"/linkage", {"https://fi.example/dataset/other"}},
           {"/pins", {{"no", {sample::kDigest}}}},
           {"/conditions", {{{"text", "In words, without review."}}}},
           {"/conditions", {{{"text", "Signed."}, {"code", "holder_agreement"}}}},
           {"/conditions", {{{"text", "One."}, {"code", "one_run_at_a_time"}}}},
           {"/conditions", {{{"text", "Look."}, {"code", "human_review"}}}},
           {"/datasets/0/version", "1"},
           {"/datasets/0/categories", {"51-1-z"}},
           {"/datasets/0/row_filter", {{"eq", {{{"column", "age"}}, 1}}}},
           {"/datasets/0/period", {{"variable", "time"}, {"from", "2020"}, {"to", "2021"}}},
           {"/datasets/0/protected_parts", {{"variables", {"age"}}, {"measures", "None."}}},
           {"/datasets/0/protected_parts", {{"measures", "Not without review."}}},
           {"/form", "pseudonymised"},
           {"/decision_digest", "abc"},
       }) {
    CAPTURE(pointer);
    CHECK(refused_permit(pointer, value).starts_with("permit.invalid"));
  }
}

TEST_CASE("a permit ends before its dates would need a fifth digit") {
  auto permit = sample::permit();
  permit.valid_from = sample::at("9899-12-31T00:00:00Z");
  permit.valid_until = sample::at("9900-01-01T00:00:00Z");
  CHECK(validate(permit));
  permit.valid_until = sample::at("9900-01-01T00:00:00.001Z");
  CHECK(validate(permit).error().name() == "permit.invalid");
}

TEST_CASE("words outside the closed lists are refused with their path") {
  CHECK(refused_permit("/kind", "licence").find("/kind") != std::string::npos);
  CHECK(refused_permit("/purposes/0", "53-1-z").find("/purposes") != std::string::npos);
  CHECK(refused_permit("/output/review", "robot").find("/output/review") != std::string::npos);
  CHECK(refused_permit("/form", "raw").find("/form") != std::string::npos);
  CHECK(refused_permit("/persons/0/assurance", "sure").find("/persons/0/assurance") !=
        std::string::npos);
  CHECK(refused_permit("/opt_out/applied", false).find("/opt_out/applied") != std::string::npos);
}
