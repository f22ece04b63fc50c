// `disclosure cellkey`: the noise of cells whose persons are listed (cellkey.json of the shared
// vectors).
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::perturbation {

// Returns {"results": [{"id", "record_keys": {pseudonym: key}, "cells": [{"n", "cell_key", "noise",
// "published"}]}]} for documents {"secret_hex", "i_max", "p_table": {count: {"noise", "upper"}},
// "cells": [{"pseudonyms"}]}.
Result<Json> cell_keys(const Json& document);

}  // namespace passerelle::perturbation
