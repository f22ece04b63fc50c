#include "node/gate/study_fixture_test.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::gate {
namespace {

constexpr const char* kSet = "analysis_set";
constexpr Instant kStart = std::chrono::sys_days(std::chrono::year(2027) / 1 / 31);

analysis::Variable number(std::string name) {
  analysis::Variable variable;
  variable.name = std::move(name);
  return variable;
}

analysis::Variable category(std::string name, const std::vector<std::string>& levels) {
  auto variable = number(std::move(name));
  for (const auto& level : levels) variable.levels.push_back({level, level});
  return variable;
}

analysis::Analysis analysis_of(std::string id, std::string type) {
  analysis::Analysis made;
  made.id = std::move(id);
  made.type = std::move(type);
  made.row_set = kSet;
  return made;
}

}  // namespace

StudyFixture::StudyFixture(std::vector<Arm> arms, Curve curve) {
  std::vector<std::string> names;
  for (const auto& arm : arms) names.push_back(arm.name);
  plan.id = "gate";
  plan.sources.front().person = "id";
  for (auto& variable : {category("arm", names), number("age"), number("days"), number("died")}) {
    plan.variables[variable.name] = variable;
  }
  const std::vector<std::string> complete_on{"age", "arm", "days", "died"};
  plan.cohorts["patients"] = {"patients", nullptr, {}};
  plan.row_sets[kSet] = {kSet, "patients", complete_on, false};
  plan.row_sets["left_out"] = {"left_out", "patients", complete_on, true};

  plan.analyses.push_back(analysis_of("patients", "count"));
  plan.analyses.back().what = analysis::CountAnalysis{"arm"};
  plan.analyses.push_back(analysis_of("age", "describe"));
  plan.analyses.back().what = analysis::DescribeAnalysis{{"age"}, "arm"};
  plan.analyses.push_back(analysis_of("model", "cox"));
  plan.analyses.back().what = analysis::CoxAnalysis{"days", "died", {"age"}};
  if (curve == Curve::yes) {
    plan.analyses.push_back(analysis_of("survival", "kaplan_meier"));
    analysis::KaplanMeierAnalysis survival;
    survival.time = "days";
    survival.event = "died";
    survival.by = "arm";
    survival.levels = {{100, 200, 300, 400}, {200, 400}};
    survival.censor_levels = survival.levels;
    plan.analyses.back().what = survival;
  }

  auto& levels = frame.categories["arm"];
  for (std::size_t arm = 0; arm < arms.size(); ++arm) {
    for (int patient = 0; patient < arms[arm].patients; ++patient) {
      levels.push_back(static_cast<std::int32_t>(arm));
      frame.numbers["age"].push_back(40 + (patient * 7) % 31);
      frame.numbers["days"].push_back(1 + (patient * 13) % 397);
      frame.numbers["died"].push_back(patient < arms[arm].deaths ? 1 : 0);
    }
  }
  frame.rows = levels.size();
  frame.persons = static_cast<std::uint32_t>(frame.rows);
  std::vector<std::uint64_t> pseudonyms;
  for (std::uint32_t person = 0; person < frame.persons; ++person) {
    frame.person.push_back(person);
    pseudonyms.push_back(person + 1);
  }
  frame.ledger = analysis::ledger_persons(pseudonyms);
  frame.members[kSet] = std::vector<bool>(frame.rows, true);
  frame.members["left_out"] = std::vector<bool>(frame.rows, false);
}

analysis::StepOutput StudyFixture::step(const analysis::State& state) const {
  auto output = analysis::step(plan, state, frame);
  REQUIRE_MESSAGE(output, output.error().text());
  return *std::move(output);
}

analysis::State StudyFixture::advance(const analysis::State& state,
                                      const analysis::Partial& partial) const {
  auto next = analysis::advance(plan, state, {{NodeId("fr"), partial}});
  REQUIRE_MESSAGE(next, next.error().text());
  return *std::move(next);
}

Result<Released<analysis::Partial>> release_first(const DisclosureGate& gate,
                                                  const StudyFixture& study,
                                                  const analysis::State& state,
                                                  analysis::StepOutput output) {
  const ledger::MemoryArchive archive;
  const auto& cohorts = *output.evidence.cohorts;
  ledger::Judge judge(ledger::strangers(cohorts.atoms, cohorts.population), archive);
  return gate.release(study.plan, state, std::move(output), judge);
}

analysis::CellKey patients(const std::string& arm) {
  if (arm.empty()) return {kSet, {}};
  return analysis::with({kSet, {}}, "arm", arm);
}

bool has_reason(const GateReceipt& receipt, const std::string& reason) {
  return std::find(receipt.reasons.begin(), receipt.reasons.end(), reason) != receipt.reasons.end();
}

SealFixture::SealFixture()
    : database(*store::Database::open_in_memory({audit::kAuditMigration})),
      log(*audit::Log::open(database,
                            crypto::SigningKey::generate(),
                            "passerelle/fr",
                            folder.file("head"))) {}

audit::AuditReceipt SealFixture::logged() {
  auto receipt = database.write([&](store::Transaction& transaction) {
    return log.append(transaction,
                      audit::AuditEntry(audit::Event::release, kStart, Json{{"run", "run-1"}}));
  });
  REQUIRE_MESSAGE(receipt, receipt.error().text());
  return *std::move(receipt);
}

AnswerContext ordinary_context() {
  AnswerContext context;
  context.run = RunId("run-1");
  context.round = 1;
  context.requesting_node = NodeId("dk");
  context.executing_node = NodeId("fr");
  context.permit = PermitId("fr-2027-0001");
  context.permit_version = 2;
  context.study_digest = std::string(64, '1');
  context.dataset_versions = {{DatasetId("https://node.fr.example/dataset/colon"), "2026-12"}};
  context.transcript_digest = transcript_digest({{NodeId("fr"), std::string(64, 'a')}});
  return context;
}

PooledContext ordinary_pooled_context() {
  PooledContext context;
  context.run = RunId("run-1");
  context.rounds = 3;
  context.requesting_node = NodeId("dk");
  context.study_digest = std::string(64, '1');
  context.transcript_digest = transcript_digest({{NodeId("fr"), std::string(64, 'a')}});
  return context;
}

}  // namespace passerelle::gate
