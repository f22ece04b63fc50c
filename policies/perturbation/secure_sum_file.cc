#include "policies/perturbation/secure_sum_file.h"

#include <nlohmann/json.hpp>
#include <set>

#include "node/base/encoding.h"
#include "node/crypto/key_agreement.h"
#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/perturbation/secure_sum.h"

namespace passerelle::perturbation {
namespace {

struct Node {
  std::string id;
  Secret secret;
  std::string public_key;
  Values input;
};

std::string read_hex(Fields& fields, std::string_view name, std::size_t bytes) {
  auto read = from_hex(fields.text(name));
  if (read && read->size() == bytes) return *std::move(read);
  fields.fail(name, std::to_string(bytes) + " bytes in hex are expected");
  return std::string(bytes, '\0');
}

Values read_input(Fields& fields, std::size_t nodes) {
  const auto greatest = greatest_value(nodes);
  Values values;
  for (const auto& item : fields.array("input")) {
    const bool is_whole = item.is_number_integer() &&
                          !(item.is_number_unsigned() && item.get<std::uint64_t>() > INT64_MAX);
    const auto value = is_whole ? item.get<std::int64_t>() : 0;
    // A sum that wraps would be wrong without a trace.
    if (!is_whole || value > greatest || value < -greatest) {
      fields.fail(Error{BaseError::malformed,
                        fields.path_of("input") + "/" + std::to_string(values.size()) +
                            ": a whole number is expected whose sum over all nodes is below 2^63"});
      return {};
    }
    values.push_back(value);
  }
  return values;
}

Node read_node(Fields& fields, std::size_t nodes) {
  Node node{fields.text("id"),
            Secret(read_hex(fields, "secret_hex", crypto::kX25519Bytes)),
            {},
            read_input(fields, nodes)};
  // Ids are told apart by this sign in what keys are made of.
  if (node.id.find('|') != std::string::npos) fields.fail("id", "an id without | is expected");
  const auto key = crypto::x25519_public_key(node.secret);
  if (!key) fields.fail("secret_hex", "a key of X25519 is expected");
  else node.public_key = *key;
  if (fields.find("public_hex") != nullptr &&
      read_hex(fields, "public_hex", crypto::kX25519Bytes) != node.public_key) {
    fields.fail("public_hex", "the public key of the secret one is expected");
  }
  disclosure::outputs::ignore(fields, {"masked", "commitment"});
  return node;
}

std::vector<Node> read_nodes(Fields& fields) {
  const auto size = fields.array("nodes").size();
  if (size < 2) {
    fields.fail("nodes", "two nodes or more are expected");
    return {};
  }
  auto nodes = disclosure::outputs::listed(fields, "nodes",
                                           [&](Fields& node) { return read_node(node, size); });
  std::set<std::string> ids;
  for (const auto& node : nodes) {
    if (!ids.insert(node.id).second) fields.fail("nodes", "two nodes have one id");
    if (node.input.size() != nodes.front().input.size()) {
      fields.fail("nodes", "inputs of one length are expected");
    }
  }
  return nodes;
}

Result<Json> answer_run(Fields& fields) {
  const auto run_id = read_hex(fields, "run_id_hex", kRunIdBytes);
  const auto nodes = read_nodes(fields);
  disclosure::outputs::ignore(fields, {"format", "pair_keys", "sum"});
  if (fields.failed()) return Json();

  Json result{{"nodes", Json::array()}, {"pair_keys", Json::object()}};
  std::vector<Words> sent;
  for (const auto& node : nodes) {
    std::map<std::string, Secret> keys;
    for (const auto& other : nodes) {
      if (other.id == node.id) continue;
      auto key = pair_key(run_id, node.id, node.secret, other.id, other.public_key);
      if (!key) return Error{key.error().code, fields.path_of("nodes") + ": " + key.error().detail};
      if (node.id < other.id) {
        result["pair_keys"][node.id + "|" + other.id] = to_hex(key->reveal());
      }
      keys.emplace(other.id, *std::move(key));
    }
    sent.push_back(masked(node.input, node.id, keys));
    auto words = Json::array();
    for (const auto word : sent.back()) words.push_back(std::to_string(word));
    result["nodes"].push_back({{"id", node.id},
                               {"public_hex", to_hex(node.public_key)},
                               {"masked", words},
                               {"commitment", to_hex(commitment(run_id, node.id, sent.back()))}});
  }
  result["sum"] = opened(sent);
  return result;
}

}  // namespace

Result<Json> secure_sums(const Json& document) {
  return disclosure::outputs::answer_documents(document, answer_run);
}

}  // namespace passerelle::perturbation
