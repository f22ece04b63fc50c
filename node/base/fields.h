// Reads the fields of one JSON object, strictly: the first thing that is wrong is kept with its
// path (a JSON Pointer), later calls return harmless defaults, and `done` refuses every field that
// nobody asked for. So a reader is a list of fields and one check:
//
//   Fields f(value, "/study");
//   Study study{f.text("id"), f.text("version")};
//   if (auto read = f.done(); !read) return read.error();
//
// Thread safety: one thread. Lifetime: the JSON value outlives the reader.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/base/clock.h"
#include "node/base/json.h"

namespace passerelle {

class Fields {
 public:
  Fields(const Json& object, std::string path);

  // A field that must be there, of that kind. `text` refuses an empty string.
  std::string text(std::string_view name);
  std::int64_t integer(std::string_view name);
  double number(std::string_view name);
  bool boolean(std::string_view name);
  Instant instant(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  const Json& object(std::string_view name);
  const Json& array(std::string_view name);
  const Json& any(std::string_view name);

  // A field that may be left out; null counts as left out.
  bool has(std::string_view name) const;
  std::string text_or(std::string_view name, std::string otherwise);
  std::int64_t integer_or(std::string_view name, std::int64_t otherwise);
  bool boolean_or(std::string_view name, bool otherwise);
  std::vector<std::string> texts_or_none(std::string_view name);
  const Json* find(std::string_view name);

  // Records what is wrong with a field, unless something was wrong before.
  void fail(std::string_view name, std::string_view why);

  // Takes over the error of a nested reader.
  void fail(Error error);

  bool failed() const { return error_.has_value(); }
  const std::string& path() const { return path_; }
  std::string path_of(std::string_view name) const;

  // Returns the first error, or refuses the first field that was never asked for.
  Result<void> done();

 private:
  const Json& required(std::string_view name, std::string_view kind, bool (*is_kind)(const Json&));

  const Json* object_;
  std::string path_;
  std::set<std::string, std::less<>> asked_;
  std::optional<Error> error_;
};

// Escapes one step of a JSON Pointer (RFC 6901).
std::string pointer_step(std::string_view step);

}  // namespace passerelle
