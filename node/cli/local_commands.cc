#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/analysis/plan.h"
#include "node/audit/exported.h"
#include "node/bundle/verify.h"
#include "node/cli/commands.h"
#include "node/identity/trust_authority.h"
#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

constexpr std::size_t kMaximumBundleBytes = std::size_t{256} << 20;
constexpr std::size_t kMaximumExportBytes = std::size_t{4} << 30;
constexpr std::size_t kMaximumHeadBytes = 64 << 10;

// The words of a command live as long as the command may be called.
template <class T>
std::shared_ptr<T> kept() {
  return std::make_shared<T>();
}

void add_init(Commands& commands) {
  const auto node = kept<service::NodeIdentity>();
  auto* init = commands.add(
      commands.top(), "init", "make a node's folder", [node](Session& session) -> Result<Json> {
        const SystemClock clock;
        if (auto made = service::create_home(session.home(), *node, clock); !made) {
          return made.error();
        }
        return Json{{"home", session.home().root.string()},
                    {"id", node->id},
                    {"next", "passerelle serve --home " + session.home().root.string()}};
      });
  init->add_option("--id", node->id, "short name in the federation")->required();
  init->add_option("--country", node->country, "two letters, such as FR")->required();
  init->add_option("--kind", node->kind, "national_platform, eu_agency, research_infrastructure")
      ->required();
  init->add_option("--name", node->name, "the name people know")->required();
  init->add_option("--public-listen", node->public_listen, "address:port for everybody");
  init->add_option("--public-url", node->public_url, "that address as others see it");
  init->add_option("--federation-listen", node->federation_listen, "address:port for nodes");
  init->add_option("--federation-url", node->federation_url, "that address as nodes see it");
}

struct TrustWords {
  std::string card, node, out;
  std::string keep_until;
  int days = 90;
};

void add_trust_authority(Commands& commands, CLI::App* trust) {
  const auto words = kept<TrustWords>();
  commands.add(trust, "create", "make the folder of a trust authority",
               [](Session& session) -> Result<Json> {
                 const auto made = identity::TrustAuthority::create(session.home().root);
                 if (!made) return made.error();
                 return Json{{"anchor", made->anchor().fingerprint()},
                             {"folder", session.home().root.string()}};
               });
  auto* add = commands.add(
      trust, "add", "take a node's card into the next list",
      [words](Session& session) -> Result<Json> {
        auto authority = identity::TrustAuthority::open(session.home().root);
        if (!authority) return authority.error();
        const auto card = read_json_file(words->card);
        if (!card) return card.error();
        std::optional<Instant> keep;
        if (!words->keep_until.empty()) {
          const auto until = parse_instant(words->keep_until);
          if (!until) return until.error();
          keep = *until;
        }
        const auto added = authority->add(*card, keep);
        if (!added) return added.error();
        const auto* what = *added == identity::Addition::first     ? "first"
                           : *added == identity::Addition::renewed ? "renewed"
                                                                   : "rekeyed";
        Json answer = {{"card", what}};
        if (*added == identity::Addition::rekeyed) {
          answer["warning"] = "the node has another seal key than before; ask whether it is meant";
        }
        return answer;
      });
  add->add_option("CARD", words->card, "the card, from `passerelle node card`")->required();
  add->add_option("--keep-older-pins-until", words->keep_until,
                  "a time; during a change of keys both are good");
  auto* remove = commands.add(trust, "remove", "take a node out of the next list",
                              [words](Session& session) -> Result<Json> {
                                auto authority =
                                    identity::TrustAuthority::open(session.home().root);
                                if (!authority) return authority.error();
                                if (auto done = authority->remove(NodeId(words->node)); !done) {
                                  return done.error();
                                }
                                return Json{{"removed", words->node}};
                              });
  remove->add_option("NODE", words->node, "id of the node")->required();
  auto* sign =
      commands.add(trust, "sign", "sign the next list", [words](Session& session) -> Result<Json> {
        auto authority = identity::TrustAuthority::open(session.home().root);
        if (!authority) return authority.error();
        const auto list = authority->sign(words->days, SystemClock().now());
        if (!list) return list.error();
        if (auto written = service::write_text_file(words->out, canonical_text(*list) + "\n");
            !written) {
          return written.error();
        }
        return Json{{"list", words->out},
                    {"sequence", authority->last_sequence()},
                    {"anchor", authority->anchor().fingerprint()}};
      });
  sign->add_option("--out", words->out, "where to write the list")->required();
  sign->add_option("--days", words->days, "how long it is good");
}

