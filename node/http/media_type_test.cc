#include "node/http/media_type.h"

#include <doctest/doctest.h>

#include <array>

namespace passerelle::http {
namespace {

using namespace std::string_view_literals;
constexpr std::array kOffered{"text/turtle"sv, "application/n-triples"sv, "text/html"sv};

TEST_CASE("the best representation follows weights, then precision, then our order") {
  CHECK(best_of("", kOffered) == "text/turtle");
  CHECK(best_of("*/*", kOffered) == "text/turtle");
  CHECK(best_of("text/html", kOffered) == "text/html");
  CHECK(best_of("TEXT/HTML", kOffered) == "text/html");
  CHECK(best_of("text/html;q=0.5, application/n-triples;q=0.9", kOffered) ==
        "application/n-triples");
  CHECK(best_of("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", kOffered) == "text/html");
  CHECK(best_of("text/html ; charset=utf-8 ; q=0.4 , text/turtle ; q=0.5", kOffered) ==
        "text/turtle");
  CHECK(best_of("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", kOffered) ==
        "text/html");
}

TEST_CASE("what the client excludes is not sent") {
  CHECK(!best_of("application/json", kOffered));
  CHECK(!best_of("text/turtle;q=0", kOffered));
  CHECK(best_of("text/turtle;q=0, */*", kOffered) == "application/n-triples");
  CHECK(best_of("text/*;q=0, */*;q=0.1", kOffered) == "application/n-triples");
  CHECK(!best_of("*/*", {}));
}

TEST_CASE("a broken Accept header asks for nothing it does not say") {
  CHECK(!best_of("text/turtle;q=2", kOffered));
  CHECK(!best_of("text/turtle;q=0.1234", kOffered));
  CHECK(best_of("text/turtle;q=x, text/html;q=0.1", kOffered) == "text/html");
  CHECK(best_of(",,;;,text/html", kOffered) == "text/html");
  CHECK(best_of("text/html;a=\"x,y;q=0\";q=0.5", kOffered) == "text/html");
  CHECK(!best_of("text/html;a=\"never closed", std::array{"text/turtle"sv}));
}

TEST_CASE("a regional language is served by its language") {
  constexpr std::array offered{"en"sv, "fr"sv};
  CHECK(best_language("fr-CA, en;q=0.8", offered) == "fr");
  CHECK(best_language("de, fr;q=0.5", offered) == "fr");
  CHECK(best_language("", offered) == "en");
  CHECK(!best_language("frr", offered));
}

TEST_CASE("gzip is sent to a client that names it and does not like plain bytes better") {
  CHECK(best_coding("") == Coding::identity);
  CHECK(best_coding("gzip, deflate, br") == Coding::gzip);
  CHECK(best_coding("X-GZIP") == Coding::gzip);
  CHECK(best_coding("*") == Coding::gzip);
  CHECK(best_coding("br, *;q=0") == Coding::identity);
  CHECK(best_coding("gzip;q=0, *") == Coding::identity);
  CHECK(best_coding("identity, gzip;q=0.5") == Coding::identity);
  CHECK(best_coding("identity;q=0.5, gzip;q=0.5") == Coding::gzip);
  CHECK(best_coding("identity;q=0, br") == Coding::identity);
}

TEST_CASE("a media type is known whatever its parameters") {
  CHECK(is_media_type("application/json; charset=utf-8", "application/json"));
  CHECK(is_media_type("Application/JSON", "application/json"));
  CHECK(!is_media_type("application/json5", "application/json"));
  CHECK(!is_media_type("", "application/json"));
}

}  // namespace
}  // namespace passerelle::http
