// The exception from the opt-out, Art. 71(4): national law may let a title reach the data of
// persons who opted out. The body grants it in its decision, with the law and the reason; it is
// never a setting of the node.
//
// Thread safety: values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::privacy {

// For whom and for what; both only for bodies with a public mandate, or on their behalf, when the
// data cannot be had otherwise.
enum class Ground {
  public_purposes,     // Art. 53(1)(a) to (c)
  important_research,  // scientific research for important reasons of public interest
};
std::string_view code(Ground ground);
Result<Ground> parse_ground(std::string_view code);

struct Exception {
  Ground ground = Ground::public_purposes;
  std::string law;     // the national law that allows it, as it is cited
  std::string reason;  // why the data cannot be had otherwise, timely and effectively
  bool operator==(const Exception&) const = default;
};

// Reads {"ground", "law", "reason"}; law and reason are texts that say something.
Result<Exception> exception_from_json(const Json& value, const std::string& path);
Json to_json(const Exception& exception);

}  // namespace passerelle::privacy
