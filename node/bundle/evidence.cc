#include "node/bundle/evidence.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "node/analysis/cox_breaks.h"
#include "node/analysis/glm_fit.h"
#include "node/analysis/pool.h"
#include "node/audit/receipt.h"
#include "node/bundle/errors.h"
#include "node/crypto/digest.h"
#include "node/gate/transcript.h"

namespace passerelle::bundle {
namespace {

Error refuse(BundleError code, std::string why) { return Error{code, std::move(why)}; }

Result<const identity::PeerEntry*> entry_of(const identity::TrustList& trust, const NodeId& node) {
  const auto* entry = trust.find(node);
  if (entry == nullptr) {
    return refuse(BundleError::not_proved, "the trust list does not name " + node.text());
  }
  return entry;
}

// Returns the texts and whole numbers of an entry's subject as text.
std::map<std::string, std::string> as_texts(const Json& subject) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : subject.items()) {
    if (value.is_string()) texts[name] = value.get<std::string>();
    if (value.is_number_integer()) texts[name] = std::to_string(value.get<std::int64_t>());
  }
  return texts;
}

template <class Id>
bool contains(const std::vector<Id>& nodes, const Id& node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

// The study, and everything that the nodes had to say about who may do what.
Result<void> open_ground(const Contents& contents, Replay& run) {
  auto study = parse_json(contents.study);
  if (!study) return study.error();
  const auto text = canonical(*study);
  if (!text || *text != contents.study) {
    return refuse(BundleError::malformed, "study.json is not in its canonical form");
  }
  auto plan = analysis::compile_study(*study);
  if (!plan) return plan.error();
  run.study = std::make_shared<const Json>(*std::move(study));
  run.plan = *std::move(plan);
  for (const auto& [node, envelope] : contents.permits) {
    auto permit = open_permit(run.trust, node, envelope);
    if (!permit) return permit.error();
    if (!contents.answers.begin()->second.contains(node)) {
      return refuse(BundleError::contradiction,
                    "there is a permit of " + node.text() + ", which takes no part");
    }
    run.permits.emplace(node, *std::move(permit));
  }
  return {};
}

Result<std::map<NodeId, crypto::PublicKey>> seal_keys(const identity::TrustList& trust,
                                                      const std::map<NodeId, Answer>& round) {
  std::map<NodeId, crypto::PublicKey> keys;
  for (const auto& [node, answer] : round) {
    const auto entry = entry_of(trust, node);
    if (!entry) return entry.error();
    keys.emplace(node, (*entry)->seal_key);
  }
  return keys;
}

// A node says by which definition it chose the rows of a set that the study names.
Result<void> check_set(const analysis::StudyPlan& plan, const gate::AnswerContext& context) {
  const auto& named = plan.named_set;
  const auto& used = context.analysis_set;
  if (named.has_value() == used.has_value() && (!named || named->name == used->name)) return {};
  return refuse(BundleError::contradiction, "the answer of " + context.executing_node.text() +
                                                " is of other rows than the set that the study "
                                                "names");
}

Result<Round> open_round(const Contents& contents,
                         const std::map<NodeId, Answer>& given,
                         const gate::Transcript& transcript,
                         Replay& run) {
  Round round;
  for (const auto& [node, answer] : given) {
    auto opened = transcript.open_next(node, answer.envelope);
    if (!opened) return opened.error();
    const auto permit = run.permits.find(node);
    if (permit == run.permits.end()) {
      return refuse(BundleError::incomplete, "the permit of " + node.text() + " is missing");
    }
    if (permit->second.requesting_node != contents.requesting_node) {
      return refuse(BundleError::contradiction,
                    "the permit of " + node.text() + " was given to another node");
    }
    const auto at = check_receipt(run.trust, node, answer.receipt, facts_of(*opened));
    if (!at) return at.error();
    if (auto covered = check_permit(permit->second, run.plan, *opened, given, *at); !covered) {
      return covered.error();
    }
    if (auto fits = check_set(run.plan, opened->context); !fits) return fits.error();
    run.released[node].push_back(*at);
    round.emplace(node, *std::move(opened));
  }
  return round;
}

bool is_best(const analysis::LikelihoodSums& sums, const analysis::NewtonFit& fit) {
  return sums.score == fit.best.score && sums.information == fit.best.information;
}

// Notes in which round each model found the point that the answer reports.
void note_fits(const std::map<NodeId, analysis::Partial>& partials,
               std::size_t round,
               Replay& run) {
  for (const auto& [id, fit] : run.state.glm_fits) {
    const auto pooled = analysis::Pool(partials).glm({id, "", ""});
    if (pooled && is_best(analysis::likelihood_of(*pooled), fit.newton)) run.fitted_in[id] = round;
  }
  const analysis::Outcomes outcomes(run.plan);
  for (const auto& [id, fit] : run.state.fits) {
    auto pooled = analysis::Pool(partials).cox({id, "", ""});
    if (const auto breaks = analysis::Pool(partials).breaks({id, "", ""})) {
      const auto model =
          analysis::break_model(outcomes, run.state, analysis::find_analysis(run.plan, id));
      pooled = analysis::likelihood_of(*model, *breaks, fit.best_beta);
    }
    if (pooled && is_best(*pooled, fit)) run.fitted_in[id] = round;
  }
}

Result<void> fold(const Contents& contents, Replay& run, gate::Transcript& transcript) {
  run.state = analysis::start(run.plan);
  for (const auto& [number, given] : contents.answers) {
    if (number != transcript.next_round()) {
      return refuse(BundleError::incomplete,
                    "round " + std::to_string(transcript.next_round()) + " is missing");
    }
    auto round = open_round(contents, given, transcript, run);
    if (!round) return round.error();
    std::vector<std::string> envelopes;
    for (const auto& [node, answer] : given) envelopes.push_back(answer.envelope);
    const auto partials = transcript.add_round(envelopes);
    if (!partials) return partials.error();
    const auto index = static_cast<std::size_t>(number);
    if (analysis::releases_cells(run.state.phase)) run.first_round = index;
    auto state = analysis::advance(run.plan, std::move(run.state), *partials);
    if (!state) return state.error();
    run.state = *std::move(state);
    run.plan = analysis::at_agreed_groupings(run.plan, run.state);
    note_fits(*partials, index, run);
    run.rounds.push_back(*std::move(round));
  }
  if (run.state.phase != analysis::Phase::finished) {
    return refuse(BundleError::incomplete, "the rounds do not finish the study");
  }
  return {};
}

Result<void> open_pooled(const Contents& contents,
                         const std::string& transcript_digest,
                         Replay& run) {
  const auto entry = entry_of(run.trust, contents.requesting_node);
  if (!entry) return entry.error();
  const auto envelope = parse_json(contents.pooled.envelope);
  if (!envelope) return envelope.error();
  auto pooled = gate::open_pooled_answer(*envelope, (*entry)->seal_key);
  if (!pooled) return pooled.error();
  const auto& context = pooled->context;
  const bool is_of_run =
      context.run == contents.run && context.requesting_node == contents.requesting_node &&
      context.study_digest == run.plan.digest && context.transcript_digest == transcript_digest &&
      static_cast<std::size_t>(context.rounds) == run.rounds.size();
  if (!is_of_run) {
    return refuse(BundleError::contradiction, "the pooled answer belongs to other rounds or runs");
  }
  if (pooled->answer != canonical_text(*run.answer)) {
    return refuse(BundleError::contradiction,
                  "the pooled answer is not what the answers of the nodes give");
  }
  const auto at = check_receipt(run.trust, contents.requesting_node, contents.pooled.receipt,
                                facts_of(*pooled));
  if (!at) return at.error();
  run.pooled = *std::move(pooled);
  return {};
}

}  // namespace

