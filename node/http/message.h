// A request and a response of HTTP/1.1 as plain values; they know no socket.
//
// Thread safety: values only; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/base/clock.h"
#include "node/base/encoding.h"
#include "node/base/result.h"
#include "node/http/errors.h"

namespace passerelle::http {

enum class Method { get, head, post, put, patch, delete_, options };

// Returns the verb as it stands on the wire: "GET".
std::string_view text_of(Method method);
std::optional<Method> method_of(std::string_view text);

// Header fields in the order of arrival; names compare without case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  // Replaces every field of that name.
  void set(std::string_view name, std::string value);
  // Adds one more field of that name.
  void add(std::string_view name, std::string value);
  void remove(std::string_view name);

  // Returns the first value, or null.
  const std::string* find(std::string_view name) const;
  // Returns the first value, or an empty text.
  std::string_view get(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  const std::vector<Field>& all() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

struct Request {
  Method method = Method::get;

  // As it stands on the wire, in origin form: "/catalogue/datasets/a%20b?lang=fr".
  std::string target = "/";

  // Decoded and normalised: one leading slash, no empty, "." or ".." segment, no trailing slash. A
  // slash inside a segment stays "%2F" and a percent sign "%25", so two different lists of segments
  // never share a path.
  std::string path = "/";

  // The same path, segment by segment and fully decoded; what a router compares.
  std::vector<std::string> segments;

  // Decoded; "+" is a space. A name that stands twice is refused when the request is read.
  std::map<std::string, std::string, std::less<>> query;

  Headers headers;
  std::string body;

  // Sets `target` and what follows from it: path, segments, query.
  Result<void> set_target(std::string origin_form);

  std::string_view header(std::string_view name) const { return headers.get(name); }
  void set_header(std::string_view name, std::string value) { headers.set(name, std::move(value)); }
};

// Returns a request as a client makes it. Refuses a target that is not in origin form.
Result<Request> make_request(Method method,
                             std::string target,
                             std::string body = {},
                             std::string_view content_type = {});

struct Response {
  int status = 200;
  Headers headers;
  std::string body;

  // Whether the connection ends after this response.
  bool close = false;

  std::string_view header(std::string_view name) const { return headers.get(name); }
  void set_header(std::string_view name, std::string value) { headers.set(name, std::move(value)); }
};

Response text_response(int status,
                       std::string body,
                       std::string_view content_type = "text/plain; charset=utf-8");

// Returns an application/json response. `canonical_text` is already JSON.
Response json_response(int status, std::string canonical_text);

// Returns an RFC 9457 problem without members of its own, for refusals below the level of the use
// cases. `type` empty means "about:blank".
Response problem_response(int status, std::string_view detail, std::string_view type = {});

// Returns the reason phrase of a status: 404 → "Not Found".
std::string_view reason_of(int status);

// Returns the moment as a Date header says it: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string date_text(Instant moment);

// Reads a moment in any of the three forms of RFC 9110 section 5.6.7. A year of two digits that
// would lie more than fifty years after `now` means the past, as that section says.
std::optional<Instant> date_of(std::string_view text, Instant now);

bool equal_ignoring_case(std::string_view a, std::string_view b);

using passerelle::percent_encoded;
// Refuses a broken %XX and what is not UTF-8.
Result<std::string> percent_decoded(std::string_view text);

}  // namespace passerelle::http
