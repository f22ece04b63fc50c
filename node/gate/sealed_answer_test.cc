#include "node/gate/sealed_answer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "node/crypto/errors.h"
#include "node/gate/errors.h"
#include "node/gate/gate.h"
#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

// A released partial, sealed.
struct Sealing : SealFixture {
  Sealing()
      : study({{"Obs", 60, 30}, {"Lev", 4, 2}, {"Lev5FU", 70, 35}}),
        released(*release_first(gate,
                                study,
                                analysis::start(study.plan),
                                study.step(analysis::start(study.plan)))),
        receipt((logged(), logged())),
        answer(seal(released, ordinary_context(), receipt, seal_key)) {}

  Json envelope() const { return *parse_json(answer.envelope()); }

  DisclosureGate gate{disclosure::Rules{}};
  StudyFixture study;
  Released<analysis::Partial> released;
  audit::AuditReceipt receipt;
  SealedAnswer answer;
};

}  // namespace

TEST_CASE("a sealed answer opens to what was released") {
  const Sealing sealing;
  const auto opened = open_answer(sealing.envelope(), sealing.seal_key.public_key());
  REQUIRE_MESSAGE(opened, opened.error().text());
  auto expected = ordinary_context();
  expected.rules = sealing.released.receipt().rules;
  CHECK(opened->context == expected);
  CHECK(opened->log_index == 1);
  CHECK(opened->partial == sealing.released.value());
  CHECK(opened->digest == sealing.answer.digest());
}

TEST_CASE("the rules are the gate's, not the caller's") {
  const Sealing sealing;
  auto context = ordinary_context();
  context.rules.min_cell = 2;
  const auto answer = seal(sealing.released, context, sealing.receipt, sealing.seal_key);
  CHECK(answer.envelope() == sealing.answer.envelope());
}

TEST_CASE("a changed answer is refused") {
  const Sealing sealing;
  const auto refuses = [&](const char* pointer, const Json& value) {
    auto envelope = sealing.envelope();
    REQUIRE(envelope.contains(Json::json_pointer(pointer)));
    envelope[Json::json_pointer(pointer)] = value;
    const auto opened = open_answer(envelope, sealing.seal_key.public_key());
    return !opened && opened.error().code == crypto::CryptoError::bad_signature;
  };
  CHECK(refuses("/body/round", 2));
  CHECK(refuses("/body/run", "run-2"));
  CHECK(refuses("/body/permit", "fr-2027-0002"));
  CHECK(refuses("/body/executing_node", "fi"));
  CHECK(refuses("/body/log_index", 7));
  CHECK(refuses("/body/transcript_digest", std::string(64, '0')));
  CHECK(refuses("/body/partial/cells", Json::array()));
}

TEST_CASE("an answer of another key is refused, also when it names itself") {
  const Sealing sealing;
  const auto other = crypto::SigningKey::generate();
  const auto opened = open_answer(sealing.envelope(), other.public_key());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == crypto::CryptoError::bad_signature);

  auto envelope = sealing.envelope();
  envelope["key"] = other.public_key().text();
  CHECK_FALSE(open_answer(envelope, other.public_key()));
  CHECK_FALSE(open_answer(envelope, sealing.seal_key.public_key()));
}

TEST_CASE("a signed document of another type is no answer") {
  const Sealing sealing;
  const auto body = sealing.envelope().at("body");
  const auto other = crypto::SignedDocument::sign("permit/1", body, sealing.seal_key);
  const auto opened = open_answer(other.envelope(), sealing.seal_key.public_key());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == crypto::CryptoError::wrong_type);

  auto renamed = other.envelope();
  renamed["passerelle"] = kAnswerType;
  CHECK_FALSE(open_answer(renamed, sealing.seal_key.public_key()));
}

TEST_CASE("a well signed body of another shape is refused") {
  const Sealing sealing;
  const auto refuses = [&](auto change) {
    auto body = sealing.envelope().at("body");
    change(body);
    const auto document = crypto::SignedDocument::sign(kAnswerType, body, sealing.seal_key);
    return !open_answer(document.envelope(), sealing.seal_key.public_key());
  };
  CHECK_FALSE(refuses([](Json&) {}));
  CHECK(refuses([](Json& body) { body.erase("partial"); }));
  CHECK(refuses([](Json& body) { body.erase("log_index"); }));
  CHECK(refuses([](Json& body) { body["log_index"] = -1; }));
  CHECK(refuses([](Json& body) { body["note"] = "hello"; }));
  CHECK(refuses([](Json& body) { body["partial"]["rows"] = Json::array(); }));
  CHECK(refuses([](Json& body) { body["study_digest"] = "1"; }));
}

TEST_CASE("the store gives back the same bytes") {
  const Sealing sealing;
  const auto own = sealing.seal_key.public_key();
  const auto again = SealedAnswer::from_store(sealing.answer.envelope(), own);
  REQUIRE_MESSAGE(again, again.error().text());
  CHECK(again->envelope() == sealing.answer.envelope());
  CHECK(again->digest() == sealing.answer.digest());
  CHECK(again->type() == kAnswerType);
}

TEST_CASE("the store gives back nothing that we did not seal") {
  const Sealing sealing;
  const auto own = sealing.seal_key.public_key();
  CHECK_FALSE(SealedAnswer::from_store(sealing.answer.envelope(),
                                       crypto::SigningKey::generate().public_key()));
  auto changed = sealing.answer.envelope();
  const auto place = changed.find("\"round\":1");
  REQUIRE(place != std::string::npos);
  changed[place + 8] = '2';
  CHECK_FALSE(SealedAnswer::from_store(changed, own));

  const auto permit = crypto::SignedDocument::sign("permit/1", Json{{"id", "1"}}, sealing.seal_key);
  const auto other = SealedAnswer::from_store(canonical_text(permit.envelope()), own);
  REQUIRE_FALSE(other);
  CHECK(other.error().code == GateError::not_sealed);
  CHECK_FALSE(SealedAnswer::from_store("[]", own));
  CHECK_FALSE(SealedAnswer::from_store("{\"passerelle\":1}", own));
  CHECK_FALSE(SealedAnswer::from_store("", own));
}

TEST_CASE("a pooled answer is sealed, kept and opened as its own type") {
  SealFixture sealing;
  const DisclosureGate gate{disclosure::Rules{}};
  const StudyFixture study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}});
  auto state = analysis::start(study.plan);
  while (state.phase != analysis::Phase::finished) {
    const auto partial = release_first(gate, study, state, study.step(state));
    REQUIRE(partial);
    state = study.advance(state, partial->value());
  }
  const auto released = gate.release_pooled(study.plan, state);
  const auto answer =
      seal_pooled(released, ordinary_pooled_context(), sealing.logged(), sealing.seal_key);
  const auto own = sealing.seal_key.public_key();
  CHECK(answer.type() == kPooledAnswerType);
  const auto envelope = parse_json(answer.envelope());
  REQUIRE(envelope);
  const auto opened = open_pooled_answer(*envelope, own);
  REQUIRE_MESSAGE(opened, opened.error().text());
  CHECK(opened->answer == released.value());
  CHECK(opened->context.rounds == 3);
  CHECK(opened->context.rules_digest == rules_digest(released.receipt().rules));
  CHECK(opened->digest == answer.digest());
  CHECK_FALSE(open_answer(*envelope, own));

  const auto again = SealedAnswer::from_store(answer.envelope(), own);
  REQUIRE(again);
  CHECK(again->envelope() == answer.envelope());
}

}  // namespace passerelle::gate
