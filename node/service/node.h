// A node that is open: its keys, database, log and workers, and the one way to change anything.
//
// Thread safety: members are thread-safe themselves; use cases run on any thread but the I/O one.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "node/audit/log.h"
#include "node/base/clock.h"
#include "node/crypto/storage_key.h"
#include "node/federation/peers.h"
#include "node/federation/run_driver.h"
#include "node/identity/accounts.h"
#include "node/identity/identifier.h"
#include "node/identity/trust_store.h"
#include "node/ledger/kept_persons.h"
#include "node/service/changes.h"
#include "node/service/config.h"
#include "node/service/harvester.h"
#include "node/service/heard_peers.h"
#include "node/service/home.h"
#include "node/service/jobs.h"
#include "node/service/post.h"
#include "node/service/profile_shelf.h"
#include "node/service/register_shelf.h"
#include "node/service/renderings.h"
#include "node/service/routine.h"
#include "node/store/database.h"
#include "node/worker/worker_pool.h"
#include "policies/disclosure/rules.h"

namespace passerelle::service {

// What a connected node does by itself; the rooms of the use cases bring it along.
struct Background {
  federation::DriverHooks runs;                    // what happens at the end of a run
  Harvester::Perform harvest;                      // one harvest
  std::function<void(Node&)> routine;              // what has fallen due; every few seconds
  std::function<Result<void>(Node&)> interrupted;  // goes on with what the last stop interrupted
  MessageHandlers messages;                        // what messages of other nodes do
  // Ends what runs under a permit that is no longer in force.
  std::function<void(Node&, const PermitId&)> permit_changed;
};

class Node {
 public:
  // Opens the home and resumes nothing yet: `connect` does.
  // Lifetime: the clock outlives the node.
  static Result<std::unique_ptr<Node>> open(const Home& home, const Clock& clock);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Gives the node its network: from now on it can call others, and resumes its runs and orders.
  Result<void> connect(net::Runtime& runtime,
                       const net::TlsIdentity& identity,
                       Background background);

  // Ends calls, runs and workers; what was committed goes on after the next start.
  void disconnect();

  // Makes a change and its entry in the log, both or neither. There is no other way to write.
  template <class Change>
  auto commit(audit::Event event, const Json& subject, Change&& change) {
    using Outcome = std::invoke_result_t<Change&, store::Transaction&>;
    auto outcome = commit([&](store::Transaction& tx) -> Outcome {
      auto changed = change(tx);
      if (!changed) return changed;
      if (auto logged = log.append(tx, entry(event, subject)); !logged) return logged.error();
      return changed;
    });
    if (outcome && concerns_catalogue(event)) renderings.forget();
    return outcome;
  }

  // The same for a change that appends its own entries, one for each thing that it does.
  template <class Change>
  auto commit(Change&& change) {
    using Outcome = std::invoke_result_t<Change&, store::Transaction&>;
    bool has_mail = false;
    auto outcome = database.write([&](store::Transaction& tx) -> Outcome {
      has_mail_ = false;
      auto changed = change(tx);
      has_mail = has_mail_;
      return changed;
    });
    if (outcome && has_mail && post_) post_->wake();
    publish_head();
    return outcome;
  }

  // Seals a message to another node, or to this one, and puts it into the outbox with the change
  // that `tx` makes; it is sent when that is committed, until the node has it.
  // Requires: `tx` is of a `commit`.
  Result<federation::MessageId> send(store::Transaction& tx,
                                     federation::MessageType type,
                                     const NodeId& to,
                                     const ApplicationId& application,
                                     const Json& body);

  // An entry for an act that changes nothing else: a refusal, a login.
  Result<void> note(audit::Event event, const Json& subject);
  audit::AuditEntry entry(audit::Event event, const Json& subject) const;

  // Writes the newest head beside the database; a failure is the operator's to hear of.
  void publish_head();

  Instant now() const { return clock.now(); }
  const NodeId& id() const { return config.id; }

  // Call it after every change of a permit: what runs under one that ended is stopped at once.
  // Where nothing is connected nothing runs.
  void permit_changed(const PermitId& permit);

  // The peers, runs and harvests, or an error that says to start the node.
  Result<federation::Peers*> peers();
  Result<federation::RunDriver*> driver();
  Result<Harvester*> harvester();

  // Delivers messages; none before `connect`, when they only wait.
  Post* post() { return post_.get(); }
  // What messages of a type do here; null: nothing.
  const MessageHandler* message_handler(federation::MessageType type) const;

  // Has what waits for others end soon, without waiting for it. Call it while the runtime runs, so
  // that `disconnect` is quick.
  void wind_down();

  // The rounds of studies wait here for a worker; none before `connect`.
  Jobs* jobs() { return jobs_.get(); }

 private:
  // Whether what is published may be different after such an act.
  static bool concerns_catalogue(audit::Event event);

  // What `open` puts together before there is a node.
  struct Parts;
  Node(const Clock& clock, Parts parts);

  // Declared first, so that it ends last: everything below refers to it.
  HomeLock lock_;
  std::unique_ptr<store::Database> owned_database_;

 public:
  const Clock& clock;
  const Home home;
  const Config config;
  const disclosure::Rules rules;
  const crypto::SigningKey seal_key;
  const crypto::StorageKey ledger_key;  // of the ledger of releases
  store::Database& database;
  audit::Log log;
  identity::TrustStore trust;
  identity::Accounts accounts;
  identity::Identifier identifier;
  worker::WorkerPool workers;
  ProfileShelf profiles;
  Changes changes;
  Renderings renderings;
  RegisterShelf register_shelf;
  HeardPeers heard_peers;
  ledger_store::KeptPersons kept_persons;

 private:
  std::unique_ptr<net::Client> client_;
  std::unique_ptr<federation::Peers> peers_;
  std::unique_ptr<federation::RunDriver> driver_;
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<Harvester> harvester_;
  std::unique_ptr<Routine> routine_;
  MessageHandlers message_handlers_;
  std::unique_ptr<Post> post_;
  bool has_mail_ = false;  // whether the transaction under way sends something; only within it
  std::function<void(Node&, const PermitId&)> permit_changed_;  // set once, by `connect`
};

}  // namespace passerelle::service
