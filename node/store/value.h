// What goes into a statement and what comes out of it, without the database library's types.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "node/base/clock.h"
#include "node/base/strong_id.h"

namespace passerelle::store {

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

class PostingReceiver;

// One value for a placeholder. Made implicitly from what rooms hold: text, ids, integers, doubles,
// booleans (0 and 1), instants (RFC 3339 text, so that text order is time order), blobs, nullptr
// and optionals of these; and the address of a receiver of postings (postings.h).
//
// Lifetime: text and blobs are seen, not copied; a value lives for the call it is passed to.
class Value {
 public:
  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  Value(std::string_view text) : held_(text) {}
  Value(const std::string& text) : held_(std::string_view(text)) {}
  Value(const char* text) : held_(std::string_view(text)) {}
  Value(Blob blob) : held_(blob) {}
  Value(PostingReceiver* receiver) : held_(receiver) {}
  Value(double number) : held_(number) {}
  Value(Instant instant) : held_(to_text(instant)) {}
  Value(bool is_true) : held_(std::int64_t{is_true ? 1 : 0}) {}

  // Requires: an unsigned 64-bit integer fits into a signed one.
  template <std::integral Integer>
  Value(Integer integer) : held_(static_cast<std::int64_t>(integer)) {}

  template <class Tag>
  Value(const StrongId<Tag>& id) : Value(id.text()) {}

  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value(nullptr)) {}

  using Held = std::variant<std::monostate,
                            std::int64_t,
                            double,
                            std::string_view,
                            Blob,
                            std::string,
                            PostingReceiver*>;
  const Held& held() const { return held_; }

 private:
  Held held_;
};

// One row of an answer; it owns its values. Columns count from 0.
//
// Reading never fails: a value of another kind is converted as SQLite converts it (no number in the
// text is 0, null is empty text). Columns are typed by the schema, so this matters only when
// someone edited the file by hand.
class Row {
 public:
  struct BlobBytes {
    std::string bytes;
  };
  using Held = std::variant<std::monostate, std::int64_t, double, std::string, BlobBytes>;

  explicit Row(std::vector<Held> columns) : columns_(std::move(columns)) {}

  // Requires: column < size().
  bool is_null(std::size_t column) const;
  std::string text(std::size_t column) const;
  std::string blob(std::size_t column) const;

  // The bytes of a blob without a copy, empty when the column holds none; they live as long as the
  // row.
  std::string_view bytes(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  double number(std::size_t column) const;
  bool boolean(std::size_t column) const { return integer(column) != 0; }

  // Returns the time in a column that was bound as an Instant.
  Result<Instant> instant(std::size_t column) const;

  std::optional<std::string> optional_text(std::size_t column) const;
  std::optional<std::int64_t> optional_integer(std::size_t column) const;

  std::size_t size() const { return columns_.size(); }

 private:
  std::vector<Held> columns_;
};

}  // namespace passerelle::store
