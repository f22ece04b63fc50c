#include "node/store/value.h"

#include <cassert>
#include <cstdlib>

namespace passerelle::store {

bool Row::is_null(std::size_t column) const {
  assert(column < columns_.size());
  return std::holds_alternative<std::monostate>(columns_[column]);
}

std::string Row::text(std::size_t column) const {
  assert(column < columns_.size());
  const auto& held = columns_[column];
  if (const auto* text = std::get_if<std::string>(&held)) return *text;
  if (const auto* blob = std::get_if<BlobBytes>(&held)) return blob->bytes;
  if (const auto* integer = std::get_if<std::int64_t>(&held)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&held)) return std::to_string(*number);
  return {};
}

std::string Row::blob(std::size_t column) const { return text(column); }

std::string_view Row::bytes(std::size_t column) const {
  assert(column < columns_.size());
  const auto* blob = std::get_if<BlobBytes>(&columns_[column]);
  return blob == nullptr ? std::string_view() : std::string_view(blob->bytes);
}

std::int64_t Row::integer(std::size_t column) const {
  assert(column < columns_.size());
  const auto& held = columns_[column];
  if (const auto* integer = std::get_if<std::int64_t>(&held)) return *integer;
  if (const auto* number = std::get_if<double>(&held)) {
    // The cast is undefined outside the range of the type.
    return *number > -9.2e18 && *number < 9.2e18 ? static_cast<std::int64_t>(*number) : 0;
  }
  return std::strtoll(text(column).c_str(), nullptr, 10);
}

double Row::number(std::size_t column) const {
  assert(column < columns_.size());
  const auto& held = columns_[column];
  if (const auto* number = std::get_if<double>(&held)) return *number;
  if (const auto* integer = std::get_if<std::int64_t>(&held)) return static_cast<double>(*integer);
  return std::strtod(text(column).c_str(), nullptr);
}

Result<Instant> Row::instant(std::size_t column) const { return parse_instant(text(column)); }

std::optional<std::string> Row::optional_text(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

}  // namespace passerelle::store
