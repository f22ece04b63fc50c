#define PCRE2_CODE_UNIT_WIDTH 8
#include "metadata/shacl/pattern.h"

#include <pcre2.h>

#include <array>
#include <optional>
#include <string>

#include "metadata/shacl/errors.h"

namespace passerelle::shacl {
namespace {

constexpr std::size_t kMaximumLength = 4'096;
constexpr std::uint32_t kMaximumNesting = 50;
constexpr std::uint32_t kMaximumSteps = 200'000;
constexpr std::uint32_t kMaximumHeapKiB = 4'096;

// First and further characters of an XML name (XML 1.0, section 2.3), for inside of a class.
constexpr std::string_view kNameStart =
    R"(:A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF})"
    R"(\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF})"
    R"(\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF})";
constexpr std::string_view kNameRest = R"(\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040})";

Error refused(std::string why) { return Error{ShaclError::bad_shape, std::move(why)}; }

bool is_xml_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Writes an expression of XPath as PCRE2 reads it: name characters, and the flag x, which removes
// white space outside of classes and knows no comments.
class Translation {
 public:
  Translation(std::string_view expression, bool without_space)
      : rest_(expression), without_space_(without_space) {}

  Result<std::string> run() {
    while (!rest_.empty()) {
      if (auto done = step(); !done) return done.error();
    }
    return std::move(text_);
  }

 private:
  Result<void> step() {
    const char c = rest_.front();
    if (c == '\\' && rest_.size() > 1) return escape(rest_[1]);
    if (in_class_ && c == '-' && rest_.starts_with("-[")) {
      return Error{ShaclError::unsupported, "subtraction in a character class"};
    }
    rest_.remove_prefix(1);
    if (without_space_ && !in_class_ && is_xml_space(c)) return {};
    if (!in_class_ && c == '[') {
      in_class_ = true;
      text_ += c;
      // A bracket that stands first in a class is one of its characters for PCRE2.
      if (rest_.starts_with('^')) take();
      if (rest_.starts_with(']')) take();
      return {};
    }
    if (in_class_ && c == ']') in_class_ = false;
    text_ += c;
    return {};
  }

  void take() {
    text_ += rest_.front();
    rest_.remove_prefix(1);
  }

  Result<void> escape(char letter) {
    rest_.remove_prefix(2);
    const bool is_complement = letter == 'I' || letter == 'C';
    if (letter != 'i' && letter != 'c' && !is_complement) {
      text_ += '\\';
      text_ += letter;
      return {};
    }
    if (in_class_ && is_complement) {
      return Error{ShaclError::unsupported, "\\I or \\C inside of a character class"};
    }
    std::string characters(kNameStart);
    if (letter == 'c' || letter == 'C') characters += kNameRest;
    if (in_class_) {
      text_ += characters;
    } else {
      text_ += (is_complement ? "[^" : "[") + characters + "]";
    }
    return {};
  }

  std::string_view rest_;
  bool without_space_;
  bool in_class_ = false;
  std::string text_;
};

Result<std::uint32_t> options_of(std::string_view flags) {
  std::uint32_t options = 0;
  for (const char flag : flags) {
    switch (flag) {
      case 's': options |= PCRE2_DOTALL; break;
      case 'm': options |= PCRE2_MULTILINE; break;
      case 'i': options |= PCRE2_CASELESS; break;
      case 'q': options |= PCRE2_LITERAL; break;
      case 'x': break;
      default: return refused("sh:flags holds a letter other than s, m, i, x and q");
    }
  }
  return options;
}

std::string message_of(int code) {
  std::array<PCRE2_UCHAR, 200> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

PCRE2_SPTR bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

// One context for every match; it never changes.
const pcre2_match_context* match_limits() {
  static const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
      [] {
        auto* made = pcre2_match_context_create(nullptr);
        pcre2_set_match_limit(made, kMaximumSteps);
        pcre2_set_depth_limit(made, kMaximumSteps);
        pcre2_set_heap_limit(made, kMaximumHeapKiB);
        return made;
      }(),
      pcre2_match_context_free);
  return context.get();
}

}  // namespace

struct Pattern::Code {
  std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> compiled;
};

Result<Pattern> Pattern::compile(std::string_view expression, std::string_view flags) {
  if (expression.size() > kMaximumLength) {
    return Error{ShaclError::too_large,
                 "a pattern longer than " + std::to_string(kMaximumLength) + " bytes"};
  }
  auto options = options_of(flags);
  if (!options) return options.error();
  std::string translated(expression);
  if (*options & PCRE2_LITERAL) {
    *options &= PCRE2_LITERAL | PCRE2_CASELESS;  // XPath 3.1: q overrides the others
  } else {
    auto written = Translation(expression, flags.find('x') != std::string_view::npos).run();
    if (!written) return written.error();
    translated = *std::move(written);
    *options |= PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  }
  *options |= PCRE2_UTF;

  const std::unique_ptr<pcre2_compile_context, decltype(&pcre2_compile_context_free)> context(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  pcre2_set_parens_nest_limit(context.get(), kMaximumNesting);
  int error = 0;
  PCRE2_SIZE where = 0;
  auto* compiled =
      pcre2_compile(bytes(translated), translated.size(), *options, &error, &where, context.get());
  if (compiled == nullptr) {
    return refused("sh:pattern is no regular expression: " + message_of(error));
  }
  return Pattern(std::make_shared<const Code>(Code{{compiled, pcre2_code_free}}));
}

Pattern::Match Pattern::match(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> found(
      pcre2_match_data_create(1, nullptr), pcre2_match_data_free);
  // The library takes the context as if it could change it; it does not.
  const int code = pcre2_match(code_->compiled.get(), bytes(text), text.size(), 0, 0, found.get(),
                               const_cast<pcre2_match_context*>(match_limits()));
  if (code >= 0) return Match::yes;
  return code == PCRE2_ERROR_NOMATCH ? Match::no : Match::undecided;
}

std::uint64_t Pattern::cost(std::string_view text, Match found) {
  return found == Match::undecided ? kMaximumSteps : 1 + text.size();
}

}  // namespace passerelle::shacl
