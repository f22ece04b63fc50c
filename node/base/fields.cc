#include "node/base/fields.h"

#include <nlohmann/json.hpp>

namespace passerelle {
namespace {

const Json kNothing;
const Json kEmptyObject = Json::object();
const Json kEmptyArray = Json::array();

}  // namespace

std::string pointer_step(std::string_view step) {
  std::string escaped;
  for (const char c : step) {
    if (c == '~') escaped += "~0";
    else if (c == '/') escaped += "~1";
    else escaped += c;
  }
  return escaped;
}

Fields::Fields(const Json& object, std::string path) : object_(&object), path_(std::move(path)) {
  if (object.is_object()) return;
  error_ = Error{BaseError::malformed, (path_.empty() ? "/" : path_) + ": an object is expected"};
  object_ = &kEmptyObject;
}

std::string Fields::path_of(std::string_view name) const {
  return path_ + "/" + pointer_step(name);
}

void Fields::fail(std::string_view name, std::string_view why) {
  if (!error_) error_ = Error{BaseError::malformed, path_of(name) + ": " + std::string(why)};
}

void Fields::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

const Json* Fields::find(std::string_view name) {
  asked_.emplace(name);
  const auto field = object_->find(name);
  return field == object_->end() || field->is_null() ? nullptr : &*field;
}

bool Fields::has(std::string_view name) const {
  const auto field = object_->find(name);
  return field != object_->end() && !field->is_null();
}

const Json& Fields::required(std::string_view name,
                             std::string_view kind,
                             bool (*is_kind)(const Json&)) {
  const Json* field = find(name);
  if (field == nullptr) {
    fail(name, "is missing");
    return kNothing;
  }
  if (!is_kind(*field)) {
    fail(name, std::string(kind) + " is expected");
    return kNothing;
  }
  return *field;
}

std::string Fields::text(std::string_view name) {
  const auto& field =
      required(name, "text", [](const Json& value) { return value.is_string() && !value.empty(); });
  if (!field.is_string()) return {};
  auto text = field.get<std::string>();
  if (text.empty()) fail(name, "text is expected, not an empty string");
  return text;
}

std::int64_t Fields::integer(std::string_view name) {
  const auto& field = required(name, "a whole number", [](const Json& value) {
    return value.is_number_integer() &&
           !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX);
  });
  return field.is_number() ? field.get<std::int64_t>() : 0;
}

double Fields::number(std::string_view name) {
  const auto& field =
      required(name, "a number", [](const Json& value) { return value.is_number(); });
  return field.is_number() ? field.get<double>() : 0;
}

bool Fields::boolean(std::string_view name) {
  const auto& field =
      required(name, "true or false", [](const Json& value) { return value.is_boolean(); });
  return field.is_boolean() && field.get<bool>();
}

Instant Fields::instant(std::string_view name) {
  const auto written = text(name);
  if (failed()) return {};
  auto instant = parse_instant(written);
  if (!instant) {
    fail(name, instant.error().detail);
    return {};
  }
  return *instant;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> list;
  for (const auto& item : array(name)) {
    if (!item.is_string()) {
      fail(name, "a list of texts is expected");
      return {};
    }
    list.push_back(item.get<std::string>());
  }
  return list;
}

const Json& Fields::object(std::string_view name) {
  const auto& field =
      required(name, "an object", [](const Json& value) { return value.is_object(); });
  return field.is_object() ? field : kEmptyObject;
}

const Json& Fields::array(std::string_view name) {
  const auto& field = required(name, "a list", [](const Json& value) { return value.is_array(); });
  return field.is_array() ? field : kEmptyArray;
}

const Json& Fields::any(std::string_view name) {
  return required(name, "a value", [](const Json&) { return true; });
}

std::string Fields::text_or(std::string_view name, std::string otherwise) {
  return find(name) == nullptr ? std::move(otherwise) : text(name);
}

std::int64_t Fields::integer_or(std::string_view name, std::int64_t otherwise) {
  return find(name) == nullptr ? otherwise : integer(name);
}

bool Fields::boolean_or(std::string_view name, bool otherwise) {
  return find(name) == nullptr ? otherwise : boolean(name);
}

std::vector<std::string> Fields::texts_or_none(std::string_view name) {
  return find(name) == nullptr ? std::vector<std::string>{} : texts(name);
}

Result<void> Fields::done() {
  for (const auto& [name, value] : object_->items()) {
    if (!asked_.contains(name)) fail(name, "unknown field");
  }
  if (error_) return *error_;
  return {};
}

}  // namespace passerelle
