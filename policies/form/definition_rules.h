// What holds for every form. Not for other rooms.
#pragma once

#include "node/base/result.h"
#include "policies/form/definition.h"
#include "policies/form/errors.h"

namespace passerelle::form {

Result<void> validate(const Definition& definition);

}  // namespace passerelle::form
