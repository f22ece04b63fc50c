// Where in a document an algorithm is: a chain of steps on the stack, so that only an error pays
// for the text.
//
// Lifetime: a place refers to the place above it and to the key it was made from.
// Thread safety: values; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace passerelle::rdf::json_ld {

class Place {
 public:
  // The top of the document itself, or of a remote context by its IRI.
  explicit Place(std::string_view document = {}) : step_(document) {}

  Place key(std::string_view key) const& { return {this, key, 0}; }
  Place item(std::size_t index) const& { return {this, {}, index}; }
  Place key(std::string_view) const&& = delete;
  Place item(std::size_t) const&& = delete;

  // Returns a JSON Pointer (RFC 6901), behind "IRI#" in a remote context; long keys are shortened.
  std::string text() const;

 private:
  Place(const Place* up, std::string_view step, std::size_t index)
      : up_(up), step_(step), index_(index) {}

  const Place* up_ = nullptr;
  std::string_view step_;  // no data for an item of an array
  std::size_t index_ = 0;
};

}  // namespace passerelle::rdf::json_ld
