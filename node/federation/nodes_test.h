// The nodes of a federation, for the tests of this room.
#pragma once

#include "node/base/strong_id.h"

namespace passerelle::federation {

inline const NodeId kDk("dk");
inline const NodeId kFi("fi");
inline const NodeId kFr("fr");

}  // namespace passerelle::federation