Error not_usable(const std::string& what, const Error& why) {
  return {service::ServiceError::bad_request, what + ": " + why.detail};
}

// What an auditor holds against a log without the node's help.
void add_audit_check(Commands& commands) {
  struct CheckWords {
    std::string file, key;
    std::vector<std::string> heads;
  };
  const auto words = kept<CheckWords>();
  auto* audit = commands.group(commands.top(), "audit", "the log");
  auto* check = commands.add(
      audit, "check", "hold an export of a log against heads published before, offline",
      [words](Session&) -> Result<Json> {
        const auto key = audit::NoteKey::parse(words->key);
        if (!key) return not_usable("--key", key.error());
        std::vector<audit::Checkpoint> heads;
        for (const auto& file : words->heads) {
          const auto note = service::read_text_file(file, kMaximumHeadBytes);
          if (!note) return note.error();
          auto head = audit::verify_checkpoint(*note, *key);
          if (!head) return not_usable(file, head.error());
          heads.push_back(*std::move(head));
        }
        const auto lines = service::read_text_file(words->file, kMaximumExportBytes);
        if (!lines) return lines.error();
        const auto entries = audit::entries_of_export(*lines);
        if (!entries) return not_usable(words->file, entries.error());
        const auto report = audit::verify_exported(*entries, std::move(heads));
        return Json{{"good", report.is_whole()},
                    {"entries", report.entries},
                    {"proved", report.published},
                    {"findings", report.findings}};
      });
  check->add_option("FILE", words->file, "what `audit export --out` wrote")->required();
  check->add_option("--head", words->heads, "a file with a head, from /log/head; several times")
      ->required();
  check->add_option("--key", words->key, "the log's key, as `audit verify` tells it")->required();
}

}  // namespace

void add_local_commands(Commands& commands, Options& options) {
  add_init(commands);
  add_audit_check(commands);
  auto* trust = commands.group(commands.top(), "trust", "the list of nodes that trust each other");
  add_trust_authority(commands, trust);

  struct VerifyWords {
    std::string bundle, anchor;
  };
  const auto words = kept<VerifyWords>();
  auto* verify = commands.add(commands.top(), "verify", "check a result bundle, offline",
                              [words, &options](Session&) -> Result<Json> {
                                const auto archive =
                                    service::read_text_file(words->bundle, kMaximumBundleBytes);
                                if (!archive) return archive.error();
                                const auto files = bundle::unzip(*archive);
                                if (!files) return files.error();
                                std::optional<std::string> anchor;
                                if (!words->anchor.empty()) anchor = words->anchor;
                                const auto report = bundle::verify_bundle(*files, anchor);
                                if (options.json) return bundle::to_json(report);
                                for (const auto& check : report.checks) {
                                  std::cout << (check.is_good ? "  ok   " : "  BAD  ") << check.what
                                            << (check.why.empty() ? "" : ": " + check.why) << "\n";
                                }
                                for (const auto& sentence : report.not_proved)
                                  std::cout << "  not proved: " << sentence << "\n";
                                return Json{{"good", report.is_good()}};
                              });
  verify->add_option("BUNDLE", words->bundle, "DIR.zip of a result")->required();
  verify->add_option("--anchor", words->anchor, "fingerprint of the trust list's anchor");
}

}  // namespace passerelle::cli
