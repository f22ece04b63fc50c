// The words in which tables of routes are written. Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "node/api/router.h"
#include "policies/purposes/language.h"

namespace passerelle::api {

inline constexpr auto kEverybody = static_cast<unsigned>(Entrance::everybody);
inline constexpr auto kFederation = static_cast<unsigned>(Entrance::federation);
inline constexpr auto kLocal = static_cast<unsigned>(Entrance::local);
// Acts of people: with a token, over HTTPS or on the machine itself.
inline constexpr auto kPeople = Entrance::everybody | Entrance::local;
// Readers of what is published, who need no name.
inline constexpr auto kReaders = kEverybody | kLocal;

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

// What is not French is English.
inline purposes::Language page_language_of(const Call& call) {
  return language_of(call) == "fr" ? purposes::Language::fr : purposes::Language::en;
}

// A page for people.
inline Result<Answer> html_answer(Result<std::string> page) {
  if (!page) return page.error();
  return Answer{200, *std::move(page), "text/html; charset=utf-8"};
}

}  // namespace passerelle::api
