// What a result says, in the words of a person. English and French; other languages get English.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/shacl/report.h"

namespace passerelle::shacl {

// Returns how a term is called in a sentence.
using NameOf = std::function<std::string(rdf::TermId)>;

// Returns one sentence about what is wrong, made from the constraint and its parameters:
// "There is no value." `name_of` names classes, datatypes, properties and values; without it they
// are written as N-Triples does.
std::string sentence(const Finding& finding,
                     const Report& report,
                     std::string_view language,
                     const NameOf& name_of = {});

// Returns the text among these literals that a reader of the language wants: that language, else
// English, else one without a language, else any; nothing when there are none.
std::optional<rdf::TermId> in_language(const std::vector<rdf::TermId>& literals,
                                       const rdf::Dictionary& dictionary,
                                       std::string_view language);

}  // namespace passerelle::shacl