Result<identity::TrustList> read_trust_list(const std::string& envelope) {
  const auto json = parse_json(envelope);
  if (!json) return json.error();
  const auto document = crypto::SignedDocument::parse(*json, identity::kTrustListType);
  if (!document) return document.error();
  return identity::TrustList::read(*json, document->claimed_key());
}

Result<access::Permit> open_permit(const identity::TrustList& trust,
                                   const NodeId& issuer,
                                   const std::string& envelope) {
  const auto entry = entry_of(trust, issuer);
  if (!entry) return entry.error();
  const auto json = parse_json(envelope);
  if (!json) return json.error();
  const auto body = crypto::SignedDocument::open(*json, access::kPermitType, (*entry)->seal_key);
  if (!body) return body.error();
  auto permit = access::permit_from_json(*body);
  if (!permit) return permit.error();
  if (permit->issuer != issuer) {
    return refuse(BundleError::contradiction, "it was issued by another node");
  }
  return permit;
}

Result<gate::OpenedAnswer> open_answer(const identity::TrustList& trust,
                                       const NodeId& node,
                                       const std::string& envelope) {
  const auto entry = entry_of(trust, node);
  if (!entry) return entry.error();
  const auto json = parse_json(envelope);
  if (!json) return json.error();
  return gate::open_answer(*json, (*entry)->seal_key);
}

Result<Instant> check_receipt(const identity::TrustList& trust,
                              const NodeId& node,
                              const std::string& receipt,
                              const LogFacts& expected) {
  const auto entry = entry_of(trust, node);
  if (!entry) return entry.error();
  const auto log = audit::NoteKey::make("passerelle/" + node.text(), (*entry)->log_key);
  if (!log) return log.error();
  const auto json = parse_json(receipt);
  if (!json) return json.error();
  const auto read = audit::receipt_from_json(*json);
  if (!read) return read.error();
  if (const auto head = audit::verify_receipt(*read, *log); !head) return head.error();
  if (read->index != expected.index) {
    return refuse(BundleError::contradiction, "the answer names another place in the log");
  }
  const auto said = parse_json(read->entry);
  if (!said || !said->is_object() || said->value("event", Json()) != expected.event) {
    return refuse(BundleError::contradiction, "the log entry tells of another act");
  }
  const auto subject = said->find("subject");
  const auto texts = subject != said->end() && subject->is_object()
                         ? as_texts(*subject)
                         : std::map<std::string, std::string>();
  for (const auto& [name, value] : expected.subject) {
    const auto found = texts.find(name);
    if (found == texts.end() || found->second != value) {
      return refuse(BundleError::contradiction, "the log entry names another " + name);
    }
  }
  const auto at = said->find("at");
  if (at == said->end() || !at->is_string()) {
    return refuse(BundleError::malformed, "the log entry has no time");
  }
  return parse_instant(at->get<std::string>());
}

