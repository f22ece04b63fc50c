// Gets the pages of a source: with the validators of the last time, again after a moment when the
// server asks for patience, over redirections that stay within what the source may do.
//
// Thread safety: one thread; `Senders` say their own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "metadata/harvest/walk.h"
#include "node/http/message.h"
#include "node/net/runtime.h"
#include "node/net/web_client.h"
#include "node/sources/kept_pages.h"

namespace passerelle::sources {

// An answer and the address it came from in the end.
struct Sent {
  http::Response response;
  std::string url;
};
// Sends one GET request to an address and waits for the answer.
using Send = std::function<Result<Sent>(const std::string& url, const http::Request& request)>;

// Waits; false when the harvest is to stop.
using Pause = std::function<bool(std::chrono::milliseconds)>;

enum class Keeping { pages, nothing };

class Fetcher {
 public:
  // Requires: the database outlives the fetcher.
  Fetcher(Send send,
          Pause pause,
          store::Database& database,
          SourceId source,
          HarvestId run,
          Keeping keeping);

  Result<harvest::Answer> fetch(const harvest::Request& request);

  // How many pages the server said were as we have them.
  std::size_t not_modified() const { return not_modified_; }

 private:
  Result<Sent> send_patiently(const std::string& url, const http::Request& request);
  Result<void> keep(const KeptPage& page);

  Send send_;
  Pause pause_;
  store::Database& database_;
  SourceId source_;
  HarvestId run_;
  Keeping keeping_;
  std::size_t not_modified_ = 0;
};

// Sends to servers of the open web. An address that only we can reach is asked only when the source
// may be there, and only on the source's own host: a page of such a source must not lead to its
// neighbours.
//
// Thread safety: one thread; `stop` from any.
class WebSender {
 public:
  // Requires: the runtime outlives the sender.
  static Result<std::unique_ptr<WebSender>> make(net::Runtime& runtime,
                                                 const Source& source,
                                                 std::size_t maximum_bytes);

  Result<Sent> send(const std::string& url, const http::Request& request);

  // Ends the request under way and refuses later ones.
  void stop();

 private:
  WebSender(const Source& source, http::Url home) : source_(source), home_(std::move(home)) {}
  Result<http::Url> address(const std::string& url) const;
  net::WebClient& client_for(const http::Url& url);

  Source source_;
  http::Url home_;
  std::unique_ptr<net::WebClient> open_web_;
  std::unique_ptr<net::WebClient> own_host_;  // only for a source that may be private
};

}  // namespace passerelle::sources
