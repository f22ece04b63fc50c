// Compares the index with a plain reading of the same documents: what is found, in which order, and
// every count, for random documents, questions and changes.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "node/search/common.h"
#include "node/search/index_fixture_test.h"
#include "node/search/question.h"
#include "node/search/spelling.h"

namespace passerelle::search {
namespace {

using Random = std::mt19937;

template <class T>
T any_of(Random& random, const std::vector<T>& list) {
  return list[random() % list.size()];
}

const std::vector<std::string> kEnglish{
    "cancer",   "cancers",  "registry", "registries", "hospital", "hospitalisation",
    "patients", "patient",  "survival", "trial",      "trials",   "studies",
    "study",    "diabetes", "diabetic", "cohort",     "cohorts",  "prescriptions",
    "canine",   "cantor",   "country",  "countries",  "the",      "of"};
const std::vector<std::string> kFrench{
    "cancer",   "registre", "registres",     "hôpital",     "hospitalisés", "hospitalisations",
    "patients", "survie",   "essai",         "essais",      "étude",        "études",
    "diabète",  "cohorte",  "prescriptions", "l'assurance", "santé",        "côlon",
    "de",       "la",       "œuvre",         "données"};
const std::vector<std::string> kFinnish{"syöpä", "rekisteri", "potilas", "potilaat", "sairaala"};
const std::vector<std::string> kCountries{"FR", "FI", "DK", "DE"};
const std::vector<std::string> kCodes{"ICD-10", "ICD-O", "SNOMED-CT", "LOINC", "ATC"};
const std::vector<std::string> kCategories{"PHDR", "EHRS", "EHCT"};
const std::vector<std::string> kNames{"age",           "sex",   "etype", "date_of_birth",
                                      "Date-of-Birth", "icd10", "bmi"};

const std::map<std::string, const std::vector<std::string>*> kLanguages{{"en", &kEnglish},
                                                                        {"fr", &kFrench},
                                                                        {"fi", &kFinnish},
                                                                        {"", &kEnglish}};

std::string sentence(Random& random, const std::vector<std::string>& words, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += (i > 0 ? " " : "") + any_of(random, words);
  return text;
}

Texts texts(Random& random, std::size_t length) {
  Texts result;
  for (const auto& [language, words] : kLanguages) {
    if (random() % 2 == 0) result[language] = sentence(random, *words, 1 + random() % length);
  }
  return result;
}

std::vector<std::string> some_of(Random& random, const std::vector<std::string>& list) {
  std::set<std::string> chosen;
  for (auto i = random() % 3; i > 0; --i) chosen.insert(any_of(random, list));
  return {chosen.begin(), chosen.end()};
}

SearchDocument random_document(Random& random, int dataset) {
  SearchDocument document;
  document.origin = random() % 2 == 0 ? "fr" : "fi";
  document.dataset = DatasetId("urn:" + std::to_string(dataset));
  document.titles = texts(random, 4);
  document.descriptions = texts(random, 12);
  if (random() % 2 == 0) document.keywords = {{"en", some_of(random, kEnglish)}};
  for (const auto& name : some_of(random, kNames)) {
    document.variables.push_back({name, texts(random, 2), {}});
  }
  document.country = any_of(random, kCountries);
  document.holder = {{"fr", sentence(random, kFrench, 2)}};
  document.coding_systems = some_of(random, kCodes);
  document.categories = some_of(random, kCategories);
  if (random() % 3 > 0) document.age_from = static_cast<int>(random() % 80);
  if (random() % 3 > 0) {
    document.age_to = document.age_from.value_or(0) + static_cast<int>(random() % 40);
  }
  if (random() % 2 == 0) document.individuals = std::int64_t{1} << random() % 24;
  const Days start(std::chrono::days(random() % 20'000));
  if (random() % 3 > 0) document.period_from = start;
  if (random() % 3 > 0) document.period_to = start + std::chrono::days(random() % 6'000);
  document.modified = Instant(std::chrono::hours(430'000 + random() % 50));
  return document;
}

std::string mistyped(Random& random, std::string word) {
  if (word.size() > 3) std::swap(word[1], word[2]);
  return random() % 2 == 0 ? word : word + "x";
}

std::string random_text(Random& random) {
  std::string text;
  for (auto i = random() % 4; i > 0; --i) {
    const auto words = any_of(random, std::vector{kEnglish, kFrench, kFinnish, kNames, kCodes});
    auto word = any_of(random, words);
    switch (random() % 8) {
      case 0: word = '"' + word + ' ' + any_of(random, words) + '"'; break;
      case 1: word = mistyped(random, word); break;
      case 2: word = word.substr(0, 3 + random() % 3); break;
      default: break;
    }
    text += (text.empty() ? "" : " ") + word;
  }
  return random() % 2 == 0 ? text : text + " ";
}

Query random_query(Random& random) {
  Query query;
  query.text = random_text(random);
  const auto narrow = [&](Facet facet, const std::vector<std::string>& list) {
    if (random() % 4 == 0) query.values[index_of(facet)] = some_of(random, list);
  };
  narrow(Facet::country, kCountries);
  narrow(Facet::coding_system, kCodes);
  narrow(Facet::category, kCategories);
  narrow(Facet::variable, kNames);
  narrow(Facet::age_group, {"0-17", "65+"});
  narrow(Facet::period, {"1980-1989", "2010-2019"});
  if (random() % 6 == 0) query.all_variables = some_of(random, kNames);
  if (random() % 6 == 0) query.all_variables = {"no_such_variable"};
  if (random() % 4 == 0) {
    const auto from = static_cast<std::int32_t>(random() % 20'000);
    query.days = Range<std::int32_t>{from, from + 1'000};
  }
  if (random() % 4 == 0) {
    const auto from = static_cast<std::int16_t>(random() % 80);
    query.ages = Range<std::int16_t>{from, static_cast<std::int16_t>(from + 10)};
  }
  query.sort =
      any_of(random, std::vector{Sort::relevance, Sort::relevance, Sort::modified, Sort::title});
  query.title_language = any_of(random, std::vector<std::string>{"en", "fr", "de"});
  query.first = random() % 3 * 5;
  query.size = random() % 30;
  query.facet_size = kMaximumFacetSize;
  return query;
}

// A text of a document as terms, with the worth of its field.
struct ReadText {
  double worth;
  std::vector<std::string> terms;
};

double worth_of(Field field) {
  switch (field) {
    case Field::title: return 16;
    case Field::keywords: return 8;
    case Field::codes: return 6;
    case Field::variables: return 4;
    case Field::holder: return 3;
    case Field::description: return 1;
  }
  return 0;
}

class Reference {
 public:
  void put(DocumentNumber number, const SearchDocument& document) { all_[number] = document; }
  void remove(DocumentNumber number) { all_.erase(number); }

  std::optional<DocumentNumber> number_of(const SearchDocument& document) const {
    for (const auto& [number, other] : all_) {
      if (other.origin == document.origin && other.dataset == document.dataset) return number;
    }
    return std::nullopt;
  }
  DocumentNumber next() const { return all_.empty() ? 1 : all_.rbegin()->first + 1; }
  const std::map<DocumentNumber, SearchDocument>& all() const { return all_; }

  // Reads every document anew.
  void learn() {
    texts_.clear();
    words_.clear();
    terms_.clear();
    for (const auto& [number, document] : all_) {
      std::set<std::pair<std::string, std::string>> own;
      for (const auto& text : texts_of(document)) {
        ReadText read{worth_of(text.field), {}};
        for (const auto& word : catalogue::words_of(text.text)) {
          read.terms.push_back(term_of(word, text.stemming));
          own.emplace(word.folded, read.terms.back());
        }
        texts_[number].push_back(read);
      }
      for (const auto& [word, term] : own) {
        ++words_[word][term];
        terms_.insert(term);
      }
    }
  }

  struct Answer {
    std::vector<DocumentNumber> order;
    PerFacet<std::map<std::string, std::uint64_t>> counts;
    std::vector<std::string> corrections;
  };

  Answer answer(const Query& query) const {
    Answer answer;
    const auto demands = demands_of(query.text).value();
    std::map<DocumentNumber, double> scores;
    for (const auto& [number, document] : all_) scores[number] = 0;
    for (const auto& demand : demands) {
      const auto worth = worths(demand, answer.corrections);
      std::map<DocumentNumber, double> kept;
      const double rarity =
          std::log1p(static_cast<double>(all_.rbegin()->first) / static_cast<double>(worth.size()));
      for (const auto& [number, best] : worth) {
        if (scores.contains(number)) kept[number] = scores[number] + rarity * best;
      }
      scores = kept;
    }
    for (const auto& [number, score] : scores) {
      const auto& document = all_.at(number);
      if (meets(document, query, kFacets)) answer.order.push_back(number);
      for (std::size_t i = 0; i < kFacets; ++i) {
        if (!meets(document, query, i)) continue;
        for (const auto& value : values_of(document, facet_at(i))) ++answer.counts[i][value];
      }
    }
    sort(answer.order, scores, query);
    return answer;
  }

 private:
  std::set<std::string> terms(const catalogue::Word& word) const {
    std::set<std::string> result;
    const auto add_terms_of = [&](const std::string& of) {
      if (const auto known = words_.find(of); known != words_.end()) {
        for (const auto& [term, documents] : known->second) result.insert(term);
      }
    };
    add_terms_of(word.folded);
    for (const auto& written : {word.written, word.folded}) {
      for (const auto stemming : {Stemming::english, Stemming::french}) {
        const auto term = term_of({word.folded, written, 0, 0}, stemming);
        add_terms_of(term);
        if (terms_.contains(term)) result.insert(term);
      }
    }
    return result;
  }

  std::set<std::string> begun(const std::string& prefix) const {
    std::set<std::string> result;
    for (const auto& [word, of_word] : words_) {
      for (const auto& [term, documents] : of_word) {
        if (word.starts_with(prefix) || term.starts_with(prefix)) result.insert(term);
      }
    }
    return result;
  }

  std::optional<std::string> nearest(const std::string& word) const {
    const auto length = catalogue::length_of(word);
    std::optional<std::tuple<std::size_t, std::int64_t, std::string>> best;
    const std::size_t maximum = length < 4 ? 0 : length < 8 ? 1 : 2;
    for (const auto& [other, of_word] : words_) {
      const auto edits = edits_between(word, other, maximum);
      if (edits > maximum || edits == 0) continue;
      for (const auto& [term, documents] : of_word) {
        const std::tuple candidate(edits, -documents, other);
        if (!best || candidate < *best) best = candidate;
      }
    }
    if (!best) return std::nullopt;
    return std::get<2>(*best);
  }

  // For each document that meets the demand what the best place of it is worth.
  std::map<DocumentNumber, double> worths(const Demand& demand,
                                          std::vector<std::string>& corrections) const {
    std::vector<std::set<std::string>> whole;
    std::set<std::string> beginnings;
    for (const auto& word : demand.words) {
      whole.push_back(terms(word));
      if (demand.is_prefix) beginnings = begun(word.folded);
      if (whole.back().empty() && beginnings.empty()) {
        if (const auto other = nearest(word.folded)) {
          corrections.push_back(*other);
          whole.back() = terms({*other, *other, 0, 0});
        }
      }
    }
    std::map<DocumentNumber, double> result;
    for (const auto& [number, texts] : texts_) {
      double best = 0;
      for (const auto& text : texts) {
        for (std::size_t at = 0; at + whole.size() <= text.terms.size(); ++at) {
          bool stands = true;
          for (std::size_t i = 0; i < whole.size(); ++i) {
            stands = stands && whole[i].contains(text.terms[at + i]);
          }
          if (stands) best = std::max(best, text.worth);
          else if (beginnings.contains(text.terms[at])) best = std::max(best, text.worth / 2);
        }
      }
      if (best > 0) result[number] = best;
    }
    return result;
  }

  // Whether a document meets every condition but those of one facet.
  static bool meets(const SearchDocument& document, const Query& query, std::size_t but_facet) {
    for (std::size_t i = 0; i < kFacets; ++i) {
      if (i == but_facet || query.values[i].empty()) continue;
      const auto values = values_of(document, facet_at(i));
      const bool has_one = std::ranges::any_of(query.values[i], [&](const auto& wanted) {
        return std::ranges::find(values, kept_value(facet_at(i), wanted)) != values.end();
      });
      if (!has_one) return false;
    }
    const auto variables = values_of(document, Facet::variable);
    for (const auto& name : query.all_variables) {
      if (std::ranges::find(variables, kept_value(Facet::variable, name)) == variables.end()) {
        return false;
      }
    }
    const auto day = [](const std::optional<Days>& of, std::int64_t otherwise) {
      return of ? of->time_since_epoch().count() : otherwise;
    };
    if (query.days && ((!document.period_from && !document.period_to) ||
                       day(document.period_from, -1'000'000) > query.days->last ||
                       day(document.period_to, 1'000'000) < query.days->first)) {
      return false;
    }
    return !query.ages || ((document.age_from || document.age_to) &&
                           document.age_from.value_or(0) <= query.ages->last &&
                           document.age_to.value_or(1'000) >= query.ages->first);
  }

  void sort(std::vector<DocumentNumber>& order,
            const std::map<DocumentNumber, double>& scores,
            const Query& query) const {
    std::ranges::stable_sort(order, [&](DocumentNumber left, DocumentNumber right) {
      const auto& a = all_.at(left);
      const auto& b = all_.at(right);
      if (query.sort == Sort::title) {
        const auto title = [&](const SearchDocument& document) {
          return std::pair(
              !document.titles.contains(query.title_language),
              catalogue::folded(catalogue::in_language(document.titles, query.title_language)));
        };
        return title(a) < title(b);
      }
      if (query.sort == Sort::relevance && scores.at(left) != scores.at(right)) {
        return scores.at(left) > scores.at(right);
      }
      return a.modified > b.modified;
    });
  }

  std::map<DocumentNumber, SearchDocument> all_;
  std::map<DocumentNumber, std::vector<ReadText>> texts_;
  std::map<std::string, std::map<std::string, std::int64_t>> words_;
  std::set<std::string> terms_;
};

void compare(const TestIndex& index, const Reference& reference, const Query& query) {
  CAPTURE(query.text);
  const auto expected = reference.answer(query);
  const auto page = index.page(query);
  CHECK(page.total == expected.order.size());
  const auto begin = std::min(query.first, expected.order.size());
  const auto end = std::min(begin + query.size, expected.order.size());
  REQUIRE(page.hits.size() == end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    CHECK(page.hits[i - begin].document == reference.all().at(expected.order[i]));
  }
  REQUIRE(page.facets.size() == kFacets);
  for (std::size_t i = 0; i < kFacets; ++i) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& [value, count] : page.facets[i].values) counts[value] = count;
    CHECK(counts == expected.counts[i]);
    CHECK(page.facets[i].distinct == expected.counts[i].size());
  }
  std::vector<std::string> used;
  for (const auto& correction : page.corrections) used.push_back(correction.used);
  CHECK(used == expected.corrections);
}

// The law that users rely on: choosing a value gives as many results as its count says.
void check_counts(const TestIndex& index, Query query) {
  query.size = 0;
  const auto page = index.page(query);
  for (const auto& facet : page.facets) {
    auto narrowed = query;
    auto& values = narrowed.values[index_of(facet.facet)];
    for (const auto& [value, count] : facet.values) {
      values = {value};
      CHECK(index.page(narrowed).total == count);
    }
  }
}

void make_all_common(TestIndex& index, const std::vector<std::string>& terms) {
  REQUIRE(index.write([&](store::Transaction& tx) -> Result<void> {
    for (const auto& term : terms) {
      if (auto made = make_common(tx, term); !made) return made;
      const auto common = is_common(tx, term);
      if (!common) return common.error();
      CHECK(*common);
    }
    return {};
  }));
}

TEST_CASE("the index answers what a plain reading of all documents answers, through changes") {
  Random random(20'261'125);
  TestIndex index;
  Reference reference;
  for (int round = 0; round < 6; ++round) {
    std::vector<SearchDocument> batch;
    for (int i = 0; i < 60; ++i) {
      batch.push_back(random_document(random, static_cast<int>(random() % 150)));
      const auto& document = batch.back();
      reference.put(reference.number_of(document).value_or(reference.next()), document);
    }
    index.put(batch);
    for (int i = 0; i < 10; ++i) {
      const auto gone = std::next(reference.all().begin(),
                                  static_cast<std::ptrdiff_t>(random() % reference.all().size()));
      index.remove(gone->second.origin, gone->second.dataset.text());
      reference.remove(gone->first);
    }
    // Some words are frequent from the second round on, and change like any other.
    if (round == 1) make_all_common(index, {"cancer", "canc", "registri", "hospit"});
    reference.learn();
    for (int i = 0; i < 80; ++i) compare(index, reference, random_query(random));
    check_counts(index, random_query(random));
  }
  REQUIRE(index.write([](store::Transaction& tx) { return rebuild(tx); }));
  for (int i = 0; i < 80; ++i) compare(index, reference, random_query(random));
}

}  // namespace
}  // namespace passerelle::search
