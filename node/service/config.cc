#include "node/service/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <variant>

#include "node/service/errors.h"
#include "policies/procedure/reminder.h"

namespace passerelle::service {
namespace {

using Value = std::variant<std::string, std::int64_t>;

// Longer, and a revocation would not be honoured without undue delay (Art. 63(3)).
constexpr std::chrono::hours kLongestStatusAge{24};

struct Setting {
  const char* key;  // "section.name"
  Value otherwise;  // a text that is empty has no default and must be given
  const char* comment;
};

const std::vector<Setting>& settings() {
  static const std::vector<Setting> kSettings{
      {"node.id", "", "Short name of this node in the federation."},
      {"node.country", "", "ISO 3166-1 alpha-2 code."},
      {"node.kind", "", "national_platform, eu_agency or research_infrastructure."},
      {"node.name", "", "The name people know."},
      {"public.listen", "127.0.0.1:8443", "Where everybody reaches the catalogue, over HTTPS."},
      {"public.url", "https://127.0.0.1:8443", "The address of that listener as others see it."},
      {"federation.listen", "127.0.0.1:9443", "Where other nodes call, over mutual TLS 1.3."},
      {"federation.url", "https://127.0.0.1:9443", "The address of that listener as they see it."},
      {"worker.sandbox", "best_effort",
       "What a kernel without namespaces, Landlock or seccomp means: best_effort reports it,\n"
       "# required refuses to serve."},
      {"worker.limit", std::int64_t{4}, "Workers alive at one time."},
      {"worker.memory_mb", std::int64_t{4096}, "Memory of one worker."},
      {"worker.step_seconds", std::int64_t{300}, "Longest round of a study before it is killed."},
      {"worker.idle_seconds", std::int64_t{60}, "How long a worker waits for its next round."},
      {"people.login_hours", std::int64_t{12}, "How long a login is good."},
      {"harvest.peers", "6h",
       "How often the catalogues of other nodes are harvested: 30m, 6h, never."},
      {"catalogue.entry", "open",
       "How a dataset gets into the catalogue. open: by being imported. by_act: only with the "
       "legal\n"
       "# act or decision that puts it there (--basis or --citation), and what stands outside the\n"
       "# catalogue can be neither applied for nor ordered, as the French SNDS has it."},
      {"catalogue.violations", "keep",
       "A description that violates its profile. keep: it enters with its report, for a dataset "
       "that\n"
       "# is described badly is better than one nobody hears of. refuse: it stays out unless the\n"
       "# operator accepts the violations."},
      {"privacy.opt_out", "at_approval",
       "Which titles an opt-out acts on (Art. 71). at_approval: those approved after it. at_once:\n"
       "# where national law is stricter, also those approved before, from their next run on."},
      {"register.publish", "automatic",
       "When the public register shows a case. automatic: as soon as there is something to "
       "publish.\n"
       "# by_publisher: when a publisher says so; until then only that it is due."},
      {"register.contact", kNoContact,
       "How everybody reaches the body (Art. 58(1)(e)): a postal or electronic address; - for "
       "none."},
      {"permits.status_age_seconds", std::int64_t{3600},
       "How long a permit of another node counts as in force since its issuer last said so; a day\n"
       "# at most. Studies that run under a permit stop when its issuer is silent for longer. It "
       "is\n"
       "# also how long what this node says of its own permits is good."},
      {"reminders.days_before", "30, 7",
       "How many days before the end of a time limit of a case whoever is waited for is reminded, "
       "and\n"
       "# the applicant of the end of a permit; each once. Everybody is reminded when it is over."},
      {"log.level", "info", "debug, info, warn or error; JSON lines on stderr."},
  };
  return kSettings;
}

std::string literal(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  std::string quoted = "\"";
  for (const char c : std::get<std::string>(value)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

Result<std::map<std::string, Value>> read_file(const std::filesystem::path& file) {
  const auto refuse = [&](const toml::source_region& where, const std::string& why) -> Error {
    return {ServiceError::bad_configuration,
            file.filename().string() + ", line " + std::to_string(where.begin.line) + ": " + why};
  };
  std::map<std::string, Value> values;
  try {
    const auto table = toml::parse_file(file.string());
    for (const auto& [section, entries] : table) {
      if (!entries.is_table()) {
        return refuse(entries.source(), "unknown key " + std::string(section.str()));
      }
      for (const auto& [name, node] : *entries.as_table()) {
        const auto key = std::string(section.str()) + "." + std::string(name.str());
        const auto setting = std::find_if(settings().begin(), settings().end(),
                                          [&](const Setting& known) { return key == known.key; });
        if (setting == settings().end()) return refuse(node.source(), "unknown key " + key);
        if (std::holds_alternative<std::string>(setting->otherwise)) {
          const auto text = node.value_exact<std::string>();
          if (!text || text->empty()) return refuse(node.source(), key + " is a text");
          values[key] = *text;
        } else {
          const auto number = node.value_exact<std::int64_t>();
          if (!number || *number <= 0) {
            return refuse(node.source(), key + " is a whole number above zero");
          }
          values[key] = *number;
        }
      }
    }
  } catch (const toml::parse_error& problem) {
    return refuse(problem.source(), std::string(problem.description()));
  }
  return values;
}

// "worker.step_seconds" → "PASSERELLE_WORKER_STEP_SECONDS".
std::string variable_of(const std::string& key) {
  std::string name = "PASSERELLE_" + key;
  for (auto& c : name) {
    c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

Result<void> override_from_environment(std::map<std::string, Value>& values) {
  for (const auto& setting : settings()) {
    const auto variable = variable_of(setting.key);
    const char* given = std::getenv(variable.c_str());
    if (given == nullptr) continue;
    const std::string_view text(given);
    if (std::holds_alternative<std::string>(setting.otherwise)) {
      values[setting.key] = std::string(text);
      continue;
    }
    std::int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
    if (text.empty() || end != text.data() + text.size() || number <= 0) {
      return Error{ServiceError::bad_configuration, variable + " is a whole number above zero"};
    }
    values[setting.key] = number;
  }
  return {};
}

template <std::size_t N>
bool is_one_of(const std::string& text, const std::array<const char*, N>& allowed) {
  return std::find(allowed.begin(), allowed.end(), text) != allowed.end();
}

// "30, 7": days from 1 to a leap year's.
Result<std::vector<std::chrono::days>> parse_days(std::string_view text) {
  std::vector<std::chrono::days> list;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    int count = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), count).ptr;
    if (count <= 0 || count > procedure::kMostDaysBefore) break;
    list.emplace_back(count);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return list;
    if (text.front() != ',') break;
    text.remove_prefix(1);
  }
  return Error{ServiceError::bad_configuration,
               "reminders.days_before is a list of days, such as \"30, 7\", of 366 at most"};
}

std::string days_text(const std::vector<std::chrono::days>& list) {
  std::string text;
  for (const auto one : list) text += (text.empty() ? "" : ", ") + std::to_string(one.count());
  return text;
}

}  // namespace

std::string new_config_text(const std::vector<std::pair<std::string, std::string>>& given) {
  std::string text =
      "# The settings of this node. A line that begins with # shows a default; remove the # to\n"
      "# change it. An unknown key is an error.\n";
  std::string section;
  for (const auto& setting : settings()) {
    const std::string key(setting.key);
    const auto dot = key.find('.');
    if (key.substr(0, dot) != section) {
      section = key.substr(0, dot);
      text += "\n[" + section + "]\n";
    }
    const auto value = std::find_if(given.begin(), given.end(),
                                    [&](const auto& item) { return item.first == key; });
    const bool is_given = value != given.end();
    text += std::string("# ") + setting.comment + "\n";
    text += (is_given ? "" : "# ") + key.substr(dot + 1) + " = " +
            literal(is_given ? Value(value->second) : setting.otherwise) + "\n";
  }
  return text;
}

Result<Config> read_config(const std::filesystem::path& file) {
  auto values = read_file(file);
  if (!values) return values.error();
  if (auto done = override_from_environment(*values); !done) return done.error();
  for (const auto& setting : settings()) {
    const auto* text = std::get_if<std::string>(&setting.otherwise);
    if (text != nullptr && text->empty() && !values->contains(setting.key)) {
      return Error{ServiceError::bad_configuration, std::string(setting.key) + " is missing"};
    }
    values->try_emplace(setting.key, setting.otherwise);
  }
  const auto text = [&](const char* key) { return std::get<std::string>(values->at(key)); };
  const auto number = [&](const char* key) { return std::get<std::int64_t>(values->at(key)); };
  const auto harvest_peers = parse_period(text("harvest.peers"));
  if (!harvest_peers) {
    return Error{ServiceError::bad_configuration, "harvest.peers: " + harvest_peers.error().detail};
  }
  const auto opt_out = privacy::parse_rule(text("privacy.opt_out"));
  if (!opt_out) {
    return Error{ServiceError::bad_configuration, "privacy.opt_out: " + opt_out.error().detail};
  }
  const auto remind_before = parse_days(text("reminders.days_before"));
  if (!remind_before) return remind_before.error();
  Config config{NodeId(text("node.id")),
                text("node.country"),
                text("node.kind"),
                text("node.name"),
                text("public.listen"),
                text("public.url"),
                text("federation.listen"),
                text("federation.url"),
                text("worker.sandbox"),
                number("worker.limit"),
                number("worker.memory_mb"),
                std::chrono::seconds(number("worker.step_seconds")),
                std::chrono::seconds(number("worker.idle_seconds")),
                std::chrono::hours(number("people.login_hours")),
                *harvest_peers,
                text("catalogue.entry"),
                text("catalogue.violations"),
                *opt_out,
                text("register.publish"),
                text("register.contact"),
                std::chrono::seconds(number("permits.status_age_seconds")),
                *remind_before,
                text("log.level")};
  if (!is_one_of(config.sandbox, std::array{"required", "best_effort"})) {
    return Error{ServiceError::bad_configuration, "worker.sandbox is required or best_effort"};
  }
  if (!is_one_of(config.catalogue_entry, std::array{"open", "by_act"})) {
    return Error{ServiceError::bad_configuration, "catalogue.entry is open or by_act"};
  }
  if (!is_one_of(config.catalogue_violations, std::array{"keep", "refuse"})) {
    return Error{ServiceError::bad_configuration, "catalogue.violations is keep or refuse"};
  }
  if (!is_one_of(config.register_publish, std::array{"automatic", "by_publisher"})) {
    return Error{ServiceError::bad_configuration, "register.publish is automatic or by_publisher"};
  }
  if (config.permit_status_age > kLongestStatusAge) {
    return Error{ServiceError::bad_configuration,
                 "permits.status_age_seconds is a day, 86400, at most"};
  }
  if (!is_one_of(config.log_level, std::array{"debug", "info", "warn", "error"})) {
    return Error{ServiceError::bad_configuration, "log.level is debug, info, warn or error"};
  }
  return config;
}

Json to_json(const Config& config) {
  return {
      {"node",
       {{"id", config.id.text()},
        {"country", config.country},
        {"kind", config.kind},
        {"name", config.name}}},
      {"public", {{"listen", config.public_listen}, {"url", config.public_url}}},
      {"federation", {{"listen", config.federation_listen}, {"url", config.federation_url}}},
      {"worker",
       {{"sandbox", config.sandbox},
        {"limit", config.worker_limit},
        {"memory_mb", config.worker_memory_mb},
        {"step_seconds", config.worker_step.count()},
        {"idle_seconds", config.worker_idle.count()}}},
      {"people", {{"login_hours", config.login.count()}}},
      {"harvest", {{"peers", period_text(config.harvest_peers)}}},
      {"catalogue",
       {{"entry", config.catalogue_entry}, {"violations", config.catalogue_violations}}},
      {"privacy", {{"opt_out", privacy::code(config.opt_out)}}},
      {"register", {{"publish", config.register_publish}, {"contact", config.register_contact}}},
      {"reminders", {{"days_before", days_text(config.remind_before)}}},
      {"permits", {{"status_age_seconds", config.permit_status_age.count()}}},
      {"log", {{"level", config.log_level}}}};
}

}  // namespace passerelle::service
