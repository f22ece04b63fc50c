#include "node/search/analysis.h"

namespace passerelle::search {
namespace {

constexpr PerField<std::string_view> kFieldNames{"title",     "keywords", "codes",
                                                 "variables", "holder",   "description"};

}  // namespace

std::string_view name_of(Field field) { return kFieldNames[static_cast<std::size_t>(field)]; }

std::vector<FieldText> texts_of(const SearchDocument& document) {
  std::vector<FieldText> texts;
  const auto add = [&](Field field, const std::string& language, std::string_view text) {
    texts.push_back({field, language, text, stemming_of(language)});
  };
  const auto add_all = [&](Field field, const Texts& by_language) {
    for (const auto& [language, text] : by_language) add(field, language, text);
  };
  add_all(Field::title, document.titles);
  for (const auto& [language, keywords] : document.keywords) {
    for (const auto& keyword : keywords) add(Field::keywords, language, keyword);
  }
  for (const auto& code : document.coding_systems) add(Field::codes, "", code);
  for (const auto& variable : document.variables) {
    add(Field::variables, "", variable.name);
    add_all(Field::variables, variable.titles);
    add_all(Field::description, variable.descriptions);
  }
  add_all(Field::holder, document.holder);
  add_all(Field::description, document.descriptions);
  return texts;
}

Analysis analyse(const SearchDocument& document) {
  Analysis analysis;
  for (const auto& text : texts_of(document)) {
    auto& terms = analysis.terms[static_cast<std::size_t>(text.field)];
    for (const auto& word : catalogue::words_of(text.text)) {
      auto term = term_of(word, text.stemming);
      terms += term;
      terms += ' ';
      analysis.words.emplace(word.folded, std::move(term));
    }
    terms += kTextEnd;
    terms += ' ';
  }
  return analysis;
}

}  // namespace passerelle::search
