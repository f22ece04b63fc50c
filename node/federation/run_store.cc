#include "node/federation/run_store.h"

#include <nlohmann/json.hpp>

namespace passerelle::federation {
namespace {

std::string participants_text(const std::vector<Participant>& participants) {
  Json list = Json::array();
  for (const auto& [node, permit] : participants) {
    list.push_back({{"node", node.text()}, {"permit", permit.text()}});
  }
  return canonical_text(list);
}

Result<RunStatus> status_from(const std::string& text) {
  for (const auto status : {RunStatus::running, RunStatus::finished, RunStatus::failed}) {
    if (federation::to_text(status) == text) return status;
  }
  return Error{BaseError::internal, "a run of unknown status in the database"};
}

constexpr const char* kSelectRun =
    "select id, application, user, person, study, study_digest, participants, submitted, deadline,"
    " status, reason, pooled_answer, pooled_receipt from runs where id = ?";
constexpr const char* kSelectRuns =
    "select id, application, user, person, study, study_digest, participants, submitted, deadline,"
    " status, reason, pooled_answer, pooled_receipt from runs order by submitted, id";

Result<Run> run_from(const store::Row& row) {
  Run run;
  run.id = RunId(row.text(0));
  run.application = ApplicationId(row.text(1));
  run.user = UserName(row.text(2));
  run.person = row.text(3);
  run.study = row.text(4);
  run.study_digest = row.text(5);
  const auto participants = parse_json(row.text(6));
  if (!participants) return participants.error();
  for (const auto& item : *participants) {
    run.participants.push_back({NodeId(item.at("node").get<std::string>()),
                                PermitId(item.at("permit").get<std::string>())});
  }
  const auto submitted = row.instant(7);
  const auto deadline = row.instant(8);
  const auto status = status_from(row.text(9));
  if (!submitted) return submitted.error();
  if (!deadline) return deadline.error();
  if (!status) return status.error();
  run.submitted = *submitted;
  run.deadline = *deadline;
  run.status = *status;
  run.reason = row.text(10);
  run.pooled_answer = row.text(11);
  run.pooled_receipt = row.text(12);
  return run;
}

}  // namespace

const std::vector<store::Migration> kRunMigrations{{46, "runs", R"sql(
create table runs (
  id text primary key,
  application text not null,
  user text not null,
  person text not null,
  study text not null,
  study_digest text not null,
  participants text not null,
  submitted text not null,
  deadline text not null,
  status text not null,
  reason text not null default '',
  pooled_answer text not null default '',
  pooled_receipt text not null default ''
) strict;
create table run_answers (
  run text not null references runs(id),
  round integer not null,
  node text not null,
  envelope text not null,
  receipt text not null,
  primary key (run, round, node)
) strict;
)sql"}};

std::string to_text(RunStatus status) {
  switch (status) {
    case RunStatus::running: return "running";
    case RunStatus::finished: return "finished";
    case RunStatus::failed: return "failed";
  }
  return "unknown";
}

Result<void> insert_run(store::Transaction& tx, const Run& run) {
  return tx.run(
      "insert into runs (id, application, user, person, study, study_digest, participants,"
      " submitted, deadline, status) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      run.id, run.application, run.user, run.person, run.study, run.study_digest,
      participants_text(run.participants), run.submitted, run.deadline, to_text(run.status));
}

Result<void> finish_run(store::Transaction& tx,
                        const RunId& id,
                        const std::string& pooled_answer,
                        const std::string& pooled_receipt) {
  return tx.run(
      "update runs set status = 'finished', pooled_answer = ?, pooled_receipt = ? where id = ?",
      pooled_answer, pooled_receipt, id);
}

Result<void> fail_run(store::Transaction& tx, const RunId& id, const std::string& reason) {
  return tx.run("update runs set status = 'failed', reason = ? where id = ? and status = 'running'",
                reason, id);
}

Result<void> insert_answer(store::Transaction& tx, const RunId& id, const StoredAnswer& answer) {
  return tx.run(
      "insert or ignore into run_answers (run, round, node, envelope, receipt)"
      " values (?, ?, ?, ?, ?)",
      id, answer.round, answer.node, answer.envelope, answer.receipt);
}

Result<std::optional<Run>> find_run(store::Reader& reader, const RunId& id) {
  const auto row = reader.query_one(kSelectRun, id);
  if (!row) return row.error();
  if (!*row) return std::optional<Run>();
  auto run = run_from(**row);
  if (!run) return run.error();
  return std::optional<Run>(*std::move(run));
}

Result<std::vector<Run>> list_runs(store::Reader& reader) {
  const auto rows = reader.query(kSelectRuns);
  if (!rows) return rows.error();
  std::vector<Run> runs;
  for (const auto& row : *rows) {
    auto run = run_from(row);
    if (!run) return run.error();
    runs.push_back(*std::move(run));
  }
  return runs;
}

Result<std::map<int, std::vector<StoredAnswer>>> answers_of(store::Reader& reader,
                                                            const RunId& id) {
  const auto rows = reader.query(
      "select node, round, envelope, receipt from run_answers where run = ? order by round, node",
      id);
  if (!rows) return rows.error();
  std::map<int, std::vector<StoredAnswer>> answers;
  for (const auto& row : *rows) {
    const int round = static_cast<int>(row.integer(1));
    answers[round].push_back({NodeId(row.text(0)), round, row.text(2), row.text(3)});
  }
  return answers;
}

}  // namespace passerelle::federation
