// Constraints on each value alone (SHACL, sections 4.1, 4.3, 4.4 and 4.8).
#include <algorithm>

#include "metadata/shacl/evaluation.h"
#include "node/base/text.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;
using rdf::TermKind;

std::uint64_t characters_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Basic filtering of RFC 4647, both in lower case: "*" takes every language, "en" also "en-gb".
bool language_matches(const std::string& language, const std::string& range) {
  if (language.empty()) return false;
  return range == "*" || language == range ||
         (language.starts_with(range) && language[range.size()] == '-');
}

}  // namespace

void Evaluation::check(Case& at, const ClassIs& constraint) {
  each_value(at, [&](TermId value) { return is_instance(value, constraint.type); });
}

void Evaluation::check(Case& at, const DatatypeIs& constraint) {
  each_value(at, [&](TermId value) {
    return dictionary_.kind(value) == TermKind::literal &&
           dictionary_.datatype(value) == constraint.datatype &&
           (!constraint.known || is_well_written(*constraint.known, dictionary_.text(value)));
  });
}

void Evaluation::check(Case& at, const NodeKindIs& constraint) {
  each_value(at, [&](TermId value) {
    switch (dictionary_.kind(value)) {
      case TermKind::iri: return constraint.iri;
      case TermKind::blank: return constraint.blank;
      case TermKind::literal: break;
    }
    return constraint.literal;
  });
}

void Evaluation::check(Case& at, const Bound& constraint) {
  each_value(at, [&](TermId value) {
    const auto order = compare(value, constraint.limit);
    switch (constraint.kind) {
      case Bound::Kind::min_exclusive: return order > 0;
      case Bound::Kind::min_inclusive: return order >= 0;
      case Bound::Kind::max_exclusive: return order < 0;
      case Bound::Kind::max_inclusive: break;
    }
    return order <= 0;
  });
}

void Evaluation::check(Case& at, const MinLength& constraint) {
  each_value(at, [&](TermId value) {
    return dictionary_.kind(value) != TermKind::blank &&
           characters_in(dictionary_.text(value)) >= constraint.least;
  });
}

void Evaluation::check(Case& at, const MaxLength& constraint) {
  each_value(at, [&](TermId value) {
    return dictionary_.kind(value) != TermKind::blank &&
           characters_in(dictionary_.text(value)) <= constraint.most;
  });
}

// A text on which no decision can be had in time does not match: nothing passes unseen.
void Evaluation::check(Case& at, const Matches& constraint) {
  each_value(at, [&](TermId value) {
    if (dictionary_.kind(value) == TermKind::blank) return false;
    const auto text = dictionary_.text(value);
    const auto found = constraint.pattern.match(text);
    budget_.spend(Pattern::cost(text, found));
    return found == Pattern::Match::yes;
  });
}

void Evaluation::check(Case& at, const LanguageIn& constraint) {
  each_value(at, [&](TermId value) {
    if (dictionary_.kind(value) != TermKind::literal) return false;
    const auto language = lower_case(dictionary_.language(value));
    return std::any_of(constraint.ranges.begin(), constraint.ranges.end(),
                       [&](const auto& range) { return language_matches(language, range); });
  });
}

void Evaluation::check(Case& at, const In& constraint) {
  each_value(at, [&](TermId value) {
    return std::binary_search(constraint.values.begin(), constraint.values.end(), value);
  });
}

}  // namespace passerelle::shacl
