#include "node/service/node.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/random.h"
#include "node/identity/errors.h"
#include "node/net/tls.h"
#include "node/service/errors.h"
#include "node/service/schema.h"
#include "node/sources/run.h"

namespace passerelle::service {
namespace {

// How often it is looked at what has fallen due.
constexpr std::chrono::seconds kRoutinePause{5};

constexpr std::size_t kMaximumRulesBytes = 64 << 10;

Result<disclosure::Rules> read_rules(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaximumRulesBytes);
  if (!text) return text.error();
  const auto value = parse_json(*text);
  if (!value) return Error{value.error().code, file.string() + ": " + value.error().detail};
  auto rules = disclosure::rules_from_json(*value, "");
  if (!rules) return Error{rules.error().code, file.string() + ": " + rules.error().detail};
  return rules;
}

Error not_running() {
  return {ServiceError::conflict, "the node is not running; start it with `passerelle serve`"};
}

// A home from before the ledger of releases gets its key now. One that was lost is not made again
// unseen: what it had sealed does not open with another, and then nothing leaves.
Result<crypto::StorageKey> ledger_key_of(const Home& home) {
  if (!std::filesystem::exists(home.ledger_key())) {
    if (auto saved = crypto::StorageKey::generate().save(home.ledger_key()); !saved) {
      return saved.error();
    }
  }
  return crypto::StorageKey::load(home.ledger_key());
}

worker::WorkerOptions worker_options(const Config& config) {
  worker::WorkerOptions options;
  options.executable =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "passerelle-worker";
  options.sandbox = config.sandbox;
  options.step_deadline = config.worker_step;
  options.memory_bytes = static_cast<std::uint64_t>(config.worker_memory_mb) << 20;
  return options;
}

}  // namespace

struct Node::Parts {
  Home home;
  HomeLock lock;
  Config config;
  disclosure::Rules rules;
  crypto::SigningKey seal_key;
  crypto::StorageKey ledger_key;
  std::unique_ptr<store::Database> database;
  audit::Log log;
};

Node::Node(const Clock& time, Parts parts)
    : lock_(std::move(parts.lock)),
      owned_database_(std::move(parts.database)),
      clock(time),
      home(std::move(parts.home)),
      config(std::move(parts.config)),
      rules(parts.rules),
      seal_key(std::move(parts.seal_key)),
      ledger_key(std::move(parts.ledger_key)),
      database(*owned_database_),
      log(std::move(parts.log)),
      trust(database),
      accounts(database, {.session_length = config.login}),
      identifier(trust, accounts),
      workers(worker_options(config),
              {static_cast<std::size_t>(config.worker_limit), config.worker_idle}),
      profiles(home.profiles()) {}

Node::~Node() { disconnect(); }

Result<std::unique_ptr<Node>> Node::open(const Home& home, const Clock& clock) {
  auto lock = HomeLock::take(home);
  if (!lock) return lock.error();
  auto config = read_config(home.config());
  if (!config) return config.error();
  auto rules = read_rules(home.disclosure_rules());
  if (!rules) return rules.error();
  auto seal_key = crypto::SigningKey::load(home.seal_key());
  if (!seal_key) return seal_key.error();
  auto ledger_key = ledger_key_of(home);
  if (!ledger_key) return ledger_key.error();
  auto log_key = crypto::SigningKey::load(home.log_key());
  if (!log_key) return log_key.error();
  auto opened = store::Database::open(home.database(), all_migrations(), clock);
  if (!opened) return opened.error();
  // The log refers to the database, so it gets its place before.
  auto database = std::make_unique<store::Database>(*std::move(opened));
  auto log = audit::Log::open(*database, *std::move(log_key), "passerelle/" + config->id.text(),
                              home.log_head());
  if (!log) return log.error();
  return std::unique_ptr<Node>(new Node(
      clock, Parts{home, *std::move(lock), *std::move(config), *rules, *std::move(seal_key),
                   *std::move(ledger_key), std::move(database), *std::move(log)}));
}

