// Answers to the questions of an application form. This room knows their shapes, so that each node
// can read and pass on an application whatever form it answers; what a question asks, and whether
// its answer fits, is the matter of policies/form.
//
// Thread safety: values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "node/base/json.h"
#include "node/base/result.h"

namespace passerelle::access {

// The largest number of an answer: what every reader of JSON holds exactly (RFC 8785).
inline constexpr std::int64_t kLargestNumber = std::int64_t{1} << 53;

// Days as written, "2027-01-31", both included.
struct DateRange {
  std::string from;
  std::string to;
  bool operator==(const DateRange&) const = default;
};

// A file, named by its digest; its bytes travel and are kept beside the application.
struct Attachment {
  std::string name;  // "plan.pdf"
  std::int64_t bytes = 0;
  std::string digest;  // SHA-256, hex
  bool operator==(const Attachment&) const = default;
};

using TableRow = std::map<std::string, std::string>;  // column → cell

// As JSON: text, true or false, whole number, list of texts, list of objects of texts,
// {"from", "to"}, {"name", "bytes", "digest"}. No text and no list is empty.
using Answer = std::variant<std::string,
                            bool,
                            std::int64_t,
                            std::vector<std::string>,
                            std::vector<TableRow>,
                            DateRange,
                            Attachment>;

using Answers = std::map<std::string, Answer>;  // id of the field → answer

// Reads one answer; refuses a value of no such shape, with its path.
Result<Answer> answer_from_json(const Json& value, const std::string& path);
Json to_json(const Answer& answer);

Json to_json(const Answers& answers);

}  // namespace passerelle::access
