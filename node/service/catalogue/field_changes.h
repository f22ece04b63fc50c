// What changed in a description, as programs read it.
//
// Thread safety: pure; any thread.
#pragma once

#include "metadata/catalogue/diff.h"
#include "node/base/json.h"

namespace passerelle::service {

// {"subject", "name", "field", "path": [properties], "removed": [values], "added": [values]}, a
// value being {"iri"}, {"text", "language"? or "datatype"?} or {"node": "unnamed"}.
Json to_json(const catalogue::FieldChange& change);

}  // namespace passerelle::service
