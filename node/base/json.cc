#include "node/base/json.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "node/base/fields.h"
#include "node/base/secret.h"
#include "node/base/text.h"

namespace passerelle {
namespace {

// Watches the parser for keys that stand twice, and where.
class KeyWatch {
 public:
  bool operator()(int, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::key) {
      auto& object = open_.back();
      object.step = parsed.get<std::string>();
      if (!object.keys.insert(object.step).second && duplicate_.empty()) duplicate_ = path();
    } else if (event == Event::object_end || event == Event::array_end) {
      open_.pop_back();
    } else {
      if (!open_.empty() && open_.back().is_array) {
        open_.back().step = std::to_string(open_.back().items++);
      }
      if (event != Event::value) open_.push_back({event == Event::array_start, {}, {}, 0});
    }
    return true;
  }

  // Returns the JSON Pointer of the first key that stands twice; empty when none does.
  const std::string& duplicate() const { return duplicate_; }

 private:
  struct Open {
    bool is_array;
    std::string step;  // where the parser is: a key or an index
    std::set<std::string> keys;
    std::size_t items;
  };

  std::string path() const {
    std::string pointer;
    for (const auto& one : open_) pointer += "/" + pointer_step(one.step);
    return pointer;
  }

  std::vector<Open> open_;
  std::string duplicate_;
};

// The order of RFC 8785 section 3.2.3: by UTF-16 code units. It differs from the order of UTF-8
// bytes only where a surrogate pair (D800..DFFF) meets a character from E000 to FFFF.
bool utf16_less(const std::string& left, const std::string& right) {
  const auto weight = [](unsigned char byte) {
    return byte >= 0xF0 ? 0xED + (byte - 0xF0) + 1 : (byte >= 0xEE ? byte + 16 : int{byte});
  };
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const auto a = static_cast<unsigned char>(left[i]);
    const auto b = static_cast<unsigned char>(right[i]);
    if (a != b) return weight(a) < weight(b);
  }
  return left.size() < right.size();
}

void write_text(const std::string& text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          std::array<char, 8> escaped{};
          std::snprintf(escaped.data(), escaped.size(), "\\u%04x", static_cast<unsigned>(c));
          out += escaped.data();
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// A double below 1e21 may be written without a fraction and so come back as an integer. An integer
// that is not the text of a double would change when a reader with doubles rounds it.
template <class Integer>
Result<void> write_integer(Integer value, std::string& out) {
  const auto text = std::to_string(value);
  if (number_text(static_cast<double>(value)) != text) {
    return Error{BaseError::malformed, "an integer that no double holds has no canonical form"};
  }
  out += text;
  return {};
}

Result<void> write(const Json& value, std::string& out) {
  switch (value.type()) {
    case Json::value_t::null: out += "null"; return {};
    case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return {};
    case Json::value_t::string: write_text(value.get_ref<const std::string&>(), out); return {};
    case Json::value_t::number_unsigned: return write_integer(value.get<std::uint64_t>(), out);
    case Json::value_t::number_integer: return write_integer(value.get<std::int64_t>(), out);
    case Json::value_t::number_float:
      if (!std::isfinite(value.get<double>())) {
        return Error{BaseError::malformed, "NaN and infinity have no canonical form"};
      }
      out += number_text(value.get<double>());
      return {};
    case Json::value_t::array: {
      out += '[';
      bool is_first = true;
      for (const auto& item : value) {
        if (!is_first) out += ',';
        is_first = false;
        if (auto written = write(item, out); !written) return written;
      }
      out += ']';
      return {};
    }
    case Json::value_t::object: {
      std::vector<std::string> keys;
      for (const auto& [key, item] : value.items()) keys.push_back(key);
      std::sort(keys.begin(), keys.end(), utf16_less);
      out += '{';
      bool is_first = true;
      for (const auto& key : keys) {
        if (!is_first) out += ',';
        is_first = false;
        write_text(key, out);
        out += ':';
        if (auto written = write(value[key], out); !written) return written;
      }
      out += '}';
      return {};
    }
    default: return Error{BaseError::malformed, "not a JSON value"};
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t maximum_bytes, int maximum_depth) {
  if (text.size() > maximum_bytes) {
    return Error{BaseError::too_large,
                 "JSON of more than " + std::to_string(maximum_bytes) + " bytes"};
  }
  // A reader that follows brackets by recursion would exhaust the stack before it could refuse.
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > maximum_depth) {
        return Error{BaseError::too_large, position(text, i) + ": JSON nested deeper than " +
                                               std::to_string(maximum_depth) + " levels"};
      }
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  KeyWatch watch;
  try {
    auto value = Json::parse(text, std::ref(watch));
    if (watch.duplicate().empty()) return value;
    return Error{BaseError::malformed, watch.duplicate() + ": JSON with a key twice"};
  } catch (const Json::parse_error& problem) {
    // The library's sentence quotes the input; only the position may be told.
    return Error{BaseError::malformed,
                 position(text, std::max<std::size_t>(problem.byte, 1) - 1) + ": not JSON"};
  } catch (const Json::exception&) {
    return Error{BaseError::malformed, "JSON with a number that no double holds"};
  }
}

Result<std::string> canonical(const Json& value) {
  std::string text;
  if (auto written = write(value, text); !written) return written.error();
  return text;
}

std::string canonical_text(const Json& value) {
  auto text = canonical(value);
  assert(text.has_value());
  return *std::move(text);
}

void wipe(Json& value) {
  if (auto* text = value.get_ptr<std::string*>(); text != nullptr) wipe(*text);
  if (!value.is_structured()) return;
  for (auto& item : value) wipe(item);
}

// ECMAScript's Number::toString, which RFC 8785 section 3.2.2.3 adopts.
std::string number_text(double value) {
  assert(std::isfinite(value));
  if (value == 0) return "0";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific)
                       .ptr;
  std::string_view shortest(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  std::string text;
  if (shortest.front() == '-') {
    text += '-';
    shortest.remove_prefix(1);
  }
  const auto mark = shortest.find('e');
  std::string digits(1, shortest[0]);
  if (mark > 2) digits += shortest.substr(2, mark - 2);
  int exponent = 0;
  const auto power = shortest.substr(mark + (shortest[mark + 1] == '+' ? 2 : 1));
  std::from_chars(power.data(), power.data() + power.size(), exponent);

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (count <= point && point <= 21) {
    return text + digits + std::string(static_cast<std::size_t>(point - count), '0');
  }
  if (0 < point && point <= 21) {
    return text + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
  }
  if (-6 < point && point <= 0) {
    return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  }
  text += digits[0];
  if (count > 1) text += "." + digits.substr(1);
  return text + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
}

}  // namespace passerelle
