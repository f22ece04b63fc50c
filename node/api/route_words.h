// The words in which tables of routes are written. Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "node/api/router.h"

namespace passerelle::api {

inline constexpr auto kEverybody = static_cast<unsigned>(Entrance::everybody);
inline constexpr auto kFederation = static_cast<unsigned>(Entrance::federation);
inline constexpr auto kLocal = static_cast<unsigned>(Entrance::local);
// Acts of people: with a token, over HTTPS or on the machine itself.
inline constexpr auto kPeople = Entrance::everybody | Entrance::local;

// Hands the request's JSON body to a use case.
template <class Act>
Result<Answer> with_body(const Call& call, Act act, int status = 200) {
  const auto body = call.body();
  if (!body) return body.error();
  return json_answer(act(*body), status);
}

// The language of texts in an answer: "?lang=fr", else the first one of Accept-Language.
inline std::string language_of(const Call& call) {
  const auto accepted = call.request.header("Accept-Language");
  return call.query("lang", std::string(accepted.substr(0, accepted.find_first_of(",;-"))));
}

}  // namespace passerelle::api