LogFacts facts_of(const gate::OpenedAnswer& answer) {
  const auto& context = answer.context;
  return {"release",
          static_cast<std::uint64_t>(answer.log_index),
          {{"run", context.run.text()},
           {"round", std::to_string(context.round)},
           {"permit", context.permit.text()},
           {"study", context.study_digest},
           {"rules", gate::rules_digest(context.rules)},
           {"partial", crypto::sha256_hex(canonical_text(analysis::to_json(answer.partial)))}}};
}

LogFacts facts_of(const gate::OpenedPooledAnswer& answer) {
  return {"answer_pooled",
          static_cast<std::uint64_t>(answer.log_index),
          {{"run", answer.context.run.text()},
           {"study", answer.context.study_digest},
           {"answer", crypto::sha256_hex(answer.answer)}}};
}

Result<void> check_permit(const access::Permit& permit,
                          const analysis::StudyPlan& plan,
                          const gate::OpenedAnswer& answer,
                          const std::map<NodeId, Answer>& round,
                          Instant at) {
  const auto& context = answer.context;
  const auto outside = [&](const std::string& why) {
    return refuse(BundleError::contradiction,
                  "the permit of " + context.executing_node.text() + " " + why);
  };
  if (permit.id != context.permit || permit.version != context.permit_version) {
    return outside("is not the one that the answer names");
  }
  const auto& studies = permit.study_digests;
  if (std::find(studies.begin(), studies.end(), plan.digest) == studies.end()) {
    return outside("does not name this study");
  }
  if (at < permit.valid_from || at >= permit.valid_until) {
    return outside("was not valid when the answer left");
  }
  for (const auto& [node, other] : round) {
    if (node != permit.issuer && !contains(permit.peers, node)) {
      return outside("does not let " + node.text() + " take part");
    }
  }
  for (const auto& [dataset, version] : context.dataset_versions) {
    const bool is_permitted =
        std::any_of(permit.datasets.begin(), permit.datasets.end(),
                    [&](const access::PermittedDataset& one) { return one.id == dataset; });
    if (!is_permitted) return outside("does not cover a data set that was read");
    const bool is_linked = plan.has_links() && context.dataset_versions.size() > 1;
    if (is_linked && !contains(permit.linkage, dataset)) {
      return outside("does not let a data set be linked that was");
    }
  }
  if (context.opt_out && context.opt_out->exception != permit.opt_out.exception) {
    return outside("has another exception from the opt-out than the answer");
  }
  return {};
}

Absent absent_from(const Replay& run) {
  const auto all = run.plan.datasets();
  std::set<DatasetId> datasets(all.begin(), all.end());
  std::set<NodeId> nodes;
  for (const auto& [node, permit] : run.permits) {
    nodes.insert(permit.peers.begin(), permit.peers.end());
  }
  for (const auto& [node, answer] : run.rounds.back()) {
    nodes.erase(node);
    for (const auto& [dataset, version] : answer.context.dataset_versions) datasets.erase(dataset);
  }
  return {{datasets.begin(), datasets.end()}, {nodes.begin(), nodes.end()}};
}

Result<Replay> replay(const Contents& contents) {
  if (contents.answers.empty()) return refuse(BundleError::incomplete, "there are no answers");
  auto trust = read_trust_list(contents.trust_list);
  if (!trust) return trust.error();
  Replay run{{}, {}, *std::move(trust), {}, {}, {}, {}, {}, 0, {}, {}};
  if (auto opened = open_ground(contents, run); !opened) return opened.error();
  const auto keys = seal_keys(run.trust, contents.answers.begin()->second);
  if (!keys) return keys.error();
  std::map<NodeId, PermitId> permits;
  for (const auto& [node, permit] : run.permits) permits.emplace(node, permit.id);
  gate::Transcript transcript(
      {contents.run, contents.requesting_node, run.plan.digest, std::move(permits)}, *keys);
  if (auto folded = fold(contents, run, transcript); !folded) return folded.error();
  run.answer = std::make_shared<const Json>(analysis::pooled_answer(run.plan, run.state));
  if (auto opened = open_pooled(contents, transcript.digest(), run); !opened) {
    return opened.error();
  }
  return run;
}

}  // namespace passerelle::bundle
