#include "node/service/studies/runs.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/audit/receipt.h"
#include "node/base/fields.h"
#include "node/bundle/bundle.h"
#include "node/crypto/digest.h"
#include "node/crypto/random.h"
#include "node/explanation/passages.h"
#include "node/explanation/rounds.h"
#include "node/gate/gate.h"
#include "node/gate/sealed_answer.h"
#include "node/service/access/applications.h"
#include "node/service/access/permit_status.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "node/service/studies/dataset_needs.h"
#include "node/service/studies/sparse_datasets.h"
#include "node/service/studies/told_sets.h"
#include "node/service/version.h"
#include "policies/access/coverage.h"

namespace passerelle::service {
namespace {

using federation::Participant;
using federation::Run;
using identity::Role;

// How long a run waits for a node when the study states no deadline.
constexpr std::chrono::hours kPatience{24 * 7};

bool is_in(const analysis::StudyPlan& plan, const DatasetId& id) {
  return std::ranges::any_of(plan.sources, [&](const analysis::Source& source) {
    return std::ranges::find(source.datasets, id) != source.datasets.end();
  });
}

// Which of a study's datasets a permit speaks of.
std::vector<DatasetId> datasets_under(const access::Permit& permit,
                                      const analysis::StudyPlan& plan) {
  std::vector<DatasetId> found;
  for (const auto& dataset : permit.datasets) {
    if (is_in(plan, dataset.id)) found.push_back(dataset.id);
  }
  return found;
}

// Why a permit would not do, by the rule that its issuer will apply; empty when it would. A
// courtesy: the issuer's own check is the one that counts, and only it knows the version of its
// data, their place and the runs so far.
std::string lacking(const Node& node,
                    const access::Permit& permit,
                    const analysis::StudyPlan& plan,
                    const Json& study,
                    const std::vector<NodeId>& nodes,
                    const std::string& person) {
  const auto purpose = purposes::parse_purpose(plan.purpose);
  if (!purpose) return purpose.error().text();
  access::Needs needs;
  needs.requesting_node = permit.requesting_node;
  needs.requesting_country = node.config.country;
  needs.executing_node = permit.issuer;
  needs.storage_country = permit.place.country;
  needs.peers = nodes;
  for (const auto& [peer, pins] : permit.pins) needs.pins[peer] = {pins.begin(), pins.end()};
  needs.person = person;
  needs.purpose = *purpose;
  std::map<DatasetId, std::string> versions;
  for (const auto& dataset : permit.datasets) {
    if (is_in(plan, dataset.id)) versions.emplace(dataset.id, dataset.version.value_or(""));
  }
  needs.datasets = dataset_needs(plan, study, versions);
  needs.linked = linked_datasets(plan, datasets_under(permit, plan));
  needs.study_digest = plan.digest;
  const auto covered =
      access::covers({permit, access::PermitState::active, {}, {}}, needs, node.now());
  return covered ? std::string() : covered.error().text();
}

// The permits under which a study would run: one of each node that holds some of its data, unless
// the study leaves out who is absent, and as many as its quorum asks for.
Result<std::map<NodeId, HeldPermit>> permits_for(Node& node,
                                                 const analysis::StudyPlan& plan,
                                                 const ApplicationId& application) {
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  auto permits = node.database.read(
      [&](store::Reader& reader) { return permits_of(reader, **list, application); });
  if (!permits) return permits.error();
  std::erase_if(*permits,
                [&](const auto& held) { return datasets_under(held.second.permit, plan).empty(); });
  for (const auto& dataset : plan.datasets()) {
    if (plan.quorum.on_absent == analysis::OnAbsent::leave_out) break;
    const bool is_covered = std::any_of(permits->begin(), permits->end(), [&](const auto& held) {
      const auto ids = datasets_under(held.second.permit, plan);
      return std::find(ids.begin(), ids.end(), dataset) != ids.end();
    });
    if (!is_covered) {
      return Error{ServiceError::no_permit, "no permit of application " + application.text() +
                                                " speaks of " + dataset.text()};
    }
  }
  if (auto enough = analysis::check_quorum(plan, permits->size()); !enough) return enough.error();
  return permits;
}

std::vector<NodeId> nodes_of(const std::map<NodeId, HeldPermit>& permits) {
  std::vector<NodeId> nodes;
  for (const auto& [node, permit] : permits) nodes.push_back(node);
  return nodes;
}

// Returns by node what its permit grants, and what it lacks for the study.
Json permits_in_words(const Node& node,
                      const std::map<NodeId, HeldPermit>& permits,
                      const analysis::StudyPlan& plan,
                      const ToldSets& sets,
                      const Json& study,
                      const std::string& person) {
  Json nodes = Json::object();
  for (const auto& [holder, held] : permits) {
    const auto told = sets.as_told(plan, datasets_under(held.permit, plan));
    const auto lacks = told ? lacking(node, held.permit, *told, study, nodes_of(permits), person)
                            : told.error().text();
    const auto& compiled = told ? *told : plan;
    Json datasets = Json::array();
    for (const auto& dataset : datasets_under(held.permit, plan))
      datasets.push_back(dataset.text());
    nodes[holder.text()] = {{"datasets", std::move(datasets)},
                            {"variables", compiled.base().all_columns()},
                            {"permit", held.permit.id.text()},
                            {"min_cell", held.permit.output.min_cell},
                            {"review", access::code(held.permit.output.review)},
                            {"covered", lacks.empty()}};
    if (!lacks.empty()) nodes[holder.text()]["lacks"] = lacks;
  }
  return nodes;
}

// The columns that some dataset must be permitted for: those of the study, and of the set of rows
// that it names wherever that fits the study.
std::set<std::string> columns_needed(const analysis::StudyPlan& plan, const ToldSets& sets) {
  auto columns = plan.base().all_columns();
  for (const auto& dataset : plan.base().datasets) {
    const auto told = sets.as_told(plan, {dataset});
    if (!told) continue;
    const auto of_set = told->base().all_columns();
    columns.insert(of_set.begin(), of_set.end());
  }
  return columns;
}

Result<Run> find_own_run(Node& node, const identity::Caller& caller, const RunId& id) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  auto run =
      node.database.read([&](store::Reader& reader) { return federation::find_run(reader, id); });
  if (!run) return run.error();
  if (!*run || (*run)->user != user->name()) {
    return Error{ServiceError::not_found, "there is no run " + id.text() + " of yours"};
  }
  return **std::move(run);
}

Json to_json(const Run& run) {
  Json participants = Json::array();
  for (const auto& [node, permit] : run.participants) {
    participants.push_back({{"node", node.text()}, {"permit", permit.text()}});
  }
  Json value = {{"run", run.id.text()},
                {"application", run.application.text()},
                {"study_digest", run.study_digest},
                {"participants", participants},
                {"submitted", to_text(run.submitted)},
                {"deadline", to_text(run.deadline)},
                {"status", federation::to_text(run.status)}};
  if (!run.reason.empty()) value["reason"] = run.reason;
  return value;
}

Json rounds_expected(const analysis::StudyPlan& plan) {
  const auto rounds = explanation::rounds_expected(plan);
  return {{"at_least", rounds.at_least}, {"at_most", rounds.at_most}};
}

Result<void> keep_pooled(Node& node,
                         const Run& run,
                         const analysis::StudyPlan& plan,
                         const analysis::State& state,
                         const std::string& transcript_digest) {
  const gate::DisclosureGate gate(node.rules);
  auto released = gate.release_pooled(plan, state);
  const gate::PooledContext context{run.id,      state.round,       node.id(),
                                    plan.digest, transcript_digest, {}};
  struct Sealed {
    std::string envelope;
    std::uint64_t index;
  };
  const auto sealed = node.database.write([&](store::Transaction& tx) -> Result<Sealed> {
    // Something may have been heard since the last round was complete.
    if (auto hold = titles_hold(node, tx, run); !hold) return hold.error();
    auto logged =
        node.log.append(tx, node.entry(audit::Event::answer_pooled,
                                       {{"run", run.id.text()},
                                        {"study", plan.digest},
                                        {"answer", crypto::sha256_hex(released.value())}}));
    if (!logged) return logged.error();
    return Sealed{gate::seal_pooled(released, context, *logged, node.seal_key).envelope(),
                  logged->index()};
  });
  if (!sealed) return sealed.error();
  node.publish_head();
  const auto receipt = node.log.prove(sealed->index);
  if (!receipt) return receipt.error();
  // A stop before this leaves the run unfinished: it is sealed anew after the next start.
  return node.database.write([&](store::Transaction& tx) {
    return federation::finish_run(tx, run.id, sealed->envelope,
                                  canonical_text(audit::to_json(*receipt)));
  });
}

void keep_failure(Node& node, const Run& run, const Error& error) {
  spdlog::warn("run_failed: {}: {}", run.id.text(), error.text());
  const auto saved = node.commit(
      audit::Event::study_failed, {{"run", run.id.text()}, {"reason", error.text()}},
      [&](store::Transaction& tx) { return federation::fail_run(tx, run.id, error.text()); });
  if (!saved) spdlog::error("run_not_kept: {}", saved.error().text());
}

}  // namespace

