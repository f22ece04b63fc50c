// Text as it is put into pages and drawings.
//
// Thread safety: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "node/bundle/words.h"

namespace passerelle::bundle {

// Escapes text for XML and HTML, in elements and in attributes; leaves out control characters,
// which XML cannot hold.
std::string escape_markup(std::string_view text);

// A number for people: `digits` significant digits, a real minus sign, no exponent between 1e-4 and
// 1e7.
std::string significant(double number, int digits);

// A number with that many decimals.
std::string fixed(double number, int decimals);

// "12 345", with narrow spaces that do not break.
std::string grouped(double whole_number);

// "<0.001", or three decimals.
std::string probability(double p);

// Breaks text into lines of at most `width` characters where there are spaces.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

// Returns how many characters a UTF-8 text has.
std::size_t characters(std::string_view text);

// Returns the text of a language map for people: English, or the first language there is.
std::string main_text(const std::map<std::string, std::string>& by_language);

// Returns a number's text as readers of the language write it: "0,25" in French.
std::string in_numerals(std::string text, Language language);

// A quantity's name from the study as a word: "time5" stays, "age_group" becomes "age group".
std::string as_words(std::string name);

}  // namespace passerelle::bundle
