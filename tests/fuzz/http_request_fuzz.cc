// Any bytes, cut anywhere: the decoder neither crashes nor depends on where the cuts are, and a
// request it accepts is read the same after it was written again.
#include <cstdlib>
#include <string>
#include <vector>

#include "node/http/codec.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

struct Outcome {
  std::vector<http::Request> requests;
  std::string error;
};

Outcome read_requests(std::string_view bytes, std::size_t step) {
  http::RequestDecoder decoder(http::Limits{.header_bytes = 4096, .body_bytes = 4096});
  Outcome outcome;
  while (true) {
    const auto part = bytes.substr(0, step);
    bytes.remove_prefix(part.size());
    auto state = decoder.feed(part);
    while (state && *state != http::DecodeState::need_more) {
      if (*state == http::DecodeState::done) outcome.requests.push_back(decoder.take());
      state = decoder.feed({});
    }
    if (!state) {
      outcome.error = state.error().name();
      return outcome;
    }
    if (bytes.empty()) return outcome;
  }
}

bool same(const http::Request& a, const http::Request& b) {
  return a.method == b.method && a.target == b.target && a.path == b.path && a.query == b.query &&
         a.body == b.body;
}

}  // namespace

PASSERELLE_FUZZ_TARGET(http_request, bytes) {
  const auto whole = read_requests(bytes, bytes.size() + 1);
  const auto single = read_requests(bytes, 1);
  if (whole.requests.size() != single.requests.size()) std::abort();
  for (std::size_t i = 0; i < whole.requests.size(); ++i) {
    if (!same(whole.requests[i], single.requests[i])) std::abort();
    auto again = http::encode(whole.requests[i]);
    if (!again) continue;  // obsolete but legal bytes, such as a Host that was left out
    const auto reread = read_requests(*again, again->size());
    if (reread.error.empty() && !reread.requests.empty() &&
        !same(reread.requests.front(), whole.requests[i])) {
      std::abort();
    }
  }
}
