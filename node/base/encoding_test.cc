#include "node/base/encoding.h"

#include <doctest/doctest.h>

namespace passerelle {
namespace {

TEST_CASE("the vectors of RFC 4648 section 10") {
  CHECK(to_base64("") == "");
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("fo") == "Zm8=");
  CHECK(to_base64("foo") == "Zm9v");
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(to_base64url("fo") == "Zm8");
  CHECK(to_hex("foobar") == "666f6f626172");
}

TEST_CASE("decoding gives back every byte") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(*from_base64(to_base64(all)) == all);
  CHECK(*from_base64url(to_base64url(all)) == all);
  CHECK(*from_hex(to_hex(all)) == all);
}

TEST_CASE("numbers stand as eight bytes with the highest first") {
  std::string bytes = "-";
  append_big_endian(std::vector<std::uint64_t>{0x0102030405060708, 0xFF00000000000000, 1}, bytes);
  CHECK(to_hex(bytes) ==
        "2d"
        "0102030405060708"
        "ff00000000000000"
        "0000000000000001");
  CHECK(from_big_endian(std::string_view(bytes).substr(1)) ==
        std::vector<std::uint64_t>{0x0102030405060708, 0xFF00000000000000, 1});
  CHECK(from_big_endian("1234567").empty());
}

TEST_CASE("text that no encoder writes is refused") {
  CHECK(!from_base64("Zg"));
  CHECK(!from_base64("Zg=a"));
  CHECK(!from_base64("Zh=="));
  CHECK(!from_base64url("Zg=="));
  CHECK(!from_base64url("Z"));
  CHECK(!from_base64url("Zm8+"));
  CHECK(!from_hex("abc"));
  CHECK(!from_hex("AB"));
}

}  // namespace
}  // namespace passerelle
