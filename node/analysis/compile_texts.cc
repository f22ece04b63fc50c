#include "node/analysis/compile_texts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"

namespace passerelle::analysis {
namespace {

// A language tag as `en`, `fr`, `pt-BR` (RFC 5646, its common part).
bool is_language(std::string_view tag) {
  const auto dash = tag.find('-');
  const auto primary = tag.substr(0, dash);
  const auto rest = dash == std::string_view::npos ? std::string_view("x") : tag.substr(dash + 1);
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_tag = [&](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return (primary.size() == 2 || primary.size() == 3) &&
         std::all_of(primary.begin(), primary.end(), is_lower) && !rest.empty() &&
         rest.size() <= 32 && std::all_of(rest.begin(), rest.end(), is_tag);
}

}  // namespace

std::map<std::string, std::string> read_by_language(Fields& fields,
                                                    std::string_view field,
                                                    std::size_t longest) {
  std::map<std::string, std::string> texts;
  const auto& written = fields.object(field);
  const auto path = fields.path_of(field);
  for (const auto& [language, text] : written.items()) {
    const auto at = path_to(path, language);
    if (!is_language(language)) {
      fields.fail(refused(AnalysisError::malformed, at, "a language such as en or fr is expected"));
    } else if (!text.is_string() || text.get_ref<const std::string&>().empty()) {
      fields.fail(refused(AnalysisError::malformed, at, "text is expected"));
    } else if (text.get_ref<const std::string&>().size() > longest) {
      fields.fail(
          refused(AnalysisError::too_large, at, "at most " + std::to_string(longest) + " bytes"));
    } else {
      texts.emplace(language, text.get<std::string>());
    }
  }
  if (written.empty()) fields.fail(field, "text in at least one language is expected");
  return texts;
}

}  // namespace passerelle::analysis
