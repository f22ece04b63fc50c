#include "metadata/rdf/intake.h"

#include <algorithm>
#include <utility>

#include "metadata/rdf/characters.h"
#include "metadata/rdf/iri.h"

namespace passerelle::rdf {
namespace {

// LANGTAG of Turtle: letters, then parts of letters and digits behind hyphens.
bool is_language(std::string_view tag) {
  const auto first = tag.substr(0, tag.find('-'));
  return std::ranges::all_of(first, is_letter) && !first.empty() && !tag.ends_with('-') &&
         tag.find("--") == std::string_view::npos &&
         std::ranges::all_of(tag, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

}  // namespace

Intake::Intake(const ReadLimits& limits,
               std::shared_ptr<Dictionary> dictionary,
               std::function<std::string()> place)
    : limits_(limits),
      dataset_(std::move(dictionary)),
      terms_(*dataset_.shared_dictionary()),
      place_(std::move(place)),
      text_before_(terms_.text_size()) {}

std::nullopt_t Intake::refuse(RdfError code, std::string why) {
  if (!refusal_) refusal_ = Error{code, place_() + ": " + std::move(why)};
  return std::nullopt;
}

bool Intake::is_within(std::size_t size, std::size_t limit, const char* what) {
  if (size <= limit) return true;
  refuse(RdfError::too_large,
         std::string(what) + " is longer than " + std::to_string(limit) + " bytes");
  return false;
}

std::optional<std::string> Intake::absolute(std::string_view base, std::string_view reference) {
  if (!is_within(reference.size(), limits_.iri_bytes, "an IRI")) return std::nullopt;
  std::string whole(reference);
  if (!has_scheme(reference)) {
    if (base.empty()) {
      return refuse(RdfError::relative_iri,
                    "the IRI <" + shortened(reference) + "> is not absolute");
    }
    whole = resolve(base, reference);
  }
  if (!is_absolute_iri(whole)) {
    return refuse(RdfError::bad_syntax, "an IRI holds characters that it may not hold");
  }
  return whole;
}

std::optional<TermId> Intake::iri(std::string_view base, std::string_view reference) {
  if (is_absolute_iri(reference)) return known_iri(reference);
  const auto whole = absolute(base, reference);
  return whole ? known_iri(*whole) : std::nullopt;
}

std::optional<TermId> Intake::known_iri(std::string_view absolute) {
  if (!is_within(absolute.size(), limits_.iri_bytes, "an IRI")) return std::nullopt;
  return terms_.iri(absolute);
}

TermId Intake::blank(std::string_view label) {
  const auto known = labels_.blank(label).value;
  if (known >= blanks_.size()) blanks_.resize(known + 1);
  if (!blanks_[known]) blanks_[known] = terms_.fresh_blank();
  return *blanks_[known];
}

std::optional<TermId> Intake::literal(std::string_view lexical,
                                      TermId datatype,
                                      std::string_view language) {
  if (!is_within(lexical.size(), limits_.literal_bytes, "a literal")) return std::nullopt;
  // An escape such as \uD800 names half a character.
  if (utf8_prefix(lexical) != lexical.size()) {
    return refuse(RdfError::bad_syntax, "a literal is not UTF-8");
  }
  if (datatype == Dictionary::kLangStringType && !is_language(language)) {
    return refuse(RdfError::bad_syntax, language.empty()
                                            ? "a literal of type rdf:langString has no language"
                                            : "\"" + shortened(language) + "\" is no language tag");
  }
  return terms_.literal(lexical, datatype, language);
}

bool Intake::add(Graph& graph, const TripleIds& triple) {
  if (++statements_ > limits_.triples) {
    refuse(RdfError::too_large, "more than " + std::to_string(limits_.triples) + " triples");
    return false;
  }
  // A short document can name long terms, by prefixes and by a long base.
  if (!is_within(terms_.text_size() - text_before_, limits_.term_bytes, "the text of all terms")) {
    return false;
  }
  graph.add(triple);
  return true;
}

Result<Dataset> Intake::finish() {
  if (refusal_) return *std::move(refusal_);
  return std::move(dataset_);
}

}  // namespace passerelle::rdf
