#include "tests/conformance/isomorphism.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace passerelle::conformance {
namespace {

// Subject, predicate, object, graph; blank nodes begin with "_:", which no other text does.
using Statement = std::array<std::string, 4>;
using Colours = std::map<std::string, std::size_t>;  // blank node → colour

bool is_blank(const std::string& text) { return text.starts_with("_:"); }

std::string text_of(const rdf::Term& term) {
  if (const auto* iri = std::get_if<rdf::Iri>(&term)) return "<" + iri->text;
  if (const auto* blank = std::get_if<rdf::Blank>(&term)) return "_:" + blank->label;
  const auto& literal = std::get<rdf::Literal>(term);
  return "\"" + literal.datatype + "\"" + literal.language + "\"" + literal.lexical;
}

std::vector<Statement> statements_of(const rdf::Dataset& dataset) {
  std::vector<Statement> statements;
  for (const auto& [triple, graph] : dataset.quads()) {
    statements.push_back({text_of(as_term(triple.subject)), text_of(triple.predicate),
                          text_of(triple.object), graph ? text_of(as_term(*graph)) : ""});
  }
  return statements;
}

Colours uncoloured(const std::vector<Statement>& statements) {
  Colours colours;
  for (const auto& statement : statements) {
    for (const auto& text : statement) {
      if (is_blank(text)) colours[text] = 0;
    }
  }
  return colours;
}

std::map<std::size_t, std::vector<std::string>> classes_of(const Colours& colours) {
  std::map<std::size_t, std::vector<std::string>> classes;
  for (const auto& [blank, colour] : colours) classes[colour].push_back(blank);
  return classes;
}

// What the statements around a blank node look like, its neighbours by their colours.
std::size_t view_from(const std::string& blank,
                      const std::vector<Statement>& statements,
                      const Colours& colours) {
  std::multiset<std::string> views;
  for (const auto& statement : statements) {
    if (std::ranges::find(statement, blank) == statement.end()) continue;
    std::string view;
    for (const auto& text : statement) {
      view += text == blank    ? "self"
              : is_blank(text) ? "_:" + std::to_string(colours.at(text))
                               : text;
      view += '\n';
    }
    views.insert(view);
  }
  std::string all = std::to_string(colours.at(blank));
  for (const auto& view : views) all += '\n' + view;
  return std::hash<std::string>()(all);
}

Colours refined(Colours colours, const std::vector<Statement>& statements) {
  while (true) {
    Colours finer;
    for (const auto& [blank, colour] : colours) {
      finer[blank] = view_from(blank, statements, colours);
    }
    if (classes_of(finer).size() == classes_of(colours).size()) return finer;
    colours = std::move(finer);
  }
}

std::vector<Statement> coloured(std::vector<Statement> statements, const Colours& colours) {
  for (auto& statement : statements) {
    for (auto& text : statement) {
      if (is_blank(text)) text = "_:" + std::to_string(colours.at(text));
    }
  }
  std::ranges::sort(statements);
  return statements;
}

bool match(const std::vector<Statement>& one,
           const Colours& one_before,
           const std::vector<Statement>& other,
           const Colours& other_before) {
  const auto one_colours = refined(one_before, one);
  const auto other_colours = refined(other_before, other);
  const auto one_classes = classes_of(one_colours);
  const auto other_classes = classes_of(other_colours);
  const auto undecided =
      std::ranges::find_if(one_classes, [](const auto& entry) { return entry.second.size() > 1; });
  if (undecided == one_classes.end()) {
    return one_classes.size() == other_classes.size() &&
           coloured(one, one_colours) == coloured(other, other_colours);
  }
  const auto& [colour, blanks] = *undecided;
  const auto candidates = other_classes.find(colour);
  if (candidates == other_classes.end()) return false;
  // Any one of them here may be any one of them there.
  auto one_next = one_colours;
  one_next[blanks.front()] = 1;
  return std::ranges::any_of(candidates->second, [&](const std::string& candidate) {
    auto other_next = other_colours;
    other_next[candidate] = 1;
    return match(one, one_next, other, other_next);
  });
}

}  // namespace

bool are_isomorphic(const rdf::Dataset& one, const rdf::Dataset& other) {
  const auto mine = statements_of(one);
  const auto theirs = statements_of(other);
  return mine.size() == theirs.size() && match(mine, uncoloured(mine), theirs, uncoloured(theirs));
}

}  // namespace passerelle::conformance
