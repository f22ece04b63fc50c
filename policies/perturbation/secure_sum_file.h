// `disclosure secagg`: a secure sum with the keys of all nodes, as it is checked byte by byte
// (secagg.json of the shared vectors). Whoever has such a file sees every part; nodes of a run
// never make one.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::perturbation {

// Returns {"results": [{"id", "nodes": [{"id", "public_hex", "masked", "commitment"}], "pair_keys":
// {"LOWER|HIGHER": hex}, "sum": […]}]} for documents {"run_id_hex", "nodes": [{"id", "secret_hex",
// "public_hex"?, "input": […]}]}. Masked words are decimal texts.
Result<Json> secure_sums(const Json& document);

}  // namespace passerelle::perturbation
