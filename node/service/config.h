// The settings of a node: `passerelle.toml` in its home, read once.
//
// An unknown key is refused with its line. `PASSERELLE_SECTION_KEY` in the environment overrides
// one key. Secrets are never in the file, only paths.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/strong_id.h"
#include "node/service/period.h"
#include "policies/privacy/opt_out.h"

namespace passerelle::service {

inline constexpr const char* kNoContact = "-";

struct Config {
  NodeId id;
  std::string country, kind, name;
  std::string public_listen, public_url;
  std::string federation_listen, federation_url;
  std::string sandbox;  // "required" or "best_effort"
  std::int64_t worker_limit = 0;
  std::int64_t worker_memory_mb = 0;
  std::chrono::seconds worker_step{0};
  std::chrono::seconds worker_idle{0};
  std::chrono::hours login{0};
  Period harvest_peers;                                // how often other nodes are harvested
  std::string catalogue_entry;                         // "open" or "by_act"
  std::string catalogue_violations;                    // "keep" or "refuse"
  privacy::Rule opt_out = privacy::Rule::at_approval;  // Art. 71, or a stricter national rule
  std::string register_publish;                        // "automatic" or "by_publisher"
  std::string register_contact;                        // of the body; kNoContact: not told
  std::chrono::seconds permit_status_age{0};           // how old an issuer's word may be
  std::vector<std::chrono::days> remind_before;        // how long before the end of a time limit
  std::string log_level;
};

// Returns the text of a new configuration file: what the node is, and every other default as a
// comment. `given` holds values for keys such as "federation.url".
std::string new_config_text(const std::vector<std::pair<std::string, std::string>>& given);

Result<Config> read_config(const std::filesystem::path& file);

// Returns every setting in force, for `passerelle config show`.
Json to_json(const Config& config);

}  // namespace passerelle::service
