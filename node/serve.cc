#include "node/serve.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "node/api/door.h"
#include "node/net/handed_over.h"
#include "node/net/runtime.h"
#include "node/net/server.h"
#include "node/net/tls.h"
#include "node/open_node.h"

namespace passerelle {
namespace {

constexpr std::chrono::seconds kGrace{5};
constexpr std::chrono::seconds kSweep{10};

// One JSON object per line on stderr: {"at": …, "level": …, "text": …}.
class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto at = std::chrono::floor<std::chrono::milliseconds>(message.time);
    const auto level = spdlog::level::to_string_view(message.level);
    const Json line = {{"at", to_text(Instant(at.time_since_epoch()))},
                       {"level", std::string(level.data(), level.size())},
                       {"text", std::string(message.payload.data(), message.payload.size())}};
    const auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonLines>();
  }
};

Result<net::Endpoint> endpoint(std::map<std::string, int>& handed_over,
                               const std::string& name,
                               const std::string& listen) {
  auto parsed = net::parse_endpoint(listen);
  if (!parsed) return parsed;
  const auto socket = handed_over.find(name);
  if (socket != handed_over.end()) parsed->descriptor = socket->second;
  return parsed;
}

void sweep_workers(net::Runtime& runtime, service::Node& node) {
  if (!runtime.on_pool([&node] { node.workers.sweep(); })) {
    spdlog::warn("workers_not_swept: the pool is full");
  }
  runtime.after(kSweep, [&runtime, &node] { sweep_workers(runtime, node); });
}

// Says what the kernel gives to workers; with sandbox = "required" a gap refuses to serve.
Result<void> check_sandbox(service::Node& node) {
  const auto report = node.workers.sandbox();
  if (!report) return report.error();
  spdlog::info("worker_sandbox: {}", report->dump());
  return {};
}

}  // namespace

void start_logging(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("passerelle",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<JsonLines>());
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

Result<void> serve(const service::Home& home) {
  auto handed_over = net::take_handed_over_sockets();
  if (!handed_over) return handed_over.error();
  const SystemClock clock;
  auto opened = open_node(home, clock);
  if (!opened) return opened.error();
  auto& node = **opened;
  start_logging(node.config.log_level);
  const auto identity = net::TlsIdentity::load(home.tls_certificate(), home.tls_key());
  if (!identity) return identity.error();
  const auto public_end = endpoint(*handed_over, "public", node.config.public_listen);
  const auto federation_end = endpoint(*handed_over, "federation", node.config.federation_listen);
  if (!public_end) return public_end.error();
  if (!federation_end) return federation_end.error();
  if (node.config.sandbox == "required") {
    if (auto checked = check_sandbox(node); !checked) return checked;
  }

  net::RuntimeOptions options;
  options.report = [](std::string_view sentence) { spdlog::warn("net: {}", sentence); };
  net::Runtime runtime(options);
  api::Door everybody(runtime, node, api::Entrance::everybody);
  api::Door federation(runtime, node, api::Entrance::federation);
  api::Door local(runtime, node, api::Entrance::local);
  auto public_server = net::Server::listen_public(runtime, *public_end, *identity, everybody);
  if (!public_server) return public_server.error();
  auto federation_server =
      net::Server::listen_federation(runtime, *federation_end, *identity, federation);
  if (!federation_server) return federation_server.error();
  auto local_server = net::Server::listen_unix(runtime, home.socket(), local);
  if (!local_server) return local_server.error();
  if (auto connected = connect_node(node, runtime, *identity); !connected) return connected;

  runtime.on_signal([&, is_stopping = false](int) mutable {
    if (is_stopping) return runtime.stop();
    is_stopping = true;
    spdlog::info("stopping");
    node.wind_down();
    auto open = std::make_shared<int>(3);
    for (auto* server : {&*public_server, &*federation_server, &*local_server}) {
      server->close(kGrace, [&runtime, open] {
        if (--*open == 0) runtime.stop();
      });
    }
  });
  if (node.config.sandbox != "required") {
    const bool is_queued = runtime.on_pool([&node] {
      if (auto checked = check_sandbox(node); !checked) {
        spdlog::error("worker_sandbox: {}", checked.error().text());
      }
    });
    if (!is_queued) spdlog::warn("worker_sandbox: not checked, the pool is full");
  }
  sweep_workers(runtime, node);
  spdlog::info("serving: {} on {} (public) and {} (federation)", node.id().text(),
               public_server->port(), federation_server->port());
  runtime.run();
  node.disconnect();
  if (auto saved = node.database.checkpoint(); !saved) return saved;
  spdlog::info("stopped");
  return {};
}

}  // namespace passerelle
