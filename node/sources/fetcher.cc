#include "node/sources/fetcher.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "node/sources/errors.h"

namespace passerelle::sources {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kTries = 3;
constexpr seconds kLongestPause{30};

// Statuses by which a server asks for another try (RFC 9110 section 15, RFC 6585).
bool asks_for_patience(int status) {
  static constexpr std::array kStatuses{429, 502, 503, 504};
  return std::ranges::find(kStatuses, status) != kStatuses.end();
}

milliseconds pause_before(int next_try, const http::Response& response) {
  const auto text = response.header("Retry-After");
  long long asked = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked);
  if (error == std::errc{} && end == text.data() + text.size() && asked >= 0) {
    return std::min(seconds(asked), kLongestPause);
  }
  return seconds(next_try);
}

}  // namespace

Fetcher::Fetcher(Send send,
                 Pause pause,
                 store::Database& database,
                 SourceId source,
                 HarvestId run,
                 Keeping keeping)
    : send_(std::move(send)),
      pause_(std::move(pause)),
      database_(database),
      source_(std::move(source)),
      run_(std::move(run)),
      keeping_(keeping) {}

Result<harvest::Answer> Fetcher::fetch(const harvest::Request& wanted) {
  auto kept =
      database_.read([&](store::Reader& reader) { return find_page(reader, source_, wanted.url); });
  if (!kept) return kept.error();
  http::Request request;
  request.set_header("Accept", std::string(wanted.accept));
  // Nothing is decompressed here.
  request.set_header("Accept-Encoding", "identity");
  request.set_header("User-Agent", "Passerelle");
  if (*kept && !(*kept)->etag.empty()) request.set_header("If-None-Match", (*kept)->etag);
  if (*kept && !(*kept)->modified.empty()) {
    request.set_header("If-Modified-Since", (*kept)->modified);
  }
  auto sent = send_patiently(wanted.url, request);
  if (!sent) return sent.error();
  auto& response = sent->response;
  if (response.status == 304 && *kept) {
    not_modified_ += 1;
    if (keeping_ == Keeping::pages) {
      auto touched = database_.write(
          [&](store::Transaction& tx) { return touch_page(tx, source_, run_, wanted.url); });
      if (!touched) return touched.error();
    }
    return (**kept).answer;
  }
  const auto coding = response.header("Content-Encoding");
  if (!coding.empty() && !http::equal_ignoring_case(coding, "identity")) {
    return Error{net::NetError::bad_response, "the page is compressed, which nobody asked for"};
  }
  KeptPage page{
      wanted.url,
      std::string(response.header("ETag")),
      std::string(response.header("Last-Modified")),
      {response.status, std::move(sent->url), std::string(response.header("Content-Type")),
       std::string(response.header("Link")), std::move(response.body)}};
  if (response.status == 200 && keeping_ == Keeping::pages) {
    auto saved =
        database_.write([&](store::Transaction& tx) { return keep_page(tx, source_, run_, page); });
    if (!saved) return saved.error();
  }
  return std::move(page.answer);
}

Result<Sent> Fetcher::send_patiently(const std::string& url, const http::Request& request) {
  for (int tried = 1;; ++tried) {
    auto sent = send_(url, request);
    if (!sent || tried == kTries || !asks_for_patience(sent->response.status)) return sent;
    if (!pause_(pause_before(tried, sent->response))) return sent;
  }
}

}  // namespace passerelle::sources
