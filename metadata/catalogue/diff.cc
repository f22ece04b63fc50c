#include "metadata/catalogue/diff.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "metadata/catalogue/blank_pairs.h"
#include "metadata/catalogue/dataset_description.h"
#include "metadata/catalogue/vocabulary.h"
#include "metadata/profiles/glossary.h"

namespace passerelle::catalogue {
namespace {

using namespace vocabulary;
using rdf::Graph;
using rdf::Iri;
using rdf::Resource;
using rdf::Term;

// The objects of one thing under one property.
struct Values {
  std::vector<Term> named;  // IRIs and literals
  std::vector<Resource> blanks;
};

std::map<std::string, Values> values_of(const Graph& graph, const std::optional<Resource>& thing) {
  std::map<std::string, Values> values;
  if (!thing) return values;
  for (const auto& triple : graph.about(*thing)) {
    auto& here = values[triple.predicate.text];
    if (const auto* blank = std::get_if<rdf::Blank>(&triple.object)) here.blanks.push_back(*blank);
    else here.named.push_back(triple.object);
  }
  return values;
}

std::vector<Term> only_in(std::vector<Term> these, std::vector<Term> those) {
  std::sort(these.begin(), these.end());
  std::sort(those.begin(), those.end());
  std::vector<Term> rest;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(),
                      std::back_inserter(rest));
  return rest;
}

// A thing in both versions and the way to it; nothing on one side means that it came or went.
struct OpenPair {
  std::optional<Resource> older, newer;
  FieldChange way;
};

using Partners = std::map<Resource, std::optional<Resource>>;

// Of a way only the last steps are told.
constexpr std::size_t kMaximumSteps = 8;

class Comparison {
 public:
  Comparison(const Graph& older, const Graph& newer, const std::string& language)
      : older_(older), newer_(newer), language_(language) {}

  std::vector<FieldChange> run() {
    for (const auto& subject : named_subjects()) {
      open_.push_back({subject, subject, {subject, name_of(subject, subject), {}, {}, {}}});
      while (!open_.empty()) {
        const auto pair = std::move(open_.back());
        open_.pop_back();
        compare(pair);
      }
    }
    return std::move(changes_);
  }

 private:
  std::set<Iri> named_subjects() const {
    std::set<Iri> subjects;
    for (const auto* graph : {&older_, &newer_}) {
      for (const auto& triple : graph->triples()) {
        if (const auto* iri = std::get_if<Iri>(&triple.subject)) subjects.insert(*iri);
      }
    }
    return subjects;
  }

  // What people know a thing by, as the newer version has it when it is there.
  std::string name_of(const std::optional<Resource>& older,
                      const std::optional<Resource>& newer) const {
    for (const auto& predicate : {kCsvw + "name", kTitle, kFoaf + "name", kVcard + "fn",
                                  kSkos + "notation", kRdfs + "label"}) {
      for (const auto& [graph, thing] : {std::pair{&newer_, &newer}, {&older_, &older}}) {
        if (!*thing) continue;
        Texts texts;
        for (const auto& literal : graph->literals(**thing, predicate)) {
          texts.emplace(literal.language, literal.lexical);
        }
        if (!texts.empty()) return in_language(texts, language_);
      }
    }
    return {};
  }

  // Compares what is said of a thing in both versions.
  void compare(const OpenPair& pair) {
    auto before = values_of(older_, pair.older);
    auto after = values_of(newer_, pair.newer);
    std::set<std::string> properties;
    for (const auto& [property, values] : before) properties.insert(property);
    for (const auto& [property, values] : after) properties.insert(property);
    std::vector<OpenPair> inner;
    for (const auto& property : properties) {
      auto here = pair.way;
      // A list is a chain as long as it has members.
      if (here.path.size() == kMaximumSteps) here.path.erase(here.path.begin());
      here.path.push_back({property, field_name(property, language_), {}});
      compare_values(before[property], after[property], std::move(here), inner);
    }
    open_.insert(open_.end(), std::make_move_iterator(inner.rbegin()),
                 std::make_move_iterator(inner.rend()));
  }

  void compare_values(const Values& before,
                      const Values& after,
                      FieldChange here,
                      std::vector<OpenPair>& inner) {
    for (const auto& [older, newer] : pair_blanks(older_, not_met(before.blanks, newer_of_), newer_,
                                                  not_met(after.blanks, older_of_))) {
      if (older) newer_of_.emplace(*older, newer);
      if (newer) older_of_.emplace(*newer, older);
      inner.push_back({older, newer, here});
      inner.back().way.path.back().node = name_of(older, newer);
    }
    here.removed = only_in(before.named, after.named);
    here.added = only_in(after.named, before.named);
    add_lone(before.blanks, newer_of_, after.blanks, here.removed);
    add_lone(after.blanks, older_of_, before.blanks, here.added);
    if (!here.removed.empty() || !here.added.empty()) changes_.push_back(std::move(here));
  }

  // A blank node may be pointed to twice, or be part of a circle: it gets its partner once.
  static std::vector<Resource> not_met(const std::vector<Resource>& blanks,
                                       const Partners& partners) {
    std::vector<Resource> fresh;
    for (const auto& blank : blanks) {
      if (!partners.contains(blank)) fresh.push_back(blank);
    }
    return fresh;
  }

  // Adds the blank nodes whose partner does not stand at the same place of the other version.
  static void add_lone(const std::vector<Resource>& blanks,
                       const Partners& partners,
                       const std::vector<Resource>& others,
                       std::vector<Term>& lone) {
    for (const auto& blank : blanks) {
      const auto& partner = partners.at(blank);
      const bool is_there =
          partner && std::find(others.begin(), others.end(), *partner) != others.end();
      if (!is_there) lone.push_back(as_term(blank));
    }
  }

  const Graph& older_;
  const Graph& newer_;
  const std::string& language_;
  Partners newer_of_, older_of_;
  std::vector<OpenPair> open_;  // the next one is at the end
  std::vector<FieldChange> changes_;
};

}  // namespace

std::vector<FieldChange> difference(const Graph& older,
                                    const Graph& newer,
                                    const std::string& language) {
  return Comparison(older, newer, language).run();
}

std::string field_name(const std::string& property, const std::string& language) {
  const auto& glossary = profiles::Glossary::built_in();
  auto name = glossary.name(property, language);
  return name.empty() ? glossary.short_form(property) : name;
}

std::string field_path(const FieldChange& change) {
  std::string text;
  for (std::size_t i = 0; i < change.path.size(); ++i) {
    const auto& step = change.path[i];
    if (i > 0) text += " › ";
    text += step.field;
    // The last step leads to the values themselves.
    if (i + 1 < change.path.size() && !step.node.empty()) text += " " + step.node;
  }
  return text;
}

}  // namespace passerelle::catalogue
