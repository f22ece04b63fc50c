// The way through the pages of one source, as a machine without sockets: it says what to ask for
// next and is told what came.
//
//   Walk walk(kind, url, limits, now);
//   while (const auto request = walk.next(clock.now())) walk.on(fetch(*request));
//   const auto gathered = walk.finish();
//
// Invariants: (1) no address is asked twice, so pages that lead in circles end; (2) a page that
// cannot be had or read never undoes what was good before it; (3) the walk ends within its limits.
//
// Thread safety: one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/harvest/gathered.h"
#include "metadata/harvest/page.h"
#include "metadata/harvest/source_kind.h"
#include "node/base/clock.h"
#include "node/base/result.h"

namespace passerelle::harvest {

struct Limits {
  std::size_t pages = 20'000;
  std::size_t page_bytes = std::size_t{64} << 20;
  std::size_t bytes = std::size_t{1} << 30;  // of all pages together
  std::size_t datasets = 200'000;
  std::size_t failures_in_a_row = 3;  // then the source is taken to be down
  std::chrono::seconds duration = std::chrono::minutes(30);
};

struct Request {
  std::string url;
  std::string_view accept;  // value of the Accept header
};

class Reader;

class Walk {
 public:
  Walk(SourceKind kind, const std::string& url, const Limits& limits, Instant now);
  ~Walk();
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  // Returns what to ask for; nothing when the walk is over.
  std::optional<Request> next(Instant now);

  // Takes what came of the last request. Requires: `next` gave one since the last call.
  void on(const Result<Answer>& answer);

  // Requires: `next` said that the walk is over.
  Gathered finish();

 private:
  void queue(const std::string& link);
  bool leads_back(const std::string& url) const;
  void fail(Error error);
  void end(Error error);

  Limits limits_;
  Instant until_;
  std::unique_ptr<Reader> reader_;
  std::string_view accept_;
  std::shared_ptr<rdf::Dictionary> dictionary_;  // of all pages: names repeat from page to page
  std::deque<std::string> open_;
  std::map<std::string, std::string> named_by_;  // every address met → the page that named it
  std::string at_;                               // the page that is being asked for or read
  std::size_t failures_in_a_row_ = 0;
  Gathered gathered_;
};

// Returns the address where a source of that kind begins: of a CKAN site, its catalogue.
std::string first_page(SourceKind kind, const std::string& url);

}  // namespace passerelle::harvest
