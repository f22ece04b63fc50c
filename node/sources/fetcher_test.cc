#include "node/sources/fetcher.h"

#include "node/sources/sources_fixture_test.h"

namespace passerelle::sources {
namespace {

const std::string kUrl = "https://data.example/catalog.ttl";

// A server of one page, and the fetcher that asks it.
struct Exchange {
  Exchange() { REQUIRE(sources.add(site())); }

  Result<harvest::Answer> fetch(Keeping keeping = Keeping::pages, const std::string& run = "run") {
    Fetcher fetcher(
        [this](const std::string& url, const http::Request& request) -> Result<Sent> {
          requests.push_back(request);
          auto response = responses.front();
          if (responses.size() > 1) responses.erase(responses.begin());
          return Sent{std::move(response), url + "#end"};
        },
        [this](std::chrono::milliseconds pause) {
          pauses.push_back(pause.count());
          return may_wait;
        },
        sources.database, SourceId("site"), HarvestId(run), keeping);
    auto answer = fetcher.fetch({kUrl, "text/turtle"});
    not_modified = fetcher.not_modified();
    return answer;
  }

  Exchange& answer(int status,
                   std::vector<std::pair<std::string, std::string>> headers = {},
                   std::string body = {}) {
    auto response = http::text_response(status, std::move(body), "text/turtle");
    for (auto& [name, value] : headers) response.set_header(name, std::move(value));
    responses.push_back(std::move(response));
    return *this;
  }

  Sources sources;
  std::vector<http::Response> responses;
  std::vector<http::Request> requests;
  std::vector<long> pauses;
  bool may_wait = true;
  std::size_t not_modified = 0;
};

TEST_CASE("a page is asked for in the syntax that is wanted and comes with its address") {
  Exchange exchange;
  exchange.answer(200, {{"Link", "<?2>; rel=next"}}, "<a> <b> <c> .");
  const auto answer = exchange.fetch();
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->url == kUrl + "#end");
  CHECK(answer->content_type == "text/turtle");
  CHECK(answer->link == "<?2>; rel=next");
  CHECK(answer->body == "<a> <b> <c> .");
  CHECK(exchange.requests.front().header("Accept") == "text/turtle");
  CHECK(exchange.requests.front().header("If-None-Match").empty());
}

TEST_CASE("a page that the server says is unchanged is the one that was kept") {
  Exchange exchange;
  exchange
      .answer(200, {{"ETag", "\"1\""}, {"Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT"}}, "old")
      .answer(304);
  REQUIRE(exchange.fetch());
  const auto again = exchange.fetch();
  REQUIRE(again);
  CHECK(again->status == 200);
  CHECK(again->body == "old");
  CHECK(again->url == kUrl + "#end");
  CHECK(exchange.not_modified == 1);
  CHECK(exchange.requests.back().header("If-None-Match") == "\"1\"");
  CHECK(exchange.requests.back().header("If-Modified-Since") == "Sun, 01 Nov 2026 00:00:00 GMT");
}

TEST_CASE("a page that changed, or lost its validators, replaces the one that was kept") {
  Exchange exchange;
  exchange.answer(200, {{"ETag", "\"1\""}}, "old")
      .answer(200, {{"ETag", "\"2\""}}, "new")
      .answer(200);
  REQUIRE(exchange.fetch());
  CHECK(exchange.fetch()->body == "new");
  REQUIRE(exchange.fetch());
  CHECK(exchange.requests.back().header("If-None-Match") == "\"2\"");
  REQUIRE(exchange.fetch());
  CHECK(exchange.requests.back().header("If-None-Match").empty());
}

TEST_CASE("a dry run keeps nothing") {
  Exchange exchange;
  exchange.answer(200, {{"ETag", "\"1\""}}, "old");
  REQUIRE(exchange.fetch(Keeping::nothing));
  REQUIRE(exchange.fetch(Keeping::nothing));
  CHECK(exchange.requests.back().header("If-None-Match").empty());
}

TEST_CASE("neither an error nor an unasked 304 is kept or taken for a page") {
  Exchange exchange;
  exchange.answer(500, {{"ETag", "\"1\""}}, "oops").answer(304);
  CHECK(exchange.fetch()->status == 500);
  CHECK(exchange.fetch()->status == 304);
  CHECK(exchange.requests.back().header("If-None-Match").empty());
}

TEST_CASE("pages that a harvest did not meet are forgotten when it is over") {
  Exchange exchange;
  exchange.answer(200, {{"ETag", "\"1\""}}, "old").answer(304);
  const auto forget = [&](const char* run) {
    REQUIRE(exchange.sources.write([&](store::Transaction& tx) {
      return forget_other_pages(tx, SourceId("site"), HarvestId(run));
    }));
  };
  REQUIRE(exchange.fetch(Keeping::pages, "first"));
  REQUIRE(exchange.fetch(Keeping::pages, "second"));
  forget("second");
  CHECK(exchange.fetch(Keeping::pages, "third")->body == "old");
  forget("fourth");
  CHECK(exchange.fetch(Keeping::pages, "fifth")->status == 304);
}

TEST_CASE("a server that asks for patience is asked again, three times at most") {
  Exchange exchange;
  SUBCASE("and answers in the end") {
    exchange.answer(503, {{"Retry-After", "7"}}).answer(429).answer(200, {}, "late");
    CHECK(exchange.fetch()->body == "late");
    CHECK(exchange.pauses == std::vector<long>{7'000, 2'000});
  }
  SUBCASE("and never answers") {
    exchange.answer(502, {{"Retry-After", "86400"}});
    CHECK(exchange.fetch()->status == 502);
    CHECK(exchange.pauses == std::vector<long>{30'000, 30'000});
  }
  SUBCASE("but not once the harvest is to stop") {
    exchange.answer(503);
    exchange.may_wait = false;
    CHECK(exchange.fetch()->status == 503);
    CHECK(exchange.requests.size() == 1);
  }
  SUBCASE("other errors are final") {
    exchange.answer(500);
    CHECK(exchange.fetch()->status == 500);
    CHECK(exchange.requests.size() == 1);
  }
}

TEST_CASE("a page that is compressed although nobody asked for it is refused") {
  Exchange exchange;
  exchange.answer(200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b");
  CHECK(refusal(exchange.fetch()) == "net.bad_response");
  CHECK(exchange.requests.front().header("Accept-Encoding") == "identity");
}

}  // namespace
}  // namespace passerelle::sources
