#include "node/gate/transcript.h"

#include <doctest/doctest.h>

#include "node/gate/errors.h"
#include "node/gate/study_fixture_test.h"

namespace passerelle::gate {
namespace {

// Two nodes with the same patients that answer a run of several rounds.
struct Run {
  Run() : study({{"Obs", 60, 30}, {"Lev", 50, 25}, {"Lev5FU", 70, 35}}) {}

  Transcript transcript() const {
    return Transcript(facts(),
                      {{fi, fi_seal.seal_key.public_key()}, {fr, fr_seal.seal_key.public_key()}});
  }

  RunFacts facts() const {
    return {RunId("run-1"), NodeId("dk"), std::string(64, '1'), {{fr, PermitId("fr-permit")}}};
  }

  AnswerContext context(const NodeId& node, const Transcript& known) const {
    auto made = ordinary_context();
    made.executing_node = node;
    made.round = known.next_round();
    made.transcript_digest = known.digest();
    made.permit = PermitId(node.text() + "-permit");
    return made;
  }

  std::string sealed(SealFixture& sealing, const AnswerContext& bound) {
    const auto state = analysis::start(study.plan);
    const auto released = release_first(gate, study, state, study.step(state));
    REQUIRE(released);
    return seal(*released, bound, sealing.logged(), sealing.seal_key).envelope();
  }

  std::string answer_of_fi(const Transcript& known) { return sealed(fi_seal, context(fi, known)); }
  std::string answer_of_fr(const Transcript& known) { return sealed(fr_seal, context(fr, known)); }

  const NodeId fr{"fr"}, fi{"fi"};
  DisclosureGate gate{disclosure::Rules{}};
  StudyFixture study;
  SealFixture fi_seal, fr_seal;
};

}  // namespace

TEST_CASE("rounds follow each other, each bound to the one before") {
  Run run;
  auto transcript = run.transcript();
  CHECK(transcript.digest().empty());
  const auto first =
      transcript.add_round({run.answer_of_fi(transcript), run.answer_of_fr(transcript)});
  REQUIRE_MESSAGE(first, first.error().text());
  CHECK(first->size() == 2);
  CHECK(transcript.next_round() == 1);
  const auto digest = transcript.digest();
  CHECK_FALSE(digest.empty());
  REQUIRE(transcript.add_round({run.answer_of_fi(transcript), run.answer_of_fr(transcript)}));
  CHECK(transcript.next_round() == 2);
  CHECK(transcript.digest() != digest);
}

TEST_CASE("an answer that does not belong here is refused") {
  Run run;
  const auto transcript = run.transcript();
  REQUIRE(transcript.open_next(run.fr, run.answer_of_fr(transcript)));
  const auto refuses = [&](auto change) {
    auto context = run.context(run.fr, transcript);
    change(context);
    const auto opened = transcript.open_next(run.fr, run.sealed(run.fr_seal, context));
    return !opened && opened.error().code == GateError::wrong_answer;
  };
  CHECK(refuses([](AnswerContext& c) { c.run = RunId("run-2"); }));
  CHECK(refuses([](AnswerContext& c) { c.executing_node = NodeId("fi"); }));
  CHECK(refuses([](AnswerContext& c) { c.requesting_node = NodeId("fi"); }));
  CHECK(refuses([](AnswerContext& c) { c.study_digest = std::string(64, '2'); }));
  CHECK(refuses([](AnswerContext& c) { c.permit = PermitId("another"); }));
  CHECK(refuses([](AnswerContext& c) {
    c.round = 1;
    c.transcript_digest = std::string(64, 'a');
  }));
  CHECK_FALSE(refuses([](AnswerContext& c) { c.permit_version = 3; }));
}

TEST_CASE("an answer to another transcript is refused") {
  Run run;
  auto transcript = run.transcript();
  REQUIRE(transcript.add_round({run.answer_of_fi(transcript), run.answer_of_fr(transcript)}));
  auto context = run.context(run.fr, transcript);
  context.transcript_digest = std::string(64, 'a');
  const auto opened = transcript.open_next(run.fr, run.sealed(run.fr_seal, context));
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == GateError::wrong_answer);
}

TEST_CASE("an answer under another node's seal, of a stranger, or missing is refused") {
  Run run;
  auto transcript = run.transcript();
  const auto of_fi = run.answer_of_fi(transcript);
  const auto of_fr = run.answer_of_fr(transcript);
  CHECK_FALSE(transcript.open_next(run.fr, of_fi));
  CHECK_FALSE(transcript.open_next(NodeId("dk"), of_fr));
  CHECK_FALSE(transcript.add_round({of_fi}));
  CHECK_FALSE(transcript.add_round({of_fr, of_fi}));
  CHECK_FALSE(transcript.add_round({of_fi, of_fi}));
  CHECK_FALSE(transcript.add_round({of_fi, "{}"}));
  CHECK(transcript.next_round() == 0);
  CHECK(transcript.add_round({of_fi, of_fr}));
}

}  // namespace passerelle::gate
