// A field of an application, found by its place. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include "node/base/json.h"
#include "node/base/result.h"
#include "policies/form/definition.h"
#include "policies/form/draft.h"

namespace passerelle::form {

// Returns the field of a place; refuses one that the form does not have, and one named with a
// country that is of the common part, or the reverse.
Result<const Field*> field_at(const Definition& definition, const FieldPlace& place);

// Puts a value into a field of an application document; null empties it. Refuses a value that does
// not fit, and a country that the application does not have.
Result<void> put(const Definition& definition,
                 Json& application,
                 const FieldPlace& place,
                 const Json& value);

}  // namespace passerelle::form
