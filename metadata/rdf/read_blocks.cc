#include <algorithm>
#include <map>

#include "metadata/rdf/characters.h"
#include "metadata/rdf/scanner.h"
#include "metadata/rdf/syntaxes.h"
#include "metadata/rdf/vocabulary.h"

namespace passerelle::rdf {
namespace {

constexpr ByteSet kBeginsNoWord([](char c) {
  return c == '<' || c == '_' || c == '[' || c == '(';
});
constexpr ByteSet kBeginsNumber([](char c) {
  return is_digit(c) || c == '+' || c == '-' || c == '.';
});
constexpr ByteSet kEndsProperties([](char c) { return c == '.' || c == ']' || c == '}'; });

// Says whether a word is a keyword of SPARQL, which are the same in small and capital letters.
// Requires: a keyword in small letters.
bool is_keyword(std::string_view word, std::string_view keyword) {
  return std::ranges::equal(word, keyword, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
}

// The grammar of TriG (section 4.5); Turtle is the same without graphs. One level of brackets is
// one level of recursion, up to a limit. Functions return false or nothing after a refusal.
class BlockReader {
 public:
  BlockReader(std::string_view document,
              Syntax syntax,
              std::string_view base,
              const ReadLimits& limits,
              std::shared_ptr<Dictionary> dictionary)
      : words_(document, limits, std::move(dictionary)),
        has_graphs_(syntax == Syntax::trig),
        nesting_limit_(limits.nesting),
        base_(base) {}

  Result<Dataset> run() {
    words_.skip_white_space();
    while (!words_.is_done() && statement()) words_.skip_white_space();
    return words_.intake().finish();
  }

 private:
  struct Subject {
    TermId id;
    enum class Written { name, properties, list } as;
  };

  bool statement();
  bool directive(std::string_view word);
  bool statement_about(std::optional<Subject> subject);
  bool graph_block(Graph& graph);
  bool triples(std::optional<Subject> subject);
  bool properties(TermId subject);
  bool objects(TermId subject, TermId predicate);

  std::optional<Subject> subject();
  std::optional<TermId> graph_name();
  std::optional<TermId> verb();
  std::optional<TermId> object();
  std::optional<TermId> iri();
  std::optional<TermId> prefixed(std::string_view prefix);
  std::optional<TermId> blank();
  std::optional<TermId> literal();
  std::optional<TermId> number();
  std::optional<TermId> list();
  std::optional<Subject> bracketed();
  bool goes_deeper();

  TermId known(std::string_view iri) { return terms_.iri(iri); }

  Scanner words_;
  Intake& intake_ = words_.intake();
  Dictionary& terms_ = *intake_.dataset().shared_dictionary();
  bool has_graphs_;
  std::size_t nesting_limit_;
  std::size_t depth_ = 0;
  std::string base_;
  std::map<std::string, std::string, std::less<>> prefixes_;
  std::string whole_;  // of a prefixed name
  Graph* graph_ = &intake_.dataset().default_graph();
};

bool BlockReader::statement() {
  if (words_.takes('@')) {
    const auto word = words_.prefix();
    if (word != "prefix" && word != "base") return words_.fails("\"prefix\" or \"base\"", word);
    if (!directive(word)) return false;
    words_.skip_white_space();
    return words_.takes('.') || words_.fails("'.'");
  }
  if (has_graphs_ && words_.peek() == '{') return graph_block(intake_.dataset().default_graph());
  if (kBeginsNoWord.has(words_.peek())) return statement_about(subject());

  const auto word = words_.prefix();
  if (words_.peek() == ':') {
    const auto id = prefixed(word);
    return id && statement_about(Subject{*id, Subject::Written::name});
  }
  if (is_keyword(word, "prefix") || is_keyword(word, "base")) return directive(word);
  if (!has_graphs_ || !is_keyword(word, "graph")) return words_.fails("a statement", word);
  words_.skip_white_space();
  const auto name = graph_name();
  if (!name) return false;
  words_.skip_white_space();
  return graph_block(intake_.dataset().named(*name));
}

// Reads what follows the word.
bool BlockReader::directive(std::string_view word) {
  words_.skip_white_space();
  const bool is_base = is_keyword(word, "base");
  const auto prefix = is_base ? std::string_view() : words_.prefix();
  if (!is_base && !words_.takes(':')) return words_.fails("the ':' of a prefix");
  words_.skip_white_space();
  const auto reference = words_.iri();
  if (!reference) return false;
  auto whole = intake_.absolute(base_, *reference);
  if (!whole) return false;
  if (is_base) {
    base_ = *std::move(whole);
  } else {
    intake_.dataset().default_graph().set_prefix(std::string(prefix), *whole);
    prefixes_[std::string(prefix)] = *std::move(whole);
  }
  return true;
}

bool BlockReader::statement_about(std::optional<Subject> subject) {
  if (!subject) return false;
  words_.skip_white_space();
  if (has_graphs_ && subject->as == Subject::Written::name && words_.peek() == '{') {
    return graph_block(intake_.dataset().named(subject->id));
  }
  if (!triples(subject)) return false;
  return words_.takes('.') || words_.fails("'.'");
}

bool BlockReader::graph_block(Graph& graph) {
  if (!words_.takes('{')) return words_.fails("'{'");
  graph_ = &graph;
  while (true) {
    words_.skip_white_space();
    if (words_.takes('}')) break;
    if (!triples(subject())) return false;
    if (words_.takes('.')) continue;
    if (words_.takes('}')) break;
    return words_.fails("'.' or '}'");
  }
  graph_ = &intake_.dataset().default_graph();
  return true;
}

// Reads what follows the subject, and white space.
bool BlockReader::triples(std::optional<Subject> subject) {
  if (!subject) return false;
  words_.skip_white_space();
  const bool is_complete =
      subject->as == Subject::Written::properties && (words_.peek() == '.' || words_.peek() == '}');
  return is_complete || properties(subject->id);
}

bool BlockReader::properties(TermId subject) {
  while (true) {
    const auto predicate = verb();
    if (!predicate) return false;
    words_.skip_white_space();
    if (!objects(subject, *predicate)) return false;
    if (words_.peek() != ';') return true;
    while (words_.takes(';')) words_.skip_white_space();
    if (kEndsProperties.has(words_.peek())) return true;
  }
}

bool BlockReader::objects(TermId subject, TermId predicate) {
  while (true) {
    const auto value = object();
    if (!value || !intake_.add(*graph_, {subject, predicate, *value})) return false;
    words_.skip_white_space();
    if (!words_.takes(',')) return true;
    words_.skip_white_space();
  }
}

std::optional<BlockReader::Subject> BlockReader::subject() {
  if (words_.peek() == '[') return bracketed();
  const bool is_list = words_.peek() == '(';
  const auto id = is_list ? list() : words_.peek() == '_' ? blank() : iri();
  if (!id) return std::nullopt;
  return Subject{*id, is_list ? Subject::Written::list : Subject::Written::name};
}

std::optional<TermId> BlockReader::graph_name() {
  const auto name = subject();
  if (!name) return std::nullopt;
  if (name->as != Subject::Written::name) return words_.expected("the name of a graph");
  return name->id;
}

std::optional<TermId> BlockReader::verb() {
  if (words_.peek() == '<') return iri();
  const auto word = words_.prefix();
  if (words_.peek() == ':') return prefixed(word);
  return word == "a" ? std::optional(known(kRdfType)) : words_.expected("a predicate", word);
}

std::optional<TermId> BlockReader::object() {
  switch (words_.peek()) {
    case '<': return iri();
    case '_': return blank();
    case '(': return list();
    case '[':
      if (const auto node = bracketed()) return node->id;
      return std::nullopt;
    case '"':
    case '\'': return literal();
    default: break;
  }
  if (kBeginsNumber.has(words_.peek())) return number();
  const auto word = words_.prefix();
  if (words_.peek() == ':') return prefixed(word);
  if (word != "true" && word != "false") return words_.expected("an object", word);
  return intake_.literal(word, known(kXsdBoolean));
}

std::optional<TermId> BlockReader::iri() {
  if (words_.peek() == '<') {
    const auto text = words_.iri();
    return text ? intake_.iri(base_, *text) : std::nullopt;
  }
  const auto word = words_.prefix();
  return words_.peek() == ':' ? prefixed(word) : words_.expected("an IRI", word);
}

// A namespace was checked where it was declared, and a local name holds nothing that an IRI may
// not hold.
std::optional<TermId> BlockReader::prefixed(std::string_view prefix) {
  const auto name_space = prefixes_.find(prefix);
  if (name_space == prefixes_.end()) {
    return intake_.refuse(RdfError::bad_syntax,
                          "the prefix \"" + shortened(prefix) + "\" is not declared");
  }
  words_.skip();
  whole_ = name_space->second;
  return words_.local_name(whole_) ? intake_.known_iri(whole_) : std::nullopt;
}

std::optional<TermId> BlockReader::blank() {
  const auto label = words_.blank_label();
  if (!label) return std::nullopt;
  return intake_.blank(*label);
}

std::optional<TermId> BlockReader::literal() {
  const auto read = words_.literal_of_turtle();
  if (!read) return std::nullopt;
  words_.skip_white_space();
  if (words_.takes('@')) {
    return intake_.literal(*read, Dictionary::kLangStringType, words_.language());
  }
  if (!words_.takes('^')) return intake_.literal(*read, Dictionary::kStringType);
  if (!words_.takes('^')) return words_.expected("\"^^\"");
  const std::string lexical(*read);
  words_.skip_white_space();
  const auto datatype = iri();
  return datatype ? intake_.literal(lexical, *datatype) : std::nullopt;
}

std::optional<TermId> BlockReader::number() {
  const auto text = words_.number();
  if (text.empty()) return words_.expected("an object");
  const auto type = text.find_first_of("eE") != std::string_view::npos ? kXsdDouble
                    : text.find('.') != std::string_view::npos         ? kXsdDecimal
                                                                       : kXsdInteger;
  return intake_.literal(text, known(type));
}

bool BlockReader::goes_deeper() {
  if (++depth_ <= nesting_limit_) return true;
  intake_.refuse(RdfError::too_large,
                 "brackets nest deeper than " + std::to_string(nesting_limit_));
  return false;
}

std::optional<TermId> BlockReader::list() {
  if (!goes_deeper()) return std::nullopt;
  words_.skip();
  words_.skip_white_space();
  const auto first = known(kRdfFirst), rest = known(kRdfRest), nil = known(kRdfNil);
  std::optional<TermId> head, last;
  while (!words_.takes(')')) {
    const auto next = intake_.fresh_blank();
    if (last && !intake_.add(*graph_, {*last, rest, next})) return std::nullopt;
    if (!head) head = next;
    last = next;
    const auto item = object();
    if (!item || !intake_.add(*graph_, {next, first, *item})) return std::nullopt;
    words_.skip_white_space();
  }
  if (last && !intake_.add(*graph_, {*last, rest, nil})) return std::nullopt;
  --depth_;
  return head ? head : nil;
}

std::optional<BlockReader::Subject> BlockReader::bracketed() {
  if (!goes_deeper()) return std::nullopt;
  words_.skip();
  words_.skip_white_space();
  Subject node{intake_.fresh_blank(), Subject::Written::name};
  if (words_.peek() != ']') {
    if (!properties(node.id)) return std::nullopt;
    node.as = Subject::Written::properties;
  }
  if (!words_.takes(']')) return words_.expected("']'");
  --depth_;
  return node;
}

}  // namespace

Result<Dataset> read_blocks(std::string_view document,
                            Syntax syntax,
                            std::string_view base,
                            const ReadLimits& limits,
                            std::shared_ptr<Dictionary> dictionary) {
  return BlockReader(document, syntax, base, limits, std::move(dictionary)).run();
}

}  // namespace passerelle::rdf
