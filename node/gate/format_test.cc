// The examples of FORMAT.md, byte for byte.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "node/base/encoding.h"
#include "node/base/format_examples_test.h"
#include "node/crypto/digest.h"
#include "node/gate/sealed_answer.h"
#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

Json parsed(const std::string& text) {
  auto json = parse_json(text);
  REQUIRE(json);
  return *std::move(json);
}

crypto::PublicKey key_in(const Json& envelope) {
  auto key = crypto::PublicKey::parse(envelope.at("key").get<std::string>());
  REQUIRE(key);
  return *std::move(key);
}

std::string digest_of(const std::string& type, const Json& body) {
  return crypto::sha256_hex("passerelle/" + type + std::string(1, '\0') + canonical_text(body));
}

// One node's patients by arm, one arm too small; sealed in the first round, logged second.
struct Example : SealFixture {
  Example() : study({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}}) {
    study.plan.analyses.resize(1);
    logged();
  }

  Released<analysis::Partial> release() const {
    const auto state = analysis::start(study.plan);
    return *release_first(gate, study, state, study.step(state));
  }

  SealedAnswer answer() {
    auto context = ordinary_context();
    context.round = 0;
    context.transcript_digest.clear();
    return seal(release(), context, logged(), seal_key);
  }

  SealedAnswer pooled() {
    const auto finished = study.advance(analysis::start(study.plan), release().value());
    auto context = ordinary_pooled_context();
    context.rounds = 1;
    return seal_pooled(gate.release_pooled(study.plan, finished), context, logged(), seal_key);
  }

  DisclosureGate gate{disclosure::Rules{}};
  StudyFixture study;
};

}  // namespace

TEST_CASE("the format's example of an answer opens and is what we write") {
  REQUIRE(format_examples("node/gate").size() == 2);
  const auto text = format_examples("node/gate")[0];
  const auto envelope = parsed(text);
  CHECK(canonical_text(envelope) == text);
  const auto opened = open_answer(envelope, key_in(envelope));
  REQUIRE_MESSAGE(opened, opened.error().text());
  CHECK(opened->digest == digest_of("answer/1", envelope.at("body")));

  const auto ours = parsed(Example().answer().envelope());
  CHECK(canonical_text(ours.at("body")) == canonical_text(envelope.at("body")));
}

TEST_CASE("the format's example of a pooled answer opens and is what we write") {
  REQUIRE(format_examples("node/gate").size() == 2);
  const auto text = format_examples("node/gate")[1];
  const auto envelope = parsed(text);
  CHECK(canonical_text(envelope) == text);
  const auto opened = open_pooled_answer(envelope, key_in(envelope));
  REQUIRE_MESSAGE(opened, opened.error().text());
  CHECK(opened->digest == digest_of("pooled-answer/1", envelope.at("body")));

  // What stands in `answer` is the business of the analyses.
  auto ours = parsed(Example().pooled().envelope()).at("body");
  CHECK(ours.at("answer").contains("analyses"));
  ours["answer"] = envelope.at("body").at("answer");
  CHECK(canonical_text(ours) == canonical_text(envelope.at("body")));
}

TEST_CASE("the format names the digest of the default rules") {
  std::ifstream file(std::string(PASSERELLE_SOURCE_DIR) + "/node/gate/FORMAT.md");
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(text.str().find(rules_digest(disclosure::Rules{})) != std::string::npos);
}

}  // namespace passerelle::gate
