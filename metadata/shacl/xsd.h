// The datatypes of XML Schema 1.1 (part 2) that catalogues and shapes use, and how their values may
// be written. A literal whose text is outside of the lexical space of its datatype is ill-typed:
// no `sh:datatype` takes it, and it has no order. White space around a number is outside
// (RDF 1.1 Concepts, section 5.1).
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace passerelle::shacl {

enum class Xsd : std::uint8_t {
  string,
  normalized_string,
  token,
  language,
  boolean,
  decimal,
  integer,
  non_positive_integer,
  negative_integer,
  long_integer,
  int_integer,
  short_integer,
  byte_integer,
  non_negative_integer,
  unsigned_long,
  unsigned_int,
  unsigned_short,
  unsigned_byte,
  positive_integer,
  float_number,
  double_number,
  duration,
  year_month_duration,
  day_time_duration,
  date_time,
  date_time_stamp,
  date,
  time,
  g_year,
  g_year_month,
  g_month,
  g_month_day,
  g_day,
  hex_binary,
  base64_binary,
  any_uri,
};

// Returns the datatype of that IRI; nothing for one that this file does not know.
std::optional<Xsd> xsd_type(std::string_view iri);

// Says whether the text may stand for a value of the datatype.
bool is_well_written(Xsd type, std::string_view text);

// True for xsd:decimal and every datatype derived from it.
bool is_decimal(Xsd type);

}  // namespace passerelle::shacl
