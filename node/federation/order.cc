#include "node/federation/order.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/fold.h"
#include "node/base/fields.h"

namespace passerelle::federation {
namespace {

// Of data checks, of levels, the first, and what a model weights.
constexpr int kLastRound = analysis::kMaximumIterations + 3;

constexpr std::size_t kMaximumNodes = 64;

}  // namespace

crypto::SignedDocument sign_order(const Order& order, const crypto::SigningKey& seal_key) {
  Json nodes = Json::array();
  for (const auto& node : order.nodes) nodes.push_back(node.text());
  Json transcript = Json::array();
  for (const auto& envelope : order.transcript) transcript.push_back(Json::parse(envelope));
  const Json body = {{"run", order.run.text()},
                     {"round", order.round},
                     {"permit", order.permit.text()},
                     {"study", Json::parse(order.study)},
                     {"person", order.person},
                     {"nodes", nodes},
                     {"deadline", to_text(order.deadline)},
                     {"transcript", transcript}};
  return crypto::SignedDocument::sign(kOrderType, body, seal_key);
}

Result<Order> order_from_json(const Json& body) {
  Fields f(body, "");
  Order order;
  order.run = RunId(f.text("run"));
  order.round = static_cast<int>(f.integer("round"));
  order.permit = PermitId(f.text("permit"));
  const auto& study = f.object("study");
  order.person = f.text("person");
  for (const auto& node : f.texts("nodes")) order.nodes.emplace_back(node);
  order.deadline = f.instant("deadline");
  const auto& transcript = f.array("transcript");
  if (order.round < 0 || order.round > kLastRound) {
    f.fail("round", "a round from 0 to " + std::to_string(kLastRound));
  }
  if (order.nodes.empty() || order.nodes.size() > kMaximumNodes) {
    f.fail("nodes", "between 1 and " + std::to_string(kMaximumNodes) + " nodes are expected");
  }
  if (std::adjacent_find(order.nodes.begin(), order.nodes.end(), std::greater_equal<>()) !=
      order.nodes.end()) {
    f.fail("nodes", "node ids are expected in order, each once");
  }
  const std::size_t answers = order.round == 0 ? 0 : order.nodes.size();
  if (transcript.size() != answers) {
    f.fail("transcript", std::to_string(answers) + " answers of the round before are expected");
  }
  if (auto read = f.done(); !read) return read.error();
  auto text = canonical(study);
  if (!text) return text.error();
  order.study = *std::move(text);
  for (const auto& envelope : transcript) {
    auto written = canonical(envelope);
    if (!written) return written.error();
    order.transcript.push_back(*std::move(written));
  }
  return order;
}

}  // namespace passerelle::federation
