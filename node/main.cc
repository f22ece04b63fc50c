// `passerelle`: the node and the commands that speak with it.

#include <csignal>

#include "node/api/router.h"
#include "node/cli/commands.h"
#include "node/crypto/random.h"
#include "node/net/unix_client.h"
#include "node/open_node.h"
#include "node/serve.h"
#include "node/service/errors.h"

namespace {

using namespace passerelle;

// Long enough for a worker to read a large file that is being attached.
constexpr std::chrono::minutes kCommandDeadline{10};

// Over the socket when the node runs; else this process opens the home itself, for one request.
Result<http::Response> transport(const service::Home& home, http::Request request) {
  auto response = net::fetch_unix(home.socket(), request, kCommandDeadline);
  if (response || response.error().code != make_error_code(net::NetError::unreachable)) {
    return response;
  }
  const SystemClock clock;
  auto node = open_node(home, clock);
  if (!node) return node.error();
  auto& identifier = (*node)->identifier;
  auto caller = Result<identity::Caller>(identifier.local_operator());
  constexpr std::string_view kBearer = "Bearer ";
  const auto authorization = request.header("Authorization");
  if (authorization.starts_with(kBearer)) {
    caller = identifier.identify_token(authorization.substr(kBearer.size()), clock.now());
    if (!caller) return caller.error();
  }
  return api::answer(**node, api::Entrance::local, *caller, request, crypto::random_id());
}

}  // namespace

int main(int argc, char** argv) {
  // A peer that hangs up is an error code, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  start_logging("info");
  return cli::run(argc, argv, transport, serve);
}
