#include "metadata/harvest/page.h"

#include <doctest/doctest.h>

namespace passerelle::harvest {
namespace {

using Links = std::vector<std::string>;

TEST_CASE("the next page of a Link header is found in every form the header may have") {
  CHECK(next_in_link_header("<https://a.example/2>; rel=\"next\"") == Links{"https://a.example/2"});
  CHECK(next_in_link_header("<?page=0>; rel=prev, <?page=2>;rel=next;title=\"a, b; c\"") ==
        Links{"?page=2"});
  CHECK(next_in_link_header("<?p=2> ; title=\"say \\\"x\\\"\" ; REL=\"last NEXT\"") ==
        Links{"?p=2"});
  CHECK(next_in_link_header("<a,b;c>; rel=\"next\", <d>; rel=\"next\"") == Links{"a,b;c", "d"});
}

TEST_CASE("a Link header without a next page, or broken, gives none") {
  for (const char* header :
       {"", "next", "<a>", "<a>; rel=prev", "<a; rel=next", "<a>; rel=nextdoor",
        "<a>; title=\"rel=next\"", "<a>; rel=\"next", "<a>, rel=next", "<a>; rel", "<a>;;;,"}) {
    CAPTURE(header);
    const bool is_unclosed = std::string(header) == "<a>; rel=\"next";
    CHECK(next_in_link_header(header) == (is_unclosed ? Links{"a"} : Links{}));
  }
}

TEST_CASE("an address loses its fragment and nothing else") {
  CHECK(without_fragment("https://a.example/x?y#z") == "https://a.example/x?y");
  CHECK(without_fragment("https://a.example/x?y") == "https://a.example/x?y");
}

}  // namespace
}  // namespace passerelle::harvest
