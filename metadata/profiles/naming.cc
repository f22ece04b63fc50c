#include "metadata/profiles/naming.h"

#include <algorithm>
#include <array>
#include <set>

#include "metadata/profiles/vocabulary.h"
#include "metadata/rdf/iri.h"
#include "metadata/shacl/wording.h"

namespace passerelle::profiles {
namespace {

using rdf::TermId;
using rdf::TermKind;

// In the order in which they are looked for.
constexpr std::array kTitleProperties = std::to_array<std::string_view>(
    {"http://purl.org/dc/terms/title", "http://xmlns.com/foaf/0.1/name",
     "http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label",
     "http://www.w3.org/ns/csvw#title", "http://www.w3.org/ns/csvw#name",
     "http://www.w3.org/2006/vcard/ns#fn", "http://purl.org/dc/terms/identifier"});

constexpr std::array kOwners = std::to_array<std::string_view>(
    {"http://www.w3.org/ns/dcat#Dataset", "http://www.w3.org/ns/dcat#DatasetSeries",
     "http://www.w3.org/ns/dcat#DataService", "http://www.w3.org/ns/dcat#Catalog"});
constexpr int kFurthestOwner = 6;
constexpr std::size_t kLongestLabel = 40;

// The end of an IRI: "FRA" of ".../country/FRA".
std::string_view last_part(std::string_view iri) { return iri.substr(iri.find_last_of("/#") + 1); }

}  // namespace

std::string Naming::quoted(std::string_view text) const {
  const auto shown = rdf::shortened(text);
  return language_ == "fr" ? "« " + shown + " »" : "\"" + shown + "\"";
}

std::optional<TermId> Naming::literal(TermId node, std::string_view property) const {
  const auto& dictionary = data_.dictionary();
  const auto predicate = dictionary.find_iri(property);
  if (!predicate) return std::nullopt;
  std::vector<TermId> literals;
  for (const auto* graph : {&data_, &profile_.vocabularies()}) {
    for (const auto& triple : graph->with(node, *predicate)) {
      if (dictionary.kind(triple.object) == TermKind::literal) literals.push_back(triple.object);
    }
  }
  return shacl::in_language(literals, dictionary, language_);
}

std::string Naming::title(TermId node) const {
  for (const auto property : kTitleProperties) {
    const auto found = literal(node, property);
    if (found) return std::string(data_.dictionary().text(*found));
  }
  return {};
}

std::string Naming::term(TermId term) const {
  const auto& dictionary = data_.dictionary();
  const auto text = dictionary.text(term);
  if (dictionary.kind(term) == TermKind::literal) return quoted(text);
  const bool is_iri = dictionary.kind(term) == TermKind::iri;
  if (is_iri) {
    if (const auto known = profile_.glossary().name(text, language_); !known.empty()) return known;
  }
  const auto own = title(term);
  if (!is_iri) return own.empty() ? kind_and_title(term) : quoted(own);
  if (own.empty()) return "<" + std::string(text) + ">";
  if (is_a(term, kConceptScheme)) return own;
  return own == last_part(text) ? own : own + " (" + std::string(last_part(text)) + ")";
}

std::string Naming::code(TermId code) const {
  const std::string name(last_part(data_.dictionary().text(code)));
  auto label = title(code);
  if (label.empty() || label == name) return name;
  if (label.starts_with(name + " (")) return label;  // "BOS (Bosnian)", as some tables have it
  if (label.size() > kLongestLabel) {
    label.resize(std::min(label.find(' ', kLongestLabel), label.size()));
    label += " …";
  }
  return name + " (" + label + ")";
}

std::string Naming::leaves(const shacl::Path& path, bool as_names) const {
  if (path.kind == shacl::Path::Kind::predicate) {
    const auto iri = data_.dictionary().text(path.predicate);
    const auto short_form = profile_.glossary().short_form(iri);
    if (!as_names) return short_form;
    const auto name = profile_.glossary().name(iri, language_);
    return name.empty() ? std::string(last_part(iri)) : name;
  }
  std::string whole;
  for (const auto& part : path.parts)
    whole += (whole.empty() ? "" : " / ") + leaves(part, as_names);
  return whole;
}

std::string Naming::field(const shacl::Path& path) const {
  return leaves(path, true) + " (" + leaves(path, false) + ")";
}

bool Naming::is_a(TermId node, std::string_view class_iri) const {
  const auto type = data_.dictionary().find_iri(class_iri);
  const auto predicate = profile_.shapes().type_predicate();
  return type && (data_.has({node, predicate, *type}) ||
                  profile_.vocabularies().has({node, predicate, *type}));
}

std::vector<std::string> Naming::classes(TermId node) const {
  std::vector<std::string> known, others;
  for (const auto& triple : data_.with(node, profile_.shapes().type_predicate())) {
    const auto type = data_.dictionary().text(triple.object);
    const bool is_known = !profile_.glossary().name(type, language_).empty();
    (is_known ? known : others).emplace_back(type);
  }
  known.insert(known.end(), others.begin(), others.end());
  return known;
}

std::string Naming::kind_and_title(TermId node) const {
  const auto types = classes(node);
  auto text = types.empty() ? std::string() : profile_.glossary().name(types.front(), language_);
  if (text.empty()) text = language_ == "fr" ? "Nœud" : "Node";
  if (const auto own = title(node); !own.empty()) text += " " + quoted(own);
  return text;
}

std::optional<TermId> Naming::owner(TermId node) const {
  std::set<TermId> seen{node};
  std::vector<TermId> edge{node};
  for (int distance = 0; distance < kFurthestOwner && !edge.empty(); ++distance) {
    std::vector<TermId> next;
    for (const auto member : edge) {
      for (const auto& triple : data_.pointing_to(member)) {
        if (seen.insert(triple.subject).second) next.push_back(triple.subject);
      }
    }
    for (const auto type : kOwners) {
      const auto found = std::find_if(next.begin(), next.end(),
                                      [&](TermId subject) { return is_a(subject, type); });
      if (found != next.end()) return *found;
    }
    edge = std::move(next);
  }
  return std::nullopt;
}

std::string Naming::node(TermId node) const {
  auto text = kind_and_title(node);
  const bool is_own = std::any_of(kOwners.begin(), kOwners.end(),
                                  [&](std::string_view type) { return is_a(node, type); });
  if (!is_own) {
    if (const auto whole = owner(node)) {
      text += (language_ == "fr" ? ", de : " : ", of: ") + kind_and_title(*whole);
    }
  }
  if (data_.dictionary().kind(node) == TermKind::iri) {
    text += " <" + std::string(data_.dictionary().text(node)) + ">";
  }
  return text;
}

}  // namespace passerelle::profiles
