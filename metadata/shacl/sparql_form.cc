#include "metadata/shacl/sparql_form.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include "metadata/rdf/iri.h"
#include "metadata/shacl/errors.h"
#include "metadata/shacl/vocabulary.h"

namespace passerelle::shacl {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool same_letters(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

class Reader {
 public:
  Reader(std::string_view text, rdf::Dictionary& dictionary)
      : rest_(text), dictionary_(dictionary) {}

  Result<GraphHolds> run() {
    while (take_word("PREFIX")) {
      if (auto declared = declaration(); !declared) return declared.error();
    }
    if (!take_word("SELECT") || !take_this()) return unsupported("SELECT $this");
    take_word("WHERE");
    if (!take("{") || !take_word("FILTER")) return unsupported("a FILTER");
    const bool is_negated = take_word("NOT");
    if (!take_word("EXISTS") || !take("{")) return unsupported("EXISTS");
    TriplePattern pattern;
    for (auto* part : {&pattern.subject, &pattern.predicate, &pattern.object}) {
      auto read = term();
      if (!read) return read.error();
      *part = *read;
    }
    take(".");
    if (!take("}") || !take("}") || !at_end()) return unsupported("the end after one triple");
    return GraphHolds{pattern, !is_negated, {}};
  }

 private:
  Error unsupported(const std::string& expected) const {
    return Error{
        ShaclError::unsupported,
        "sh:sparql of another form than SELECT $this WHERE { FILTER NOT EXISTS { one triple } "
        "}: expected " +
            expected + " before \"" + rdf::shortened(rest_.substr(0, 40)) + "\""};
  }

  void skip() {
    while (!rest_.empty() && (is_space(rest_.front()) || rest_.front() == '#')) {
      const auto end = rest_.front() == '#' ? rest_.find('\n') : 0;
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    }
  }

  bool at_end() {
    skip();
    return rest_.empty();
  }

  bool take(std::string_view sign) {
    skip();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  // The characters up to white space or a sign that ends a name.
  std::string_view peek_name() {
    skip();
    return rest_.substr(0, std::min(rest_.find_first_of(" \t\n\r#{}()<>\"'.;,"), rest_.size()));
  }

  bool take_word(std::string_view word) {
    const auto name = peek_name();
    if (!same_letters(name, word)) return false;
    rest_.remove_prefix(name.size());
    return true;
  }

  bool take_this() { return take_word("$this") || take_word("?this"); }

  // Returns "" when no <…> stands here.
  std::string_view take_iri() {
    skip();
    const auto end = rest_.find('>');
    if (!rest_.starts_with('<') || end == std::string_view::npos) return {};
    const auto iri = rest_.substr(1, end - 1);
    if (!rdf::is_absolute_iri(iri)) return {};
    rest_.remove_prefix(end + 1);
    return iri;
  }

  Result<void> declaration() {
    const auto name = peek_name();
    if (!name.ends_with(':')) return unsupported("a prefix");
    rest_.remove_prefix(name.size());
    const auto iri = take_iri();
    if (iri.empty()) return unsupported("a namespace");
    prefixes_[std::string(name)] = iri;
    return {};
  }

  Result<TriplePattern::Part> term() {
    if (take_this()) return TriplePattern::This{};
    if (take_word("a")) return dictionary_.iri(kRdfType);
    if (const auto iri = take_iri(); !iri.empty()) return dictionary_.iri(iri);
    const auto name = peek_name();
    if (name.size() > 1 && (name.front() == '?' || name.front() == '$')) {
      if (!variables_.insert(std::string(name.substr(1))).second) {
        return unsupported("a variable that stands once");
      }
      rest_.remove_prefix(name.size());
      return TriplePattern::Variable{};
    }
    const auto colon = name.find(':');
    const auto known = colon == std::string_view::npos
                           ? prefixes_.end()
                           : prefixes_.find(std::string(name.substr(0, colon + 1)));
    if (known == prefixes_.end()) return unsupported("an IRI, a declared prefix or a variable");
    const auto iri = known->second + std::string(name.substr(colon + 1));
    if (!rdf::is_absolute_iri(iri)) return unsupported("an IRI");
    rest_.remove_prefix(name.size());
    return dictionary_.iri(iri);
  }

  std::string_view rest_;
  rdf::Dictionary& dictionary_;
  std::map<std::string, std::string> prefixes_;  // "dcat:" → namespace
  std::set<std::string> variables_;
};

}  // namespace

Result<GraphHolds> read_sparql(std::string_view select, rdf::Dictionary& dictionary) {
  return Reader(select, dictionary).run();
}

}  // namespace passerelle::shacl