Result<void> Node::connect(net::Runtime& runtime,
                           const net::TlsIdentity& identity,
                           Background background) {
  auto client = net::Client::make(runtime, identity);
  if (!client) return client.error();
  client_ = *std::move(client);
  const auto directory = [this](const NodeId& node) -> Result<federation::PeerAddress> {
    const auto list = trust.current(now());
    if (!list) return list.error();
    const auto* entry = (*list)->find(node);
    if (entry == nullptr) {
      return Error{identity::IdentityError::unknown_node,
                   "the trust list names no node " + node.text()};
    }
    auto url = http::Url::parse(entry->federation_url);
    if (!url) return url.error();
    net::ExpectedPins pins;
    for (const auto& pin : entry->pins) {
      if (pin.holds(now())) pins.push_back(pin.sha256);
    }
    return federation::PeerAddress{*std::move(url), std::move(pins), entry->seal_key};
  };
  peers_ = std::make_unique<federation::Peers>(*client_, directory);
  jobs_ = std::make_unique<Jobs>(static_cast<std::size_t>(config.worker_limit));
  driver_ = std::make_unique<federation::RunDriver>(runtime, *peers_, database, clock, seal_key,
                                                    id(), std::move(background.runs));
  const auto ended =
      database.write([&](store::Transaction& tx) { return sources::end_interrupted(tx, now()); });
  if (!ended) return ended;
  harvester_ =
      std::make_unique<Harvester>(*this, config.harvest_peers, std::move(background.harvest));
  message_handlers_ = std::move(background.messages);
  permit_changed_ = std::move(background.permit_changed);
  post_ = std::make_unique<Post>(*this, *peers_);
  if (auto resumed = background.interrupted(*this); !resumed) return resumed;
  routine_ = std::make_unique<Routine>(kRoutinePause,
                                       [this, act = std::move(background.routine)] { act(*this); });
  return {};
}

void Node::permit_changed(const PermitId& permit) {
  if (permit_changed_) permit_changed_(*this, permit);
}

void Node::wind_down() {
  if (routine_) routine_->stop();
  if (harvester_) harvester_->stop();
  if (post_) post_->stop();
}

void Node::disconnect() {
  routine_.reset();
  harvester_.reset();
  post_.reset();
  workers.stop();
  jobs_.reset();
  client_.reset();
  driver_.reset();
  peers_.reset();
}

Result<federation::MessageId> Node::send(store::Transaction& tx,
                                         federation::MessageType type,
                                         const NodeId& to,
                                         const ApplicationId& application,
                                         const Json& body) {
  const federation::Message message{federation::MessageId(id().text() + "-" + crypto::random_id()),
                                    type,
                                    id(),
                                    to,
                                    now(),
                                    std::nullopt,
                                    application,
                                    canonical_text(body)};
  const auto envelope = federation::sign_message(message, seal_key).envelope();
  if (auto kept = federation::put(tx, message, canonical_text(envelope)); !kept) {
    return kept.error();
  }
  has_mail_ = true;
  return message.id;
}

const MessageHandler* Node::message_handler(federation::MessageType type) const {
  const auto found = message_handlers_.find(type);
  return found == message_handlers_.end() ? nullptr : &found->second;
}

Result<void> Node::note(audit::Event event, const Json& subject) {
  return commit(event, subject, [](store::Transaction&) -> Result<void> { return {}; });
}

audit::AuditEntry Node::entry(audit::Event event, const Json& subject) const {
  return {event, now(), subject};
}

bool Node::concerns_catalogue(audit::Event event) {
  // Acts are named after what they concern; labels stand in the descriptions.
  const auto name = audit::event_name(event);
  return name.starts_with("catalogue_") || name.starts_with("label_");
}

void Node::publish_head() {
  if (auto published = log.publish_head(); !published) {
    spdlog::error("log_head_not_published: {}", published.error().text());
  }
}

Result<federation::Peers*> Node::peers() {
  if (peers_) return peers_.get();
  return not_running();
}

Result<federation::RunDriver*> Node::driver() {
  if (driver_) return driver_.get();
  return not_running();
}

Result<Harvester*> Node::harvester() {
  if (harvester_) return harvester_.get();
  return not_running();
}

}  // namespace passerelle::service
