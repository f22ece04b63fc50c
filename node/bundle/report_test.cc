#include "node/bundle/report.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <set>

#include "node/bundle/sample_run_test.h"
#include "node/bundle/texts_test.h"
#include "node/explanation/method.h"
#include "policies/documents/same_keys_test.h"

namespace passerelle::bundle {
namespace {

const std::string& page(Language language) { return sample::files().at(report_path(language)); }

// The headings of tables, with those that name a variable or a level of the study.
std::set<std::string> table_words(const std::string& html) {
  std::set<std::string> found;
  for (const std::string tag :
       {"<caption>", "<th scope=\"col\">", "<th scope=\"col\" class=\"n\">"}) {
    for (auto at = html.find(tag); at != std::string::npos; at = html.find(tag, at + 1)) {
      const auto begin = at + tag.size();
      found.insert(html.substr(begin, html.find('<', begin) - begin));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the words of the report stand in both languages") {
  documents::check_same_keys(words(Language::en), words(Language::fr));
}

TEST_CASE("a report opens without a network and runs nothing") {
  for (const auto language : {Language::en, Language::fr}) {
    for (const char* code :
         {"<script", "<link", "<iframe", "<img", " src=", "@import", "url(", "onload"}) {
      CHECK_FALSE_MESSAGE(has(page(language), code), code);
    }
    CHECK(has(page(language), "<svg"));
    CHECK(has(page(language), sample::run().anchor));
    CHECK(has(page(language), "This work used health data of fi."));
    CHECK_FALSE(has(page(language), "{0}"));
  }
}

TEST_CASE("each report is in its language and leads to the other") {
  const auto& english = page(Language::en);
  CHECK(has(english, "<html lang=\"en\">"));
  CHECK(has(english, "href=\"report.fr.html\" hreflang=\"fr\" lang=\"fr\""));
  CHECK(has(english, "<h1>Survival with the new treatment &amp; the old</h1>"));
  CHECK(has(english, "GDPR, Art. 6(1)(e); controller University of Nantes"));
  const auto& french = page(Language::fr);
  CHECK(has(french, "<html lang=\"fr\">"));
  CHECK(has(french, "href=\"report.html\" hreflang=\"en\" lang=\"en\""));
  CHECK(has(french, "<h1>Survie avec le nouveau traitement et l’ancien</h1>"));
  CHECK(has(french, "RGPD, art. 6, § 1, e ; responsable du traitement University of Nantes"));
  CHECK(has(french, "À risque"));
  CHECK(has(french, "retenu</span>"));
}

TEST_CASE("a report tells who is behind it, how it was made and what privacy cost") {
  const auto& english = page(Language::en);
  CHECK(has(english, "Analysis set</th>"));
  CHECK(has(english, "patients: all rows of trial."));
  CHECK(has(english, "Proportional hazards on exact times, stratified by node, ties by Efron"));
  CHECK(has(english, "6 breaks (level 0)"));
  CHECK(has(english, "grid of width 1"));
  CHECK(has(english, "Passerelle 0.1.0 at the node that ordered the study."));
  CHECK(has(english, "To be answered by the authors"));
  CHECK(has(english, "Health Data Body of fi"));
  CHECK(has(english, "<td>FI (fi)</td>"));
  CHECK(has(english, "new against old"));
  CHECK(has(english, "read.csv(&quot;tables/patients.csv&quot;"));
}

TEST_CASE("no two things of a page have one id") {
  const auto& english = page(Language::en);
  std::set<std::string> ids;
  const std::string mark = " id=\"";
  for (auto at = english.find(mark); at != std::string::npos; at = english.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    const auto id = english.substr(begin, english.find('"', begin) - begin);
    CHECK_MESSAGE(ids.insert(id).second, id);
  }
}

TEST_CASE("no table of the French report has the English words") {
  std::set<std::string> english;
  for (const auto& [key, text] : words(Language::en).all()) {
    const bool is_of_table = key.starts_with("column.") || key.starts_with("caption.");
    if (is_of_table && words(Language::fr).all().find(key)->second != text) english.insert(text);
  }
  // The names that the study gives, and words that are the same in French.
  for (const auto& word : table_words(page(Language::fr))) {
    CHECK_MESSAGE(!english.contains(word), word);
  }
}

TEST_CASE("the method of an analysis in English is the one that its answer bears") {
  const auto run = replay(sample::run().contents);
  REQUIRE_MESSAGE(run, run.error().text());
  for (std::size_t i = 0; i < run->plan.analyses.size(); ++i) {
    const auto& what = run->plan.analyses[i];
    CAPTURE(what.id);
    CHECK(explanation::method_of(what, Language::en) ==
          run->answer->at("analyses").at(i).at("method").get<std::string>());
    CHECK(explanation::method_of(what, Language::fr));
  }
}

}  // namespace passerelle::bundle
