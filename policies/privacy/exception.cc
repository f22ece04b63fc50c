#include "policies/privacy/exception.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"

namespace passerelle::privacy {
namespace {

constexpr std::size_t kMaximumTextBytes = 10'000;

std::string sentence(Fields& fields, const char* name) {
  auto text = fields.text(name);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) fields.fail(name, "says nothing");
  if (text.size() > kMaximumTextBytes) fields.fail(name, "is too long");
  return text;
}

}  // namespace

std::string_view code(Ground ground) {
  return ground == Ground::public_purposes ? "public_purposes" : "important_research";
}

Result<Ground> parse_ground(std::string_view code) {
  if (code == "public_purposes") return Ground::public_purposes;
  if (code == "important_research") return Ground::important_research;
  return Error{BaseError::malformed, "public_purposes or important_research is expected"};
}

Result<Exception> exception_from_json(const Json& value, const std::string& path) {
  Fields fields(value, path);
  Exception exception;
  if (const auto ground = parse_ground(fields.text("ground"))) exception.ground = *ground;
  else fields.fail("ground", ground.error().detail);
  exception.law = sentence(fields, "law");
  exception.reason = sentence(fields, "reason");
  if (auto read = fields.done(); !read) return read.error();
  return exception;
}

Json to_json(const Exception& exception) {
  return {{"ground", code(exception.ground)}, {"law", exception.law}, {"reason", exception.reason}};
}

}  // namespace passerelle::privacy
