// Any bytes from a peer, cut anywhere: the decoder neither crashes nor depends on the cuts.
#include <cstdlib>
#include <string>
#include <vector>

#include "node/http/codec.h"
#include "node/http/media_type.h"
#include "node/http/url.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

std::vector<http::Response> read_responses(std::string_view bytes, std::size_t step) {
  http::ResponseDecoder decoder(http::Limits{.header_bytes = 4096, .body_bytes = 4096});
  std::vector<http::Response> responses;
  while (true) {
    const auto part = bytes.substr(0, step);
    bytes.remove_prefix(part.size());
    auto state = decoder.feed(part);
    while (state && *state != http::DecodeState::need_more) {
      if (*state == http::DecodeState::done) responses.push_back(decoder.take());
      state = decoder.feed({});
    }
    if (!state) return responses;
    if (bytes.empty()) {
      if (decoder.is_idle()) return responses;
      if (auto last = decoder.finish(); last && *last == http::DecodeState::done) {
        responses.push_back(decoder.take());
      }
      return responses;
    }
  }
}

}  // namespace

PASSERELLE_FUZZ_TARGET(http_response, bytes) {
  const auto whole = read_responses(bytes, bytes.size() + 1);
  const auto single = read_responses(bytes, 1);
  if (whole.size() != single.size()) std::abort();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i].status != single[i].status || whole[i].body != single[i].body) std::abort();
  }
  const std::string_view offered[] = {"text/turtle", "text/html"};
  if (auto best = http::best_of(bytes, offered); best && best->empty()) std::abort();
  if (auto url = http::Url::parse_web(bytes)) {
    const auto again = http::Url::parse_web(url->text());
    if (!again || *again != *url) std::abort();
  }
}
