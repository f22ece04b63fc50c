// An answer from another node. The bytes are tried as they are, and as a body that is well signed:
// a node that lies signs too. What opens is what the body says, under the digest of its bytes.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "node/gate/sealed_answer.h"
#include "tests/fuzz/target.h"

PASSERELLE_FUZZ_TARGET(sealed_answer, text) {
  using namespace passerelle;
  static const auto key = crypto::SigningKey::generate();
  if (gate::SealedAnswer::from_store(text, key.public_key())) std::abort();
  const auto json = parse_json(text, 1 << 16);
  if (!json) return;
  if (gate::open_answer(*json, key.public_key())) std::abort();
  if (gate::open_pooled_answer(*json, key.public_key())) std::abort();

  // A body that is itself an envelope is looked into, so that stored answers are good seeds.
  const bool is_envelope = json->is_object() && json->contains("body") && json->contains("key");
  const auto& body = is_envelope ? json->at("body") : *json;
  if (!body.is_object() || !canonical(body)) return;
  const auto answer = crypto::SignedDocument::sign(gate::kAnswerType, body, key);
  if (const auto opened = gate::open_answer(answer.envelope(), key.public_key())) {
    if (opened->digest != answer.digest() || opened->log_index < 0) std::abort();
    auto again = gate::to_json(opened->context);
    again["log_index"] = opened->log_index;
    again["partial"] = analysis::to_json(opened->partial);
    if (!canonical(again)) std::abort();
  }
  const auto pooled = crypto::SignedDocument::sign(gate::kPooledAnswerType, body, key);
  if (const auto opened = gate::open_pooled_answer(pooled.envelope(), key.public_key())) {
    if (opened->digest != pooled.digest()) std::abort();
  }
}