Result<Json> check_study(Node& node, const identity::Caller& caller, const Json& request) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  Fields f(request, "");
  const auto& study = f.object("study");
  const ApplicationId application(f.text_or("application", ""));
  if (auto read = f.done(); !read) return read.error();
  const auto plan = analysis::compile_study(study);
  if (!plan) return plan.error();
  const auto sets = ToldSets::ask(node, caller, *plan);
  if (!sets) return sets.error();
  Json analyses = Json::array();
  for (const auto& one : plan->analyses) {
    analyses.push_back({{"id", one.id},
                        {"type", one.type},
                        {"rows", one.row_set},
                        {"plan", explanation::plan_in_words(*plan, one)}});
  }
  Json datasets = Json::array();
  for (const auto& dataset : plan->base().datasets) datasets.push_back(dataset.text());
  Json answer = {{"digest", plan->digest}, {"purpose", plan->purpose},
                 {"datasets", datasets},   {"variables", columns_needed(*plan, *sets)},
                 {"analyses", analyses},   {"rounds", rounds_expected(*plan)}};
  if (plan->named_set) answer["analysis_set"] = sets->in_words(*plan);
  for (std::size_t i = 1; i < plan->sources.size(); ++i) {
    const auto& source = plan->sources[i];
    Json linked = {
        {"source", source.alias}, {"datasets", Json::array()}, {"variables", source.all_columns()}};
    for (const auto& dataset : source.datasets) linked["datasets"].push_back(dataset.text());
    answer["linked"].push_back(std::move(linked));
  }
  const auto ruled = node.database.read(
      [&](store::Reader& reader) { return require_in_force(node, reader, plan->datasets()); });
  if (!ruled) {
    if (ruled.error().code != ServiceError::dataset_not_in_force) return ruled.error();
    answer["not_in_force"] = ruled.error().detail;
  }
  GrantedMinimum granted;
  if (!application.empty()) {
    const auto permits = permits_for(node, *plan, application);
    if (!permits) return permits.error();
    answer["nodes"] = permits_in_words(node, *permits, *plan, *sets, study,
                                       access::account_of(user->name(), node.id()));
    for (const auto& [holder, held] : *permits) {
      for (const auto& dataset : datasets_under(held.permit, *plan)) {
        granted[dataset] = held.permit.output.min_cell;
      }
    }
  }
  auto sparse = sparse_datasets(node, *plan, granted);
  if (!sparse) return sparse.error();
  if (!sparse->empty()) answer["sparse"] = *std::move(sparse);
  return answer;
}

