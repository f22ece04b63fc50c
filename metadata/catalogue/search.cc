#include "metadata/catalogue/search.h"

#include <algorithm>

namespace passerelle::catalogue {
namespace {

// What a match in a field is worth: a title tells more than a description.
constexpr int kTitle = 16, kKeyword = 8, kVariable = 4, kPublisher = 3, kDescription = 1;

bool is_separator(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool is_word = byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return !is_word;
}

// Returns the words of a text, folded.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : folded(text)) {
    if (!is_separator(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

struct Field {
  int weight;
  std::vector<std::string> words;
};

std::vector<Field> fields_of(const DatasetDescription& dataset) {
  std::vector<Field> fields;
  const auto add = [&](int weight, std::string_view text) {
    fields.push_back({weight, words_of(text)});
  };
  const auto add_all = [&](int weight, const Texts& texts) {
    for (const auto& [language, text] : texts) add(weight, text);
  };
  add_all(kTitle, dataset.titles);
  for (const auto& [language, keywords] : dataset.keywords) {
    for (const auto& keyword : keywords) add(kKeyword, keyword);
  }
  for (const auto& variable : dataset.variables) {
    add(kVariable, variable.name);
    add_all(kVariable, variable.titles);
    add_all(kDescription, variable.descriptions);
  }
  add_all(kPublisher, dataset.publisher);
  add_all(kDescription, dataset.descriptions);
  return fields;
}

// Returns the worth of the best place in which the word stands; a whole word is worth more than a
// beginning. Zero when it stands nowhere.
int worth(const std::string& word, const std::vector<Field>& fields) {
  int best = 0;
  for (const auto& field : fields) {
    for (const auto& candidate : field.words) {
      if (candidate.starts_with(word)) {
        best = std::max(best, 2 * field.weight + (candidate.size() == word.size() ? 1 : 0));
      }
    }
  }
  return best;
}

}  // namespace

std::vector<Match> search(std::span<const DatasetDescription> datasets, std::string_view words) {
  const auto wanted = words_of(words);
  std::vector<Match> matches;
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    const auto fields = fields_of(datasets[i]);
    int score = 0;
    bool has_all = true;
    for (const auto& word : wanted) {
      const int points = worth(word, fields);
      has_all = has_all && points > 0;
      score += points;
    }
    if (has_all) matches.push_back({i, score});
  }
  std::ranges::sort(matches, [](const Match& left, const Match& right) {
    return left.score != right.score ? left.score > right.score : left.index < right.index;
  });
  return matches;
}

}  // namespace passerelle::catalogue
