#include "node/service/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "node/audit/log.h"
#include "node/base/json.h"
#include "node/crypto/certificate.h"
#include "node/crypto/signing.h"
#include "node/crypto/storage_key.h"
#include "node/http/url.h"
#include "node/identity/peer_entry.h"
#include "node/service/config.h"
#include "node/service/errors.h"
#include "node/service/schema.h"
#include "policies/disclosure/rules.h"

namespace passerelle::service {
namespace {

constexpr int kCertificateDays = 825;

Error system_error(const std::filesystem::path& file) {
  return {BaseError::unavailable, file.string() + ": " + std::strerror(errno)};
}

Result<void> check_identity(const NodeIdentity& identity) {
  const auto refuse = [](const std::string& why) { return Error{ServiceError::bad_request, why}; };
  if (!identity::is_node_id(identity.id)) {
    return refuse("--id begins with a small letter and has small letters, digits and '-'");
  }
  if (std::find(identity::kNodeKinds.begin(), identity::kNodeKinds.end(), identity.kind) ==
      identity::kNodeKinds.end()) {
    return refuse("--kind is national_platform, eu_agency or research_infrastructure");
  }
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (identity.country.size() != 2 || !is_capital(identity.country[0]) ||
      !is_capital(identity.country[1])) {
    return refuse("--country has two capital letters, such as FR");
  }
  if (identity.name.empty()) return refuse("--name is missing");
  for (const auto& url : {identity.public_url, identity.federation_url}) {
    if (url.empty()) continue;
    if (auto parsed = http::Url::parse(url); !parsed) return parsed.error();
  }
  return {};
}

// The names under which others call this node, for the certificate.
std::vector<std::string> names_of(const NodeIdentity& identity) {
  std::vector<std::string> names;
  for (const auto& text : {identity.public_url, identity.federation_url}) {
    const auto url = http::Url::parse(text);
    if (url) names.push_back(url->host);
  }
  return names;
}

Result<void> fill(const Home& home, const NodeIdentity& identity, const Clock& clock) {
  std::error_code failed;
  for (const auto* folder : {"keys", "data", "policies", "log", "run", "run/tokens"}) {
    std::filesystem::create_directories(home.root / folder, failed);
    if (failed)
      return Error{BaseError::unavailable, (home.root / folder).string() + ": " + failed.message()};
    std::filesystem::permissions(home.root / folder, std::filesystem::perms::owner_all);
  }
  std::vector<std::pair<std::string, std::string>> given{{"node.id", identity.id},
                                                         {"node.country", identity.country},
                                                         {"node.kind", identity.kind},
                                                         {"node.name", identity.name}};
  for (const auto& [key, value] : {std::pair("public.listen", identity.public_listen),
                                   std::pair("public.url", identity.public_url),
                                   std::pair("federation.listen", identity.federation_listen),
                                   std::pair("federation.url", identity.federation_url)}) {
    if (!value.empty()) given.emplace_back(key, value);
  }
  if (auto written = write_text_file(home.config(), new_config_text(given)); !written) {
    return written;
  }
  auto rules = disclosure::to_json(disclosure::Rules{}).dump(2) + "\n";
  if (auto written = write_text_file(home.disclosure_rules(), rules); !written) return written;

  const auto names = names_of(identity);
  if (auto made = crypto::make_self_signed(home.tls_certificate(), home.tls_key(), identity.name,
                                           names, kCertificateDays, clock.now());
      !made) {
    return made;
  }
  if (auto made = crypto::make_request(home.tls_request(), home.tls_key(), identity.name, names);
      !made) {
    return made;
  }
  if (auto saved = crypto::SigningKey::generate().save(home.seal_key()); !saved) return saved;
  auto log_key = crypto::SigningKey::generate();
  if (auto saved = log_key.save(home.log_key()); !saved) return saved;
  if (auto saved = crypto::StorageKey::generate().save(home.ledger_key()); !saved) return saved;

  auto database = store::Database::open(home.database(), all_migrations(), clock);
  if (!database) return database.error();
  auto log =
      audit::Log::open(*database, std::move(log_key), "passerelle/" + identity.id, home.log_head());
  if (!log) return log.error();
  const auto logged = database->write([&](store::Transaction& tx) {
    return log->append(tx, audit::AuditEntry(audit::Event::node_initialised, clock.now(),
                                             {{"node", identity.id}, {"kind", identity.kind}}));
  });
  if (!logged) return logged.error();
  return log->publish_head();
}

}  // namespace

Result<void> create_home(const Home& home, const NodeIdentity& identity, const Clock& clock) {
  if (auto checked = check_identity(identity); !checked) return checked;
  std::error_code failed;
  const bool existed = std::filesystem::exists(home.root, failed);
  if (existed && !std::filesystem::is_empty(home.root, failed)) {
    return Error{ServiceError::exists,
                 home.root.string() + " is not empty; a new node needs a new folder"};
  }
  auto filled = fill(home, identity, clock);
  if (!filled) {
    for (const auto& entry : std::filesystem::directory_iterator(home.root, failed)) {
      std::filesystem::remove_all(entry, failed);
    }
    if (!existed) std::filesystem::remove(home.root, failed);
  }
  return filled;
}

Result<HomeLock> HomeLock::take(const Home& home) {
  if (!std::filesystem::exists(home.config())) {
    return Error{ServiceError::not_a_home,
                 home.root.string() + " holds no node; make one with `passerelle init`"};
  }
  const int descriptor = ::open(home.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return system_error(home.lock());
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{ServiceError::home_in_use,
                 home.root.string() + " is open in another process, which does not answer on " +
                     home.socket().string()};
  }
  return HomeLock(descriptor);
}

HomeLock::HomeLock(HomeLock&& other) noexcept : descriptor_(other.descriptor_) {
  other.descriptor_ = -1;
}

HomeLock::~HomeLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t maximum) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return Error{BaseError::unavailable, file.string() + ": " + failed.message()};
  if (size > maximum) {
    return Error{BaseError::too_large,
                 file.string() + " has more than " + std::to_string(maximum) + " bytes"};
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (stream.bad() || !stream.is_open()) return system_error(file);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

Result<void> write_text_file(const std::filesystem::path& file, const std::string& text) {
  auto beside = file;
  beside += ".new";
  {
    std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.flush();
    if (!stream) return system_error(beside);
  }
  std::error_code failed;
  std::filesystem::rename(beside, file, failed);
  if (failed) return Error{BaseError::unavailable, file.string() + ": " + failed.message()};
  return {};
}

}  // namespace passerelle::service
