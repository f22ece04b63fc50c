#include "node/http/gzip.h"

#include <doctest/doctest.h>
#include <zlib.h>

namespace passerelle::http {
namespace {

// zlib's own reader is the reference.
std::string unpacked(const std::string& member, std::size_t size) {
  std::string out(size + 1, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(member.data()));
  stream.avail_in = static_cast<uInt>(member.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string noise(std::size_t size) {
  std::string text;
  unsigned state = 1;
  while (text.size() < size)
    text += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return text;
}

TEST_CASE("packed bytes come out as they were") {
  for (const auto& text :
       {std::string(), std::string("a"), std::string(1'000'000, 'x'), noise(300'000)}) {
    CHECK(unpacked(gzip(text), text.size()) == text);
  }
  CHECK(gzip(std::string(1'000'000, 'x')).size() < 2'000);
}

TEST_CASE("the same bytes give the same member, without a time") {
  const auto member = gzip("<urn:a> <urn:b> <urn:c> .\n");
  CHECK(member == gzip("<urn:a> <urn:b> <urn:c> .\n"));
  CHECK(member.substr(0, 4) == std::string("\x1f\x8b\x08\x00", 4));
  CHECK(member.substr(4, 4) == std::string(4, '\0'));
}

}  // namespace
}  // namespace passerelle::http
