#include "metadata/shacl/xsd.h"

#include <doctest/doctest.h>

#include <string>

namespace passerelle::shacl {
namespace {

bool takes(const char* name, std::string_view text) {
  const auto type = xsd_type("http://www.w3.org/2001/XMLSchema#" + std::string(name));
  REQUIRE_MESSAGE(type.has_value(), name);
  return is_well_written(*type, text);
}

TEST_CASE("every datatype of XML Schema that has values is known by its IRI") {
  for (const char* name : {"string",
                           "normalizedString",
                           "token",
                           "language",
                           "boolean",
                           "decimal",
                           "integer",
                           "long",
                           "int",
                           "short",
                           "byte",
                           "nonPositiveInteger",
                           "unsignedLong",
                           "unsignedInt",
                           "unsignedShort",
                           "unsignedByte",
                           "nonNegativeInteger",
                           "float",
                           "double",
                           "duration",
                           "dateTime",
                           "yearMonthDuration",
                           "date",
                           "time",
                           "gYear",
                           "gYearMonth",
                           "dayTimeDuration",
                           "gMonth",
                           "gMonthDay",
                           "gDay",
                           "hexBinary",
                           "negativeInteger",
                           "base64Binary",
                           "anyURI",
                           "positiveInteger",
                           "dateTimeStamp"}) {
    CHECK_MESSAGE(xsd_type("http://www.w3.org/2001/XMLSchema#" + std::string(name)), name);
  }
  CHECK_FALSE(xsd_type("http://www.w3.org/2001/XMLSchema#anySimpleType"));
  CHECK_FALSE(xsd_type("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"));
  CHECK_FALSE(xsd_type("integer"));
}

TEST_CASE("a number is digits with a sign and a point, and no white space") {
  for (const char* text : {"0", "-1", "+7", "1.50", ".5", "5.", "00012"})
    CHECK(takes("decimal", text));
  for (const char* text : {"", "+", ".", "1e3", " 1", "1 ", "1,5", "--1", "1.2.3", "INF"}) {
    CHECK_FALSE(takes("decimal", text));
  }
  CHECK(takes("integer", "-007"));
  CHECK_FALSE(takes("integer", "1.0"));
  CHECK_FALSE(takes("integer", "eighteen"));
}

TEST_CASE("an integer stays within the limits of its datatype") {
  CHECK(takes("nonNegativeInteger", "0"));
  CHECK(takes("nonNegativeInteger", "-0"));
  CHECK_FALSE(takes("nonNegativeInteger", "-1"));
  CHECK(takes("positiveInteger", "1"));
  CHECK_FALSE(takes("positiveInteger", "0"));
  CHECK(takes("negativeInteger", "-1"));
  CHECK_FALSE(takes("negativeInteger", "0"));
  CHECK_FALSE(takes("nonPositiveInteger", "1"));
  CHECK(takes("byte", "-128"));
  CHECK_FALSE(takes("byte", "128"));
  CHECK(takes("short", "32767"));
  CHECK_FALSE(takes("short", "-32769"));
  CHECK(takes("int", "-2147483648"));
  CHECK_FALSE(takes("int", "2147483648"));
  CHECK(takes("long", "9223372036854775807"));
  CHECK_FALSE(takes("long", "9223372036854775808"));
  CHECK(takes("unsignedByte", "255"));
  CHECK_FALSE(takes("unsignedByte", "256"));
  CHECK_FALSE(takes("unsignedShort", "65536"));
  CHECK_FALSE(takes("unsignedInt", "4294967296"));
  CHECK(takes("unsignedLong", "18446744073709551615"));
  CHECK_FALSE(takes("unsignedLong", "18446744073709551616"));
}

TEST_CASE("a floating number may have an exponent and the three special values") {
  for (const char* text : {"1", "1.5e10", "-.5E-3", "INF", "-INF", "NaN"})
    CHECK(takes("double", text));
  for (const char* text : {"", "e5", "1e", "1e5.0", "inf", "nan", "1 e5"}) {
    CHECK_FALSE(takes("float", text));
  }
}

TEST_CASE("a boolean is one of four words") {
  for (const char* text : {"true", "false", "1", "0"}) CHECK(takes("boolean", text));
  for (const char* text : {"True", "yes", "", "01"}) CHECK_FALSE(takes("boolean", text));
}

TEST_CASE("a date is a day that exists") {
  CHECK(takes("date", "2026-11-25"));
  CHECK(takes("date", "2024-02-29"));
  CHECK(takes("date", "2000-02-29+14:00"));
  CHECK(takes("date", "-0044-03-15"));
  CHECK(takes("date", "12026-01-01Z"));
  for (const char* text :
       {"2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1",
        "26-01-01", "2026/01/01", "02026-01-01", "2026-01-01T00:00:00", "2026-01-01+14:01",
        "2026-01-01z", "", "2026-01-0a"}) {
    CHECK_FALSE_MESSAGE(takes("date", text), text);
  }
}

TEST_CASE("a dateTime has seconds, and a stamp has a zone") {
  CHECK(takes("dateTime", "2026-03-30T10:00:00"));
  CHECK(takes("dateTime", "2026-03-30T10:00:00.125-05:00"));
  CHECK(takes("dateTime", "2026-03-30T24:00:00Z"));
  for (const char* text :
       {"2026-03-30", "2026-03-30T10:00", "2026-03-30T25:00:00", "2026-03-30 10:00:00",
        "2026-03-30T10:60:00", "2026-03-30T10:00:60", "2026-03-30T24:00:01", "2026-03-30T10:00:00.",
        "2026-03-30T10:00:00+1:00"}) {
    CHECK_FALSE_MESSAGE(takes("dateTime", text), text);
  }
  CHECK(takes("dateTimeStamp", "2026-03-30T10:00:00Z"));
  CHECK_FALSE(takes("dateTimeStamp", "2026-03-30T10:00:00"));
  CHECK(takes("time", "23:59:59"));
  CHECK_FALSE(takes("time", "23:59"));
}

TEST_CASE("parts of dates are written with the dashes of what they leave out") {
  CHECK(takes("gYear", "2024"));
  CHECK(takes("gYear", "2024Z"));
  CHECK_FALSE(takes("gYear", "24"));
  CHECK_FALSE(takes("gYear", "2024-01"));
  CHECK(takes("gYearMonth", "2024-02"));
  CHECK_FALSE(takes("gYearMonth", "2024-13"));
  CHECK(takes("gMonth", "--05"));
  CHECK_FALSE(takes("gMonth", "05"));
  CHECK(takes("gMonthDay", "--02-29"));
  CHECK_FALSE(takes("gMonthDay", "--02-30"));
  CHECK(takes("gDay", "---31"));
  CHECK_FALSE(takes("gDay", "--31"));
}

TEST_CASE("a duration has at least one field, and one after its T") {
  for (const char* text : {"P1Y", "-P1Y2M3DT4H5M6.75S", "PT0S", "P0D", "PT1M"}) {
    CHECK_MESSAGE(takes("duration", text), text);
  }
  for (const char* text : {"", "P", "1Y", "PT", "P1YT", "P1D2Y", "P1.5Y", "PT1.S", "PT.5S", "P-1Y",
                           "p1y", "P1S", "P1Y "}) {
    CHECK_FALSE_MESSAGE(takes("duration", text), text);
  }
  CHECK(takes("yearMonthDuration", "P1Y2M"));
  CHECK_FALSE(takes("yearMonthDuration", "P1D"));
  CHECK_FALSE(takes("yearMonthDuration", "PT1H"));
  CHECK(takes("dayTimeDuration", "P1DT1H"));
  CHECK_FALSE(takes("dayTimeDuration", "P1M"));
}

TEST_CASE("bytes are pairs of hexadecimal digits or base64") {
  CHECK(takes("hexBinary", ""));
  CHECK(takes("hexBinary", "0aFF"));
  CHECK_FALSE(takes("hexBinary", "0aF"));
  CHECK_FALSE(takes("hexBinary", "0g"));
  CHECK(takes("base64Binary", "SGk="));
  CHECK(takes("base64Binary", "SG k="));
  CHECK_FALSE(takes("base64Binary", "SG  k="));
  CHECK_FALSE(takes("base64Binary", "SGk"));
  CHECK_FALSE(takes("base64Binary", "S=Gk"));
}

TEST_CASE("texts keep to the white space and letters of their datatype") {
  CHECK(takes("anyURI", "not an address"));
  CHECK(takes("string", "any\ttext"));
  CHECK(takes("normalizedString", " a  b "));
  CHECK_FALSE(takes("normalizedString", "a\nb"));
  CHECK(takes("token", "a b"));
  CHECK_FALSE(takes("token", "a  b"));
  CHECK_FALSE(takes("token", " a"));
  CHECK(takes("language", "de-CH-1996"));
  for (const char* text : {"", "de-", "d1", "abcdefghi", "de_CH"})
    CHECK_FALSE(takes("language", text));
}

}  // namespace
}  // namespace passerelle::shacl
