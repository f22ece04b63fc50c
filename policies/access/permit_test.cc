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
std::string refusal(const char* pointer, const Json& value) {
  Json body = to_json(sample::permit());
  body[Json::json_pointer(pointer)] = value;
  const auto read = permit_from_json(body);
  return read ? "accepted" : read.error().text();
}

// Returns the code blocks of FORMAT.md, in order.
std::vector<std::string> examples() {
  std::ifstream file(PASSERELLE_SOURCE_DIR "/policies/access/FORMAT.md");
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```json") {
      inside = true;
      blocks.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line;
    }
  }
  return blocks;
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
  CHECK(permit.runs_max == 20);
  CHECK(permit.output.min_cell == 5);
  CHECK(permit.output.review == Review::automatic);
  CHECK(permit.results_due_months == 18);
  CHECK(permit.acknowledgement.at("en").find("Findata") != std::string::npos);
}

TEST_CASE("a permit holds the stricter of application, decision and policy") {
  Decision decision = sample::grant();
  decision.conditions = {3, 2, sample::at("2028-01-01T00:00:00Z"), Review::automatic, {}};
  auto permit = sample::permit(decision);
  CHECK(permit.output.min_cell == 5);
  CHECK(permit.runs_max == 2);
  CHECK(permit.valid_until == sample::at("2028-01-01T00:00:00Z"));
  decision.conditions.min_cell = 30;
  CHECK(sample::permit(decision).output.min_cell == 30);
}

TEST_CASE("a condition in words is kept and forces human review") {
  Decision decision = sample::grant();
  decision.conditions.texts = {"Tell the registry before publication."};
  const auto permit = sample::permit(decision);
  CHECK(permit.conditions == decision.conditions.texts);
  CHECK(permit.output.review == Review::human);
}

TEST_CASE("a case that is not granted, or another node's, gives no permit") {
  const auto open = sample::finnish_case();
  const Issuer issuer{NodeId("fi"), "Findata", 5};
  const auto early = issue(open, issuer, PermitId("p"));
  REQUIRE(!early);
  CHECK(early.error().name() == "permit.invalid");

  Decision refused = sample::grant();
  refused.outcome = Outcome::refuse;
  refused.reason = "Not needed.";
  CHECK(!issue(decide(open, refused).value(), issuer, PermitId("p")));

  const auto granted = decide(open, sample::grant()).value();
  CHECK(!issue(granted, {NodeId("dk"), "SDS", 5}, PermitId("p")));
  CHECK(!issue(granted, {NodeId("fi"), "Findata", 1}, PermitId("p")));
  CHECK(!issue(granted, issuer, PermitId("")));
  CHECK(issue(granted, issuer, PermitId("p")));
}

TEST_CASE("a permit is the same after a journey as JSON") {
  auto permit = sample::permit();
  CHECK(permit_from_json(to_json(permit)).value() == permit);
  permit.predecessor = PermitId("fi-permit-0");
  permit.version = 2;
  CHECK(permit_from_json(to_json(permit)).value() == permit);
}

TEST_CASE("every prohibited use of Art. 54 stands in every permit") {
  CHECK(to_json(sample::permit())["prohibitions"] == purposes::prohibition_codes());
  for (std::size_t left_out = 0; left_out < 5; ++left_out) {
    auto codes = purposes::prohibition_codes();
    codes.erase(codes.begin() + static_cast<std::ptrdiff_t>(left_out));
    CHECK(refusal("/prohibitions", codes).find("/prohibitions") != std::string::npos);
  }
}

TEST_CASE("an unknown field is refused with its path") {
  for (const char* path :
       {"/colour", "/output/colour", "/persons/0/colour", "/datasets/0/colour"}) {
    CHECK(refusal(path, 1).find(std::string(path) + ": unknown field") != std::string::npos);
  }
}

TEST_CASE("a permit that misses a field is refused") {
  const Json body = to_json(sample::permit());
  for (const auto& [name, value] : body.items()) {
    Json changed = body;
    changed.erase(name);
    CHECK(!permit_from_json(changed));
  }
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
           {"/results_due_months", 19},
           {"/conditions", {"In words, without review."}},
           {"/form", "pseudonymised"},
           {"/decision_digest", "abc"},
       }) {
    CAPTURE(pointer);
    CHECK(refusal(pointer, value).starts_with("permit.invalid"));
  }
}

TEST_CASE("words outside the closed lists are refused with their path") {
  CHECK(refusal("/kind", "licence").find("/kind") != std::string::npos);
  CHECK(refusal("/purposes/0", "53-1-z").find("/purposes") != std::string::npos);
  CHECK(refusal("/output/review", "robot").find("/output/review") != std::string::npos);
  CHECK(refusal("/form", "raw").find("/form") != std::string::npos);
}

TEST_CASE("the examples of FORMAT.md are byte for byte what this room reads and writes") {
  const auto blocks = examples();
  REQUIRE(blocks.size() == 3);
  const auto envelope = parse_json(blocks[0]);
  REQUIRE(envelope);
  CHECK(canonical_text(*envelope) == blocks[0]);
  const auto document = crypto::SignedDocument::parse(*envelope, kPermitType);
  REQUIRE(document);
  const auto body = document->verify_self_signed();
  REQUIRE(body);
  const auto permit = permit_from_json(*body);
  REQUIRE(permit);
  CHECK(*permit == sample::permit());
  CHECK(canonical_text(to_json(*permit)) == canonical_text(*body));

  const auto application = application_from_json(parse_json(blocks[1]).value());
  REQUIRE(application);
  CHECK(*application == sample::application());
  CHECK(canonical_text(to_json(*application)) == blocks[1]);

  const auto decision = decision_from_json(parse_json(blocks[2]).value());
  REQUIRE(decision);
  CHECK(*decision == sample::grant());
  CHECK(canonical_text(to_json(*decision)) == blocks[2]);
}
