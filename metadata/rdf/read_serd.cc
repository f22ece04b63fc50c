#include <serd/serd.h>

#include <cstdarg>
#include <cstdio>
#include <exception>
#include <map>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/prescan.h"
#include "metadata/rdf/syntaxes.h"

namespace passerelle::rdf {
namespace {

constexpr std::size_t kPage = std::size_t{64} << 10;

std::string_view view(const SerdNode& node) {
  return {reinterpret_cast<const char*>(node.buf), node.n_bytes};
}

bool is_there(const SerdNode* node) { return node != nullptr && node->buf != nullptr; }

SerdSyntax serd_syntax(Syntax syntax) {
  switch (syntax) {
    case Syntax::n_triples: return SERD_NTRIPLES;
    case Syntax::n_quads: return SERD_NQUADS;
    case Syntax::trig: return SERD_TRIG;
    case Syntax::turtle: break;
  }
  return SERD_TURTLE;
}

// "line 3, column 7" of a byte of the document, counted from 1, columns in characters.
std::string position(std::string_view document, std::size_t at) {
  std::size_t line = 1, column = 1;
  for (const char c : document.substr(0, at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// One parse: feeds the document to serd and takes its callbacks. No exception crosses the C code.
class Parse {
 public:
  Parse(std::string_view document,
        std::string_view base,
        const ReadLimits& limits,
        std::shared_ptr<Dictionary> dictionary)
      : document_(document),
        base_(base),
        limits_(limits),
        terms_(*dictionary),
        dataset_(std::move(dictionary)) {}

  // Serd takes `page` bytes at a time.
  Result<Dataset> run(SerdSyntax syntax, std::size_t page);

 private:
  static size_t on_bytes(void* buffer, size_t size, size_t count, void* stream);
  static int on_stream_error(void*) { return 0; }
  static SerdStatus on_base(void* self, const SerdNode* uri);
  static SerdStatus on_prefix(void* self, const SerdNode* name, const SerdNode* uri);
  static SerdStatus on_statement(void* self,
                                 SerdStatementFlags,
                                 const SerdNode* graph,
                                 const SerdNode* subject,
                                 const SerdNode* predicate,
                                 const SerdNode* object,
                                 const SerdNode* datatype,
                                 const SerdNode* language);
  static SerdStatus on_error(void* self, const SerdError* error);

  // Runs one callback and keeps what is thrown. A step that refuses the document returns nothing
  // or false and has called `refuse`.
  template <class Step>
  SerdStatus guarded(Step step);
  std::nullopt_t refuse(RdfError code, std::string why);

  std::optional<std::string> absolute(std::string_view reference);
  std::optional<TermId> iri(const SerdNode& node);
  std::optional<TermId> prefixed(std::string_view name);
  std::optional<TermId> resource(const SerdNode& node);
  std::optional<TermId> literal(const SerdNode& node,
                                const SerdNode* datatype,
                                const SerdNode* language);
  Graph* graph(const SerdNode* name);
  bool statement(const SerdNode* graph_name,
                 const SerdNode& subject,
                 const SerdNode& predicate,
                 const SerdNode& object,
                 const SerdNode* datatype,
                 const SerdNode* language);

  std::string_view document_;
  std::string base_;
  ReadLimits limits_;
  Dictionary& terms_;
  Dataset dataset_;
  std::size_t at_ = 0;  // bytes that serd has taken
  std::size_t statements_ = 0;
  std::map<std::string, std::string, std::less<>> prefixes_;
  std::string whole_;                          // of a prefixed name
  Dictionary labels_;                          // blank nodes of the document
  std::vector<std::optional<TermId>> blanks_;  // label's id → ours
  std::optional<Error> error_;
  std::exception_ptr thrown_;
};

template <class Step>
SerdStatus Parse::guarded(Step step) {
  try {
    return step() ? SERD_SUCCESS : SERD_ERR_BAD_ARG;
  } catch (...) {
    thrown_ = std::current_exception();
    return SERD_ERR_INTERNAL;
  }
}

// The first reason stands: what serd says afterwards follows from it.
std::nullopt_t Parse::refuse(RdfError code, std::string why) {
  if (!error_) error_ = Error{code, position(document_, at_) + ": " + std::move(why)};
  return std::nullopt;
}

size_t Parse::on_bytes(void* buffer, size_t size, size_t count, void* stream) {
  auto& self = *static_cast<Parse*>(stream);
  const auto taken = self.document_.substr(self.at_, size * count);
  taken.copy(static_cast<char*>(buffer), taken.size());
  self.at_ += taken.size();
  return taken.size();
}

std::optional<std::string> Parse::absolute(std::string_view reference) {
  std::string whole(reference);
  if (!has_scheme(reference)) {
    if (base_.empty()) {
      return refuse(RdfError::relative_iri,
                    "the IRI <" + shortened(reference) + "> is not absolute");
    }
    whole = resolve(base_, reference);
  }
  if (!is_absolute_iri(whole)) {
    return refuse(RdfError::bad_syntax, "an IRI holds characters that it may not hold");
  }
  return whole;
}

std::optional<TermId> Parse::iri(const SerdNode& node) {
  const auto text = view(node);
  if (node.type == SERD_CURIE) return prefixed(text);
  if (is_absolute_iri(text)) return terms_.iri(text);
  const auto whole = absolute(text);
  if (!whole) return std::nullopt;
  return terms_.iri(*whole);
}

// A namespace was checked where it was declared, and a local name holds nothing that an IRI may
// not hold.
std::optional<TermId> Parse::prefixed(std::string_view name) {
  const auto colon = name.find(':');
  const auto prefix = prefixes_.find(name.substr(0, colon));
  if (colon == std::string_view::npos || prefix == prefixes_.end()) {
    return refuse(RdfError::bad_syntax,
                  "the prefix \"" + shortened(name.substr(0, colon)) + "\" is not declared");
  }
  whole_.assign(prefix->second).append(name.substr(colon + 1));
  return terms_.iri(whole_);
}

std::optional<TermId> Parse::resource(const SerdNode& node) {
  if (node.type != SERD_BLANK) return iri(node);
  const auto label = labels_.blank(view(node)).value;
  if (label >= blanks_.size()) blanks_.resize(label + 1);
  if (!blanks_[label]) blanks_[label] = terms_.fresh_blank();
  return blanks_[label];
}

std::optional<TermId> Parse::literal(const SerdNode& node,
                                     const SerdNode* datatype,
                                     const SerdNode* language) {
  const auto lexical = view(node);
  if (lexical.size() > limits_.literal_bytes) {
    return refuse(RdfError::too_large,
                  "a literal is longer than " + std::to_string(limits_.literal_bytes) + " bytes");
  }
  // An escape such as \uD800 names half a character.
  if (utf8_prefix(lexical) != lexical.size()) {
    return refuse(RdfError::bad_syntax, "a literal is not UTF-8");
  }
  if (is_there(language)) {
    return terms_.literal(lexical, Dictionary::kLangStringType, view(*language));
  }
  if (!is_there(datatype)) return terms_.literal(lexical, Dictionary::kStringType);
  const auto type = iri(*datatype);
  if (!type) return std::nullopt;
  if (*type == Dictionary::kLangStringType) {
    return refuse(RdfError::bad_syntax, "a literal of type rdf:langString has no language");
  }
  return terms_.literal(lexical, *type);
}

Graph* Parse::graph(const SerdNode* name) {
  if (!is_there(name)) return &dataset_.default_graph();
  const auto id = resource(*name);
  return id ? &dataset_.named(*id) : nullptr;
}

bool Parse::statement(const SerdNode* graph_name,
                      const SerdNode& subject,
                      const SerdNode& predicate,
                      const SerdNode& object,
                      const SerdNode* datatype,
                      const SerdNode* language) {
  if (++statements_ > limits_.triples) {
    refuse(RdfError::too_large, "more than " + std::to_string(limits_.triples) + " triples");
    return false;
  }
  Graph* const into = graph(graph_name);
  if (into == nullptr) return false;
  const auto who = resource(subject);
  if (!who) return false;
  const auto what = iri(predicate);
  if (!what) return false;
  const auto value =
      object.type == SERD_LITERAL ? literal(object, datatype, language) : resource(object);
  if (!value) return false;
  into->add(TripleIds{*who, *what, *value});
  return true;
}

SerdStatus Parse::on_base(void* self, const SerdNode* uri) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded([&] {
    auto base = parse.absolute(view(*uri));
    if (base) parse.base_ = *std::move(base);
    return base.has_value();
  });
}

SerdStatus Parse::on_prefix(void* self, const SerdNode* name, const SerdNode* uri) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded([&] {
    const auto name_space = parse.absolute(view(*uri));
    if (!name_space) return false;
    parse.prefixes_[std::string(view(*name))] = *name_space;
    parse.dataset_.default_graph().set_prefix(std::string(view(*name)), *name_space);
    return true;
  });
}

SerdStatus Parse::on_statement(void* self,
                               SerdStatementFlags,
                               const SerdNode* graph,
                               const SerdNode* subject,
                               const SerdNode* predicate,
                               const SerdNode* object,
                               const SerdNode* datatype,
                               const SerdNode* language) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded(
      [&] { return parse.statement(graph, *subject, *predicate, *object, datatype, language); });
}

SerdStatus Parse::on_error(void* self, const SerdError* error) {
  auto& parse = *static_cast<Parse*>(self);
  parse.guarded([&] {
    char why[200];
    std::vsnprintf(why, sizeof why, error->fmt, *error->args);
    std::string text(why);
    // A message may quote half a character of the document.
    for (char& c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte >= 0x7F) c = ' ';
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    parse.refuse(RdfError::bad_syntax, std::move(text));
    return true;
  });
  return SERD_SUCCESS;
}

Result<Dataset> Parse::run(SerdSyntax syntax, std::size_t page) {
  const std::unique_ptr<SerdReader, decltype(&serd_reader_free)> reader(
      serd_reader_new(syntax, this, nullptr, on_base, on_prefix, on_statement, nullptr),
      serd_reader_free);
  serd_reader_set_strict(reader.get(), true);
  serd_reader_set_error_sink(reader.get(), on_error, this);
  const auto status =
      serd_reader_read_source(reader.get(), on_bytes, on_stream_error, this, nullptr, page);
  if (thrown_) std::rethrow_exception(thrown_);
  if (!error_ && status > SERD_FAILURE) {
    refuse(RdfError::bad_syntax, reinterpret_cast<const char*>(serd_strerror(status)));
  }
  if (error_) return *error_;
  return std::move(dataset_);
}

}  // namespace

Result<Dataset> read_by_serd(std::string_view document,
                             Syntax syntax,
                             std::string_view base,
                             const ReadLimits& limits,
                             std::shared_ptr<Dictionary> dictionary) {
  if (const auto end = utf8_prefix(document); end != document.size()) {
    return Error{RdfError::bad_syntax, position(document, end) + ": not UTF-8"};
  }
  if (const auto found = find_obstacle(document, limits.nesting)) {
    const auto where = position(document, found->at);
    if (found->what == Obstacle::What::zero_byte) {
      return Error{RdfError::bad_syntax, where + ": a zero byte"};
    }
    return Error{RdfError::too_large,
                 where + ": brackets nest deeper than " + std::to_string(limits.nesting)};
  }
  const bool has_base = syntax == Syntax::turtle || syntax == Syntax::trig;
  if (!has_base) base = {};
  auto dataset = Parse(document, base, limits, dictionary).run(serd_syntax(syntax), kPage);
  if (dataset) return dataset;
  // Once more, now byte by byte: then what serd has taken is where it is, and the error has its
  // place.
  return Parse(document, base, limits, std::move(dictionary)).run(serd_syntax(syntax), 1);
}

}  // namespace passerelle::rdf
