#include "policies/access/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

Error malformed(const std::string& path, const std::string& why) {
  return Error{BaseError::malformed, path + ": " + why};
}

Result<std::string> read_text(const Json& value, const std::string& path) {
  if (!value.is_string()) return malformed(path, "a text is expected");
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) return malformed(path, "text is expected, not an empty string");
  if (text.size() > kMaximumTextBytes) {
    return malformed(path, "is longer than " + std::to_string(kMaximumTextBytes) + " bytes");
  }
  return text;
}

Result<TableRow> read_row(const Json& value, const std::string& path) {
  TableRow row;
  for (const auto& [column, cell] : value.items()) {
    auto text = read_text(cell, path + "/" + pointer_step(column));
    if (!text) return text.error();
    row.emplace(column, *std::move(text));
  }
  return row;
}

Result<Answer> read_list(const Json& list, const std::string& path) {
  if (list.empty()) return malformed(path, "a list that is not empty is expected");
  if (list.size() > kMaximumListed) return malformed(path, "the list is too long");
  std::vector<std::string> texts;
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = path + "/" + std::to_string(i);
    if (list[0].is_object() && list[i].is_object()) {
      auto row = read_row(list[i], at);
      if (!row) return row.error();
      rows.push_back(*std::move(row));
    } else if (!list[0].is_object()) {
      auto text = read_text(list[i], at);
      if (!text) return text.error();
      texts.push_back(*std::move(text));
    } else {
      return malformed(at, "an object is expected, as in the rows before");
    }
  }
  if (rows.empty()) return Answer(std::move(texts));
  return Answer(std::move(rows));
}

Result<Answer> read_object(const Json& object, const std::string& path) {
  Fields f(object, path);
  if (f.has("digest")) {
    Attachment file{f.text("name"), f.integer("bytes"), f.text("digest")};
    if (!is_digest(file.digest)) f.fail("digest", "64 lower-case hex characters are expected");
    if (file.bytes < 1) f.fail("bytes", "is at least 1");
    if (auto read = f.done(); !read) return read.error();
    return Answer(std::move(file));
  }
  DateRange range{f.text("from"), f.text("to")};
  if (auto read = f.done(); !read) return read.error();
  return Answer(std::move(range));
}

struct Writer {
  Json operator()(const std::string& text) const { return text; }
  Json operator()(bool yes) const { return yes; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(const std::vector<std::string>& texts) const { return texts; }
  Json operator()(const std::vector<TableRow>& rows) const { return rows; }
  Json operator()(const DateRange& range) const { return {{"from", range.from}, {"to", range.to}}; }
  Json operator()(const Attachment& file) const {
    return {{"name", file.name}, {"bytes", file.bytes}, {"digest", file.digest}};
  }
};

}  // namespace

Result<Answer> answer_from_json(const Json& value, const std::string& path) {
  if (value.is_boolean()) return Answer(value.get<bool>());
  if (value.is_array()) return read_list(value, path);
  if (value.is_object()) return read_object(value, path);
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    if (number < -kLargestNumber || number > kLargestNumber) {
      return malformed(path, "the number is too large");
    }
    return Answer(number);
  }
  if (!value.is_string()) return malformed(path, "no answer has that shape");
  auto text = read_text(value, path);
  if (!text) return text.error();
  return Answer(*std::move(text));
}

Json to_json(const Answer& answer) { return std::visit(Writer{}, answer); }

Json to_json(const Answers& answers) {
  Json object = Json::object();
  for (const auto& [field, answer] : answers) object[field] = to_json(answer);
  return object;
}

}  // namespace passerelle::access