Result<Json> submit_study(Node& node, const identity::Caller& caller, const Json& request) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto driver = node.driver();
  if (!driver) return driver.error();
  Fields f(request, "");
  const auto& study = f.object("study");
  const ApplicationId application(f.text("application"));
  if (auto read = f.done(); !read) return read.error();
  const auto plan = analysis::compile_study(study);
  if (!plan) return plan.error();
  const auto permits = permits_for(node, *plan, application);
  if (!permits) return permits.error();

  Run run;
  run.id = RunId(node.id().text() + "-" + crypto::random_id());
  run.application = application;
  run.user = user->name();
  run.person = access::account_of(user->name(), node.id());
  run.study = canonical_text(study);
  run.study_digest = plan->digest;
  for (const auto& [holder, held] : *permits) {
    run.participants.push_back({holder, held.permit.id});
  }
  run.submitted = node.now();
  run.deadline = plan->quorum.deadline.value_or(node.now() + kPatience);
  const auto saved = node.commit(audit::Event::study_started,
                                 {{"run", run.id.text()},
                                  {"study", plan->digest},
                                  {"application", application.text()},
                                  {"person", run.person}},
                                 [&](store::Transaction& tx) -> Result<void> {
                                   auto ruled = require_in_force(node, tx, plan->datasets());
                                   return ruled ? federation::insert_run(tx, run) : ruled;
                                 });
  if (!saved) return saved.error();
  if (auto started = (*driver)->start(run); !started) {
    keep_failure(node, run, started.error());
    return started.error();
  }
  return to_json(run);
}

