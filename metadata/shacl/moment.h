// Dates and times of XML Schema 1.1, read and put in order. Not for other rooms.
//
// Thread safety: values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "metadata/shacl/xsd.h"

namespace passerelle::shacl {

// A point on the time line, of a value with or without a time zone. What a datatype does not write
// (the day of an xsd:gYear) is that of XML Schema's reference: 1972-12-31T00:00:00.
struct Moment {
  std::int64_t seconds = 0;   // since 1970-01-01T00:00:00 of UTC, or of an unknown zone
  std::string_view fraction;  // digits of a second, without zeros at the right
  bool has_zone = false;
};

// Reads the text as that datatype, from xsd:dateTime to xsd:gDay; nothing when it is ill-written or
// the year has more than nine digits. The text must outlive the value.
std::optional<Moment> parse_moment(Xsd type, std::string_view text);

// Orders two moments of the same datatype. With a zone on one side only, there is an order only
// when it is the same in every zone (XML Schema 1.1 part 2, section D.2.1: fourteen hours).
std::partial_ordering operator<=>(const Moment& left, const Moment& right);

}  // namespace passerelle::shacl
