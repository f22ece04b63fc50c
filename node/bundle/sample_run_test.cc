#include "node/bundle/sample_run_test.h"

#include <doctest/doctest.h>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "node/analysis/frame.h"
#include "node/analysis/step.h"
#include "node/audit/log.h"
#include "node/audit/receipt.h"
#include "node/crypto/digest.h"
#include "node/crypto/signed_document.h"
#include "node/gate/gate.h"
#include "node/gate/sealed_answer.h"
#include "node/gate/transcript.h"
#include "node/identity/trust_list.h"
#include "node/store/database.h"
#include "node/store/temporary_folder_test.h"
#include "policies/access/permit.h"
#include "policies/ledger/archive_fixture_test.h"

namespace passerelle::bundle::sample {
namespace {

constexpr Instant kStart = std::chrono::sys_days(std::chrono::year(2027) / 1 / 31);
constexpr int kRows = 240;

const std::vector<std::string> kNodes{"dk", "fi", "fr"};

// Numbers that look random and are the same on every machine.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

query::Column text_column(std::vector<std::string> values) {
  const auto rows = values.size();
  return {query::ColumnType::text, std::move(values), std::vector<bool>(rows, false)};
}

query::Column number_column(std::vector<double> values) {
  std::vector<bool> missing;
  for (const double value : values) missing.push_back(std::isnan(value));
  return {query::ColumnType::number, std::move(values), std::move(missing)};
}

analysis::Frame frame_of(const analysis::StudyPlan& plan, std::uint64_t seed) {
  Numbers random(seed), ranked(seed + 100);
  std::vector<std::string> id, arm, site;
  std::vector<double> age, days, died, stay, marker, nights, visits, rooms;
  for (int i = 0; i < kRows; ++i) {
    id.push_back("p" + std::to_string(i));
    arm.push_back(random.next() < 0.5 ? "old" : "new");
    // One node has too few persons at the third site to show them.
    const double place = random.next();
    site.push_back(place < 0.5 ? "left" : i >= 3 && (place < 0.97 || seed == 2) ? "right" : "both");
    age.push_back(i % 31 == 7 ? std::nan("") : 35 + std::floor(random.next() * 45));
    const double hazard = (arm.back() == "new" ? 0.7 : 1.0) *
                          std::exp(0.03 * ((std::isnan(age.back()) ? 57 : age.back()) - 57)) / 900;
    const double death = std::ceil(-std::log(1 - random.next()) / hazard);
    const double lost = std::ceil(600 + random.next() * 1400);
    days.push_back(std::min(death, lost));
    died.push_back(death <= lost ? 1 : 0);
    stay.push_back(i % 29 == 3 ? std::nan("") : 1 + (i * 7) % 27);
    nights.push_back(i % 41 == 7 ? std::nan("") : (i * 13) % 34);
    visits.push_back(std::floor(ranked.next() * 12));
    rooms.push_back(std::floor(ranked.next() * 9));
    marker.push_back(i % 4 == 1 ? std::nan("") : (i * 11) % 25 + 5 * died.back());
  }
  std::map<std::string, query::Column> columns{
      {"id", text_column(id)},           {"arm", text_column(arm)},
      {"site", text_column(site)},       {"age", number_column(age)},
      {"days", number_column(days)},     {"died", number_column(died)},
      {"stay", number_column(stay)},     {"marker", number_column(marker)},
      {"nights", number_column(nights)}, {"visits", number_column(visits)},
      {"rooms", number_column(rooms)}};
  query::RowBatch batch;
  batch.rows = kRows;
  for (const auto& name : plan.base().columns) batch.columns.push_back(columns.at(name));
  analysis::FrameBuilder builder(plan);
  std::vector<std::uint64_t> pseudonyms(kRows);
  std::iota(pseudonyms.begin(), pseudonyms.end(), std::uint64_t{1});
  auto added = builder.add(std::move(batch), pseudonyms);
  REQUIRE_MESSAGE(added, added.error().text());
  auto frame = builder.finish();
  REQUIRE_MESSAGE(frame, frame.error().text());
  return *std::move(frame);
}

struct Node {
  explicit Node(const std::string& name)
      : id(name),
        database(*store::Database::open_in_memory({audit::kAuditMigration})),
        log(*audit::Log::open(database,
                              crypto::SigningKey::generate(),
                              "passerelle/" + name,
                              folder.file("head"))) {}

