#include "node/analysis/compile_names.h"

#include <algorithm>

#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestColumnName = 128;
constexpr std::size_t kLongestIri = 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_control_character(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

Error refused(AnalysisError code, const std::string& path, std::string_view why) {
  return Error{code, (path.empty() ? std::string("/") : path) + ": " + std::string(why)};
}

Error malformed(const std::string& path, std::string_view why) {
  return refused(AnalysisError::malformed, path, why);
}

Result<void> check_identifier(const std::string& text, const std::string& path) {
  const bool is_well_formed =
      !text.empty() && text.size() <= kLongestName && (is_letter(text[0]) || is_digit(text[0])) &&
      std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
      });
  if (is_well_formed) return {};
  return refused(AnalysisError::malformed, path,
                 "an identifier of at most 64 letters, digits, `_`, `-` and `.`, beginning with a "
                 "letter or digit, is expected");
}

Result<void> check_free_identifier(const std::string& text, const std::string& path) {
  if (text == kNodeName) {
    return refused(AnalysisError::malformed, path, "`node` is reserved for the executing node");
  }
  return check_identifier(text, path);
}

Result<void> check_variable_name(const std::string& text, const std::string& path) {
  if (text == kNodeName) {
    return refused(AnalysisError::malformed, path,
                   "`node` is reserved for the executing node; it stands only in `strata`");
  }
  const bool is_well_formed = !text.empty() && text.size() <= kLongestName &&
                              !has_control_character(text) && text.front() != ' ' &&
                              text.back() != ' ' && text.find_first_of(",:/@") == std::string::npos;
  if (is_well_formed) return {};
  return refused(AnalysisError::malformed, path,
                 "a name of at most 64 bytes without `,`, `:`, `/` and `@` is expected; a column "
                 "of another name can be given one under `variables`");
}

Result<void> check_column_name(const std::string& text, const std::string& path) {
  if (!text.empty() && text.size() <= kLongestColumnName && !has_control_character(text)) return {};
  return refused(AnalysisError::malformed, path,
                 "the name of a source column, at most 128 bytes, is expected");
}

Result<void> check_iri(const std::string& text, const std::string& path) {
  if (text == "*") {
    return refused(AnalysisError::malformed, path,
                   "name each data set by its IRI; `*` is understood only in scenarios, which "
                   "write the names before the study is digested");
  }
  const auto colon = text.find(':');
  const bool has_scheme =
      colon != std::string::npos && colon > 0 && is_letter(text[0]) &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
      });
  const bool is_well_formed = has_scheme && colon + 1 < text.size() && text.size() <= kLongestIri &&
                              !has_control_character(text) &&
                              text.find_first_of(" <>\"{}|\\^`") == std::string::npos;
  if (is_well_formed) return {};
  return refused(AnalysisError::malformed, path,
                 "an absolute IRI, for instance https://fr.example/dataset/colon, is expected");
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string path_to(const std::string& path, std::string_view name) {
  return path + "/" + pointer_step(name);
}

std::string path_to(const std::string& path, std::size_t index) {
  return path + "/" + std::to_string(index);
}

}  // namespace passerelle::analysis
