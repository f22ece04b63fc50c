// A small study with one node's rows and a gate around them; for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "node/analysis/fold.h"
#include "node/analysis/frame.h"
#include "node/analysis/step.h"
#include "node/audit/log.h"
#include "node/crypto/signing.h"
#include "node/gate/answer_context.h"
#include "node/gate/gate.h"
#include "node/store/database.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::gate {

// Patients of one arm.
struct Arm {
  std::string name;
  int patients = 0;
  int deaths = 0;
};

// Patients of three arms: count by arm, age by arm, a Cox model of age and, when asked for, a curve
// by arm with two levels of breaks.
class StudyFixture {
 public:
  enum class Curve { no, yes };
  explicit StudyFixture(std::vector<Arm> arms, Curve curve = Curve::no);

  analysis::StepOutput step(const analysis::State& state) const;

  // Returns the state of the round after `partial` was the answer of the only node.
  analysis::State advance(const analysis::State& state, const analysis::Partial& partial) const;

  analysis::StudyPlan plan;
  analysis::Frame frame;
};

// Has the gate release a node's first output ever.
Result<Released<analysis::Partial>> release_first(const DisclosureGate& gate,
                                                  const StudyFixture& study,
                                                  const analysis::State& state,
                                                  analysis::StepOutput output);

// The cell of the patients of an arm; without a name, of all.
analysis::CellKey patients(const std::string& arm = {});

bool has_reason(const GateReceipt& receipt, const std::string& reason);

// A log to append to, and keys.
struct SealFixture {
  SealFixture();

  // Appends an entry and returns its receipt.
  audit::AuditReceipt logged();

  store::TemporaryFolder folder;
  store::Database database;
  audit::Log log;
  crypto::SigningKey seal_key = crypto::SigningKey::generate();
};

AnswerContext ordinary_context();
PooledContext ordinary_pooled_context();

}  // namespace passerelle::gate