  audit::AuditReceipt note(audit::Event event, const Json& subject) {
    auto receipt = database.write([&](store::Transaction& tx) {
      return log.append(tx, audit::AuditEntry(event, kStart, subject));
    });
    REQUIRE_MESSAGE(receipt, receipt.error().text());
    return *std::move(receipt);
  }

  std::string prove(const audit::AuditReceipt& logged) const {
    const auto receipt = log.prove(logged.index());
    REQUIRE_MESSAGE(receipt, receipt.error().text());
    return canonical_text(audit::to_json(*receipt));
  }

  NodeId id;
  crypto::SigningKey seal_key = crypto::SigningKey::generate();
  store::TemporaryFolder folder;
  store::Database database;
  audit::Log log;
};

using Nodes = std::map<NodeId, std::unique_ptr<Node>>;

std::string trust_list(const Nodes& nodes, const crypto::SigningKey& anchor) {
  Json entries = Json::array();
  for (const auto& [id, node] : nodes) {
    entries.push_back(identity::to_json(identity::PeerEntry{
        id,
        "national_platform",
        id == NodeId("fr")   ? "FR"
        : id == NodeId("fi") ? "FI"
                             : "DK",
        "Health Data Body of " + id.text(),
        "https://" + id.text() + ".example:8443",
        "https://" + id.text() + ".example",
        {{crypto::sha256_hex(id.text()), kStart, kStart + std::chrono::days(365)}},
        node->seal_key.public_key(),
        node->log.key().key()}));
  }
  const Json body{{"sequence", 1},
                  {"issued", to_text(kStart)},
                  {"expires", to_text(kStart + std::chrono::days(365))},
                  {"entries", std::move(entries)}};
  return canonical_text(
      crypto::SignedDocument::sign(std::string(identity::kTrustListType), body, anchor).envelope());
}

access::Permit permit_of(const Node& node, const analysis::StudyPlan& plan) {
  access::Permit permit;
  permit.id = PermitId(node.id.text() + "-permit-1");
  permit.issuer = node.id;
  permit.application = ApplicationId("fr-2027-0001");
  permit.decision_digest = std::string(64, 'd');
  permit.requesting_node = NodeId("fr");
  permit.valid_from = kStart - std::chrono::days(10);
  permit.valid_until = kStart + std::chrono::days(300);
  permit.user_organisation = "University of Nantes";
  permit.persons = {{"marie@fr", "Marie Curie", true, access::Assurance::low}};
  permit.purposes = {*purposes::parse_purpose("53-1-e-i")};
  permit.datasets = {{DatasetId("https://" + node.id.text() + ".example/dataset/trial"),
                      {"age", "arm", "days", "died", "id", "marker", "nights", "site", "stay"},
                      {},
                      {},
                      {},
                      {},
                      {}}};
  permit.purpose_text = {{"en", "Does treatment prolong life?"}};
  permit.place = {"FR", node.id.text(), false};
  permit.opt_out.snapshot = permit.valid_from;
  permit.delete_by = permit.valid_until;
  permit.study_digests = {plan.digest};
  for (const auto& peer : kNodes) permit.peers.emplace_back(peer);
  permit.output.min_cell = 5;
  if (node.id.text() == "fi") {
    permit.kind = access::PermitKind::data_permit;
    permit.form = access::DataForm::pseudonymised;
    permit.data_protection = {"University of Nantes", "Findata", access::LegalBasis::public_task};
  }
  permit.acknowledgement = {{"en", "This work used health data of " + node.id.text() + "."}};
  return permit;
}

// What one node answers in one round.
Answer answer_of(Node& node,
                 const analysis::StudyPlan& plan,
                 const analysis::State& state,
                 const analysis::Frame& frame,
                 const std::string& transcript_digest,
                 const std::function<void(gate::AnswerContext&)>& change) {
  auto output = analysis::step(plan, state, frame);
  REQUIRE_MESSAGE(output, output.error().text());
  disclosure::Rules rules;
  rules.min_cell = 5;
  const ledger::MemoryArchive archive;
  const auto& cohorts = *output->evidence.cohorts;
  ledger::Judge judge(ledger::strangers(cohorts.atoms, cohorts.population), archive);
  const auto released = gate::DisclosureGate(rules).release(plan, state, *std::move(output), judge);
  REQUIRE_MESSAGE(released, released.error().text());
  gate::AnswerContext context{
      RunId("run-2027-1"),
      state.round,
      NodeId("fr"),
      node.id,
      PermitId(node.id.text() + "-permit-1"),
      1,
      plan.digest,
      {{DatasetId("https://" + node.id.text() + ".example/dataset/trial"),
        crypto::sha256_hex("rows of " + node.id.text())}},
      transcript_digest,
      released->receipt().rules,
      privacy::Treatment{privacy::Rule::at_approval, kStart - std::chrono::days(12), std::nullopt}};
  change(context);
  const auto logged = node.note(
      audit::Event::release,
      {{"run", context.run.text()},
       {"round", context.round},
       {"permit", context.permit.text()},
       {"requesting_node", "fr"},
       {"person", "marie@fr"},
       {"study", plan.digest},
       {"rules", gate::rules_digest(context.rules)},
       {"partial", crypto::sha256_hex(canonical_text(analysis::to_json(released->value())))}});
  const auto sealed = gate::seal(*released, context, logged, node.seal_key);
  return {sealed.envelope(), node.prove(logged)};
}

Answer pooled_of(Node& node,
                 const analysis::StudyPlan& plan,
                 const analysis::State& state,
                 const gate::Transcript& transcript) {
  const auto released = gate::DisclosureGate(disclosure::Rules{}).release_pooled(plan, state);
  gate::PooledContext context;
  context.run = RunId("run-2027-1");
  context.rounds = transcript.next_round();
  context.requesting_node = node.id;
  context.study_digest = plan.digest;
  context.transcript_digest = transcript.digest();
  const auto logged =
      node.note(audit::Event::answer_pooled, {{"run", "run-2027-1"},
                                              {"study", plan.digest},
                                              {"answer", crypto::sha256_hex(released.value())}});
  const auto sealed = gate::seal_pooled(released, context, logged, node.seal_key);
  return {sealed.envelope(), node.prove(logged)};
}

Run make(const std::function<void(gate::AnswerContext&)>& change) {
  const auto document = parse_json(study_text());
  REQUIRE(document);
  const auto plan = analysis::compile_study(*document);
  REQUIRE_MESSAGE(plan, plan.error().text());
  Nodes nodes;
  std::map<NodeId, analysis::Frame> frames;
  std::map<NodeId, crypto::PublicKey> seal_keys;
  std::map<NodeId, PermitId> permits;
  const auto anchor = crypto::SigningKey::generate();
  Run run;
  run.anchor = anchor.public_key().fingerprint();
  auto& contents = run.contents;
  for (std::size_t i = 0; i < kNodes.size(); ++i) {
    const NodeId id(kNodes[i]);
    auto& node = *(nodes[id] = std::make_unique<Node>(kNodes[i]));
    frames[id] = frame_of(*plan, i + 1);
    seal_keys.emplace(id, node.seal_key.public_key());
    const auto permit = permit_of(node, *plan);
    permits.emplace(id, permit.id);
    contents.permits[id] = canonical_text(
        crypto::SignedDocument::sign(access::kPermitType, access::to_json(permit), node.seal_key)
            .envelope());
  }
  contents.run = RunId("run-2027-1");
  contents.requesting_node = NodeId("fr");
  contents.submitted = kStart - std::chrono::minutes(3);
  contents.software_version = "0.1.0";
  contents.study = canonical_text(*document);
  contents.trust_list = trust_list(nodes, anchor);

  gate::Transcript transcript({contents.run, contents.requesting_node, plan->digest, permits},
                              seal_keys);
  auto state = analysis::start(*plan);
  while (state.phase != analysis::Phase::finished) {
    std::vector<std::string> envelopes;
    for (const auto& [id, node] : nodes) {
      auto& answer = contents.answers[state.round][id];
      answer = answer_of(*node, *plan, state, frames.at(id), transcript.digest(), change);
      envelopes.push_back(answer.envelope);
    }
    const auto partials = transcript.add_round(envelopes);
    REQUIRE_MESSAGE(partials, partials.error().text());
    auto next = analysis::advance(*plan, std::move(state), *partials);
    REQUIRE_MESSAGE(next, next.error().text());
    state = *std::move(next);
  }
  contents.pooled = pooled_of(*nodes.at(NodeId("fr")), *plan, state, transcript);
  return run;
}

}  // namespace

std::string study_text() {
  return R"json({
    "passerelle": "study/1",
    "study": {"id": "trial", "version": "1.0.0", "purpose": "53-1-e-i",
              "title": {"en": "Survival with the new treatment & the old",
                        "fr": "Survie avec le nouveau traitement et l’ancien"},
              "summary": {"en": "Does the new treatment prolong life?",
                          "fr": "Le nouveau traitement prolonge-t-il la vie ?"}},
    "sources": [{"alias": "trial", "person": "id",
                 "datasets": ["https://dk.example/dataset/trial", "https://fi.example/dataset/trial",
                              "https://fr.example/dataset/trial"]}],
    "variables": {"arm": {"column": "arm", "levels": ["old", "new"]},
                  "site": {"column": "site", "levels": ["left", "right", "both"]},
                  "side": {"column": "site", "levels": ["left", "right"]},
                  "is_old": {"case": [[{"ge": ["age", 68]}, 1]], "else": 0, "levels": [0, 1]},
                  "is_new": {"case": [[{"eq": ["arm", "new"]}, 1]], "else": 0, "levels": [0, 1]},
                  "risk": {"div": ["marker", 40]},
                  "cause3": {"case": [[{"and": [{"eq": ["died", 1]}, {"le": ["days", 1095]},
                                                {"eq": ["site", "left"]}]}, 2],
                                      [{"and": [{"eq": ["died", 1]}, {"le": ["days", 1095]}]}, 1]],
                             "else": 0, "levels": [0, 1, 2]},
                  "time3": {"min": ["days", 1095]},
                  "years3": {"div": [{"min": ["days", 1095]}, 365.25]},
                  "decade": {"cut": "age", "breaks": [null, 55, 70, null]},
                  "log_time": {"log": {"min": ["days", 1095]}},
                  "older": {"case": [[{"ge": ["age", 60]}, 1]], "else": 0},
                  "death": {"case": [[{"and": [{"eq": ["died", 1]}, {"le": ["days", 1095]}]}, 1]],
                            "else": 0},
                  "dead3": {"case": [[{"and": [{"eq": ["died", 1]}, {"le": ["days", 1095]}]}, 1]],
                            "else": 0, "levels": [0, 1]}},
    "cohorts": {"patients": {"from": "trial"}},
    "analysis_set": {"cohort": "patients", "complete_on": ["arm", "age", "decade", "time3", "years3",
                                                           "dead3", "log_time", "death", "older",
                                                           "cause3", "visits", "rooms"]},
    "analyses": [
      {"id": "patients", "type": "count", "by": "arm"},
      {"id": "sites", "type": "crosstab", "rows": "site", "columns": "arm"},
      {"id": "deaths", "type": "crosstab", "rows": "arm", "columns": "dead3", "horizon": 1095},
      {"id": "age", "type": "describe", "variables": ["age"], "by": "arm", "per_node": true},
      {"id": "curve", "type": "kaplan_meier", "time": "time3", "event": "dead3", "by": "arm",
       "breaks": [183, 365, 548, 730, 913, 1095], "censor_breaks": [1095], "horizon": 1095,
       "coarser": [[365, 730, 1095], [365, 1095], [1095]],
       "conf_type": "log-log", "tau": 1000},
      {"id": "rank", "type": "log_rank", "time": "time3", "event": "dead3", "by": "arm",
       "horizon": 1095},
      {"id": "early", "type": "log_rank", "time": "time3", "event": "dead3", "by": "arm",
       "horizon": 1095, "rho": 1},
      {"id": "common", "type": "log_rank", "time": "time3", "event": "dead3", "by": "arm",
       "strata": [], "rho": 0.5, "breaks": [183, 365, 548, 730, 913, 1095],
       "censor_breaks": [1095], "coarser": [[365, 730, 1095], [365, 1095], [1095]]},
      {"id": "cox", "type": "cox", "time": "time3", "event": "dead3", "terms": ["arm", "age"],
       "horizon": 1095, "ties": "efron", "per_node": true, "concordance": true,
       "proportional_hazards": true},
      {"id": "together", "type": "cox", "time": "time3", "event": "dead3", "terms": ["arm", "age"],
       "strata": [], "breaks": [183, 365, 548, 730, 913, 1095], "censor_breaks": [1095],
       "coarser": [[365, 730, 1095], [365, 1095], [1095]], "proportional_hazards": true,
       "baseline_hazard": true},
      {"id": "robust", "type": "linear", "outcome": "time3", "terms": ["arm", "age"],
       "robust": "hc1"},
      {"id": "squares", "type": "linear", "outcome": "time3", "terms": ["arm", "age"],
       "per_node": true},
      {"id": "logit", "type": "glm", "family": "binomial", "outcome": "dead3",
       "terms": ["arm", "age"]},
      {"id": "rates", "type": "glm", "family": "poisson", "outcome": "death", "offset": "log_time",
       "terms": ["arm", "age"]},
      {"id": "spread", "type": "glm", "family": "negative_binomial", "outcome": "time3",
       "terms": ["arm", "age"]},
      {"id": "unknown", "type": "missingness", "variables": ["stay"]},
      {"id": "sides", "type": "conformance", "variables": ["side"], "max_percent": 90},
      {"id": "plausible", "type": "validation", "rules": ["is_new"], "max_percent": 90},
      {"id": "length", "type": "glm", "family": "gamma", "outcome": "time3", "weights": "years3",
       "terms": ["arm", "age"]},
      {"id": "incidence", "type": "rate", "event": "dead3", "person_time": "years3", "by": "decade",
       "standard": "esp2013", "reference_rates": [0.1, 0.15, 0.2]},
      {"id": "lengths", "type": "histogram", "variable": "stay", "breaks": [0, 10, 20, null]},
      {"id": "new", "type": "meta", "of": "cox.armnew", "methods": ["fixed", "DL", "PM", "REML"]},
      {"id": "by_marker", "type": "diagnostic", "truth": "dead3", "score": "risk",
       "thresholds": [0.25, 0.375, 0.5], "threshold": 0.375, "calibration": true},
      {"id": "causes", "type": "competing_risks", "time": "time3", "cause": "cause3",
       "breaks": [183, 365, 548, 730, 913, 1095], "censor_breaks": [1095], "horizon": 1095,
       "coarser": [[365, 730, 1095], [365, 1095], [1095]], "conf_type": "log-log"},
      {"id": "stays", "type": "quantiles", "variable": "nights", "probs": [0.25, 0.5, 0.9],
       "definition": 6, "resolution": 1},
      {"id": "nights", "type": "describe", "variables": ["nights"],
       "quantiles": {"resolution": {"nights": 1}}},
      {"id": "incidence_by_arm", "type": "rate", "event": "dead3", "person_time": "years3",
       "by": ["arm", "decade"], "standard": "ESP2013", "horizon": 1095},
      {"id": "by_arm", "type": "diagnostic", "truth": "dead3", "test": "is_new"},
      {"id": "longer", "type": "meta", "of": "squares.(Intercept)", "methods": ["DL"]},
      {"id": "groups", "type": "table_one", "by": "arm", "variables": ["site", "age"]},
      {"id": "related", "type": "correlation", "variables": ["age", "time3"]},
      {"id": "components", "type": "pca", "variables": ["age", "time3"]},
      {"id": "crossed", "type": "cox", "time": "time3", "event": "dead3", "horizon": 1095,
       "terms": ["arm", "age", "age:arm"]},
      {"id": "bent", "type": "linear", "outcome": "time3",
       "terms": ["arm", {"spline": "age", "knots": [50, 60, 70]}]},
      {"id": "change", "type": "did", "outcome": "time3", "treated": "arm", "post": "older"},
      {"id": "series", "type": "its", "outcome": "death", "time": "age", "intervention": 60,
       "offset": "log_time"},
      {"id": "weighted", "type": "propensity", "exposure": "is_new", "terms": ["age"],
       "estimand": "ATE", "outcome": "dead3", "truncate": 0.01},
      {"id": "weighted_time", "type": "propensity", "exposure": "is_new", "terms": ["age"],
       "estimand": "ATT", "outcome": "time3"},
      {"id": "matched", "type": "propensity", "exposure": "is_old", "terms": ["arm"],
       "estimand": "ATT", "outcome": "dead3", "matching": {"caliper": 0.5}},
      {"id": "matched_time", "type": "propensity", "exposure": "is_old", "terms": ["arm"],
       "estimand": "ATT", "outcome": "time3", "matching": {"ratio": 2, "exact": ["arm"]}},
      {"id": "wards", "type": "mixed", "outcome": "time3", "terms": ["age"], "group": "site"},
      {"id": "ranks", "type": "correlation", "variables": ["arm", "decade", "dead3"],
       "method": "spearman"},
      {"id": "ranked", "type": "correlation", "variables": ["visits", "rooms"],
       "method": "spearman", "resolution": {"visits": 1, "rooms": 2}},
      {"id": "efficacy", "type": "derive", "expr": "1 - exp(cox.armnew)"}]})json";
}

const Run& run() {
  static const Run kRun = make([](gate::AnswerContext&) {});
  return kRun;
}

Run run_with(const std::function<void(gate::AnswerContext&)>& change) { return make(change); }

const Files& files() {
  static const Files kFiles = [] {
    auto written = write_bundle(run().contents);
    REQUIRE_MESSAGE(written, written.error().text());
    return *std::move(written);
  }();
  return kFiles;
}

}  // namespace passerelle::bundle::sample