Result<Json> list_studies(Node& node, const identity::Caller& caller) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  const auto runs =
      node.database.read([](store::Reader& reader) { return federation::list_runs(reader); });
  if (!runs) return runs.error();
  Json list = Json::array();
  for (const auto& run : *runs) {
    if (run.user == user->name()) list.push_back(to_json(run));
  }
  return Json{{"runs", list}};
}

Result<Json> study_status(Node& node, const identity::Caller& caller, const RunId& id) {
  const auto run = find_own_run(node, caller, id);
  if (!run) return run.error();
  auto answer = to_json(*run);
  if (run->status != federation::RunStatus::running) return answer;
  const auto driver = node.driver();
  if (!driver) {
    // Asked of a home whose node does not run: nothing moves until it does.
    answer["status"] = "halted";
    answer["reason"] = "the node is not running; the run goes on when it is started";
    return answer;
  }
  if (const auto progress = (*driver)->progress(id)) {
    Json nodes = Json::object();
    for (const auto& [holder, state] : progress->nodes) {
      nodes[holder.text()] = {{"state", state}};
      const auto lost = progress->last_losses.find(holder);
      if (lost != progress->last_losses.end() && state == "lost") {
        nodes[holder.text()]["reason"] = lost->second;
      }
    }
    answer["round"] = progress->round;
    answer["phase"] = progress->phase;
    answer["nodes"] = nodes;
  }
  return answer;
}

Result<Json> cancel_study(Node& node, const identity::Caller& caller, const RunId& id) {
  const auto run = find_own_run(node, caller, id);
  if (!run) return run.error();
  const auto driver = node.driver();
  if (!driver) return driver.error();
  (*driver)->cancel(id);
  return Json{{"run", id.text()}, {"cancelled", true}};
}

Result<std::string> study_bundle(Node& node, const identity::Caller& caller, const RunId& id) {
  const auto run = find_own_run(node, caller, id);
  if (!run) return run.error();
  if (run->status != federation::RunStatus::finished) {
    return Error{ServiceError::conflict, "the run is " + federation::to_text(run->status) +
                                             (run->reason.empty() ? "" : ": " + run->reason)};
  }
  auto answers =
      node.database.read([&](store::Reader& reader) { return federation::answers_of(reader, id); });
  if (!answers) return answers.error();
  const auto trust_list = node.trust.newest_envelope();
  if (!trust_list) return trust_list.error();
  const auto list = node.trust.newest();
  if (!list) return list.error();
  const auto permits = node.database.read(
      [&](store::Reader& reader) { return permits_of(reader, **list, run->application); });
  if (!permits) return permits.error();

  bundle::Contents contents;
  contents.run = run->id;
  contents.requesting_node = node.id();
  contents.software_version = kVersion;
  contents.study = run->study;
  contents.trust_list = canonical_text(*trust_list);
  for (const auto& [holder, permit] : run->participants) {
    contents.permits.emplace(holder, permits->at(holder).envelope);
  }
  for (const auto& [round, given] : *answers) {
    for (const auto& answer : given) {
      contents.answers[round].emplace(answer.node, bundle::Answer{answer.envelope, answer.receipt});
    }
  }
  contents.pooled = {run->pooled_answer, run->pooled_receipt};
  contents.submitted = run->submitted;
  const auto files = bundle::write_bundle(contents);
  if (!files) return files.error();
  return bundle::zip(*files);
}

federation::DriverHooks run_hooks(Node& node) {
  return {[&node](const Run& run, const analysis::StudyPlan& plan, const analysis::State& state,
                  const std::string& transcript_digest) {
            return keep_pooled(node, run, plan, state, transcript_digest);
          },
          [&node](const Run& run, const Error& error) { keep_failure(node, run, error); },
          [&node](const NodeId& issuer, const std::string& document) {
            const auto taken = take_permit_status(node, issuer, document);
            if (!taken) {
              spdlog::warn("permit_status_not_heard: {}: {}", issuer.text(), taken.error().text());
            }
          },
          [&node](const Run& run) {
            return node.database.read(
                [&](store::Reader& reader) { return titles_hold(node, reader, run); });
          }};
}

Result<void> resume_runs(Node& node) {
  auto runs =
      node.database.read([](store::Reader& reader) { return federation::list_runs(reader); });
  if (!runs) return runs.error();
  const auto driver = node.driver();
  if (!driver) return driver.error();
  for (auto& run : *runs) {
    if (run.status != federation::RunStatus::running) continue;
    const auto copy = run;
    if (auto started = (*driver)->start(std::move(run)); !started) {
      keep_failure(node, copy, started.error());
    }
  }
  return {};
}

}  // namespace passerelle::service
