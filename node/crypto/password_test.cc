#include "node/crypto/password.h"

#include <doctest/doctest.h>

namespace passerelle::crypto {
namespace {

TEST_CASE("a password is recognised by its hash and no other password is") {
  const auto hash = hash_password(Secret("correct horse"));
  CHECK(verify_password(hash, Secret("correct horse")));
  CHECK_FALSE(verify_password(hash, Secret("correct horsf")));
  CHECK_FALSE(verify_password(hash, Secret("")));
}

TEST_CASE("a hash is Argon2id and holds neither the password nor the same salt twice") {
  const auto hash = hash_password(Secret("correct horse"));
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,"));
  CHECK(hash.find("correct") == std::string::npos);
  CHECK(hash != hash_password(Secret("correct horse")));
}

TEST_CASE("text that is no hash fits no password") {
  for (const auto& text : {std::string(), std::string("x"), std::string(5000, '$'),
                           std::string("$argon2id$v=19$m=65536,t=2,p=1$AAAA$AAAA")}) {
    CHECK_FALSE(verify_password(text, Secret("correct horse")));
  }
}

TEST_CASE("texts are equal in constant time only when every byte is") {
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal("abc", "abc"));
  CHECK_FALSE(constant_time_equal("abc", "abd"));
  CHECK_FALSE(constant_time_equal("abc", "abcd"));
}

}  // namespace
}  // namespace passerelle::crypto
