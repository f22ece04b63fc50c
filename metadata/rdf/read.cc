#include <serd/serd.h>

#include <cstdarg>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>

#include "metadata/rdf/errors.h"
#include "metadata/rdf/iri.h"
#include "metadata/rdf/prescan.h"
#include "metadata/rdf/turtle.h"

namespace passerelle::rdf {
namespace {

// Deeper than any catalogue; the parser needs C stack for each level.
constexpr std::size_t kMaximumNesting = 64;

std::string_view view(const SerdNode& node) {
  return {reinterpret_cast<const char*>(node.buf), node.n_bytes};
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
  Parse(std::string_view document, std::string base, const ReadLimits& limits)
      : document_(document), base_(std::move(base)), limits_(limits) {}

  Result<Graph> run(SerdSyntax syntax);

 private:
  static size_t on_bytes(void* buffer, size_t size, size_t count, void* stream);
  static int on_stream_error(void*) { return 0; }
  static SerdStatus on_base(void* self, const SerdNode* uri);
  static SerdStatus on_prefix(void* self, const SerdNode* name, const SerdNode* uri);
  static SerdStatus on_statement(void* self,
                                 SerdStatementFlags,
                                 const SerdNode*,
                                 const SerdNode* subject,
                                 const SerdNode* predicate,
                                 const SerdNode* object,
                                 const SerdNode* datatype,
                                 const SerdNode* language);
  static SerdStatus on_error(void* self, const SerdError* error);

  // Runs one callback and keeps what goes wrong.
  template <class Step>
  SerdStatus guarded(Step step);

  Result<std::string> absolute(std::string_view reference) const;
  Result<Iri> iri(const SerdNode& node) const;
  Result<Resource> resource(const SerdNode& node);
  Result<Literal> literal(const SerdNode& node,
                          const SerdNode* datatype,
                          const SerdNode* language) const;
  Result<Term> object(const SerdNode& node, const SerdNode* datatype, const SerdNode* language);

  Error here(Error error) const {
    error.detail = position(document_, at_) + ": " + error.detail;
    return error;
  }

  std::string_view document_;
  std::string base_;
  ReadLimits limits_;
  std::size_t at_ = 0;  // bytes that serd has taken
  Graph graph_;
  std::map<std::string, std::string, std::less<>> prefixes_;
  std::map<std::string, std::string, std::less<>> blanks_;  // label in the document → ours
  std::optional<Error> error_;
  std::exception_ptr thrown_;
};

template <class Step>
SerdStatus Parse::guarded(Step step) {
  try {
    if (Result<void> done = step(); !done) {
      if (!error_) error_ = here(done.error());
      return SERD_ERR_BAD_ARG;
    }
    return SERD_SUCCESS;
  } catch (...) {
    thrown_ = std::current_exception();
    return SERD_ERR_INTERNAL;
  }
}

size_t Parse::on_bytes(void* buffer, size_t size, size_t count, void* stream) {
  auto& self = *static_cast<Parse*>(stream);
  const auto taken = self.document_.substr(self.at_, size * count);
  taken.copy(static_cast<char*>(buffer), taken.size());
  self.at_ += taken.size();
  return taken.size();
}

Result<std::string> Parse::absolute(std::string_view reference) const {
  if (is_absolute_iri(reference)) return std::string(reference);
  if (base_.empty()) {
    return Error{RdfError::relative_iri, "the IRI <" + shortened(reference) + "> is not absolute"};
  }
  auto resolved = resolve(base_, reference);
  if (!is_absolute_iri(resolved)) {
    return Error{RdfError::bad_syntax, "an IRI holds characters that it may not hold"};
  }
  return resolved;
}

Result<Iri> Parse::iri(const SerdNode& node) const {
  const auto text = view(node);
  if (node.type == SERD_URI) {
    auto resolved = absolute(text);
    if (!resolved) return resolved.error();
    return Iri{*std::move(resolved)};
  }
  const auto colon = text.find(':');
  const auto prefix = prefixes_.find(text.substr(0, colon));
  if (node.type != SERD_CURIE || colon == std::string_view::npos || prefix == prefixes_.end()) {
    return Error{RdfError::bad_syntax,
                 "the prefix \"" + shortened(text.substr(0, colon)) + "\" is not declared"};
  }
  auto whole = prefix->second + std::string(text.substr(colon + 1));
  if (!is_absolute_iri(whole)) {
    return Error{RdfError::bad_syntax, "an IRI holds characters that it may not hold"};
  }
  return Iri{std::move(whole)};
}

Result<Resource> Parse::resource(const SerdNode& node) {
  if (node.type == SERD_BLANK) {
    const auto [entry, is_new] =
        blanks_.emplace(std::string(view(node)), "b" + std::to_string(blanks_.size()));
    return Blank{entry->second};
  }
  auto name = iri(node);
  if (!name) return name.error();
  return *std::move(name);
}

Result<Literal> Parse::literal(const SerdNode& node,
                               const SerdNode* datatype,
                               const SerdNode* language) const {
  const auto lexical = view(node);
  if (lexical.size() > limits_.literal_bytes) {
    return Error{RdfError::too_large,
                 "a literal is longer than " + std::to_string(limits_.literal_bytes) + " bytes"};
  }
  // An escape such as \uD800 names half a character.
  if (utf8_prefix(lexical) != lexical.size()) {
    return Error{RdfError::bad_syntax, "a literal is not UTF-8"};
  }
  if (language != nullptr && language->buf != nullptr) {
    return text(std::string(lexical), view(*language));
  }
  if (datatype == nullptr || datatype->buf == nullptr) return text(std::string(lexical));
  auto type = iri(*datatype);
  if (!type) return type.error();
  if (type->text == kLangString) {
    return Error{RdfError::bad_syntax, "a literal of type rdf:langString has no language"};
  }
  return typed(std::string(lexical), std::move(type->text));
}

Result<Term> Parse::object(const SerdNode& node,
                           const SerdNode* datatype,
                           const SerdNode* language) {
  if (node.type == SERD_LITERAL) {
    auto value = literal(node, datatype, language);
    if (!value) return value.error();
    return *std::move(value);
  }
  auto value = resource(node);
  if (!value) return value.error();
  return as_term(*value);
}

SerdStatus Parse::on_base(void* self, const SerdNode* uri) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded([&]() -> Result<void> {
    auto base = parse.absolute(view(*uri));
    if (!base) return base.error();
    parse.base_ = *std::move(base);
    return {};
  });
}

SerdStatus Parse::on_prefix(void* self, const SerdNode* name, const SerdNode* uri) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded([&]() -> Result<void> {
    auto name_space = parse.absolute(view(*uri));
    if (!name_space) return name_space.error();
    parse.prefixes_[std::string(view(*name))] = *name_space;
    parse.graph_.set_prefix(std::string(view(*name)), *std::move(name_space));
    return {};
  });
}

SerdStatus Parse::on_statement(void* self,
                               SerdStatementFlags,
                               const SerdNode*,
                               const SerdNode* subject,
                               const SerdNode* predicate,
                               const SerdNode* object,
                               const SerdNode* datatype,
                               const SerdNode* language) {
  auto& parse = *static_cast<Parse*>(self);
  return parse.guarded([&]() -> Result<void> {
    auto who = parse.resource(*subject);
    if (!who) return who.error();
    auto what = parse.iri(*predicate);
    if (!what) return what.error();
    auto value = parse.object(*object, datatype, language);
    if (!value) return value.error();
    if (parse.graph_.size() >= parse.limits_.triples) {
      return Error{RdfError::too_large,
                   "more than " + std::to_string(parse.limits_.triples) + " triples"};
    }
    parse.graph_.add({*std::move(who), *std::move(what), *std::move(value)});
    return {};
  });
}

SerdStatus Parse::on_error(void* self, const SerdError* error) {
  auto& parse = *static_cast<Parse*>(self);
  if (parse.error_ || parse.thrown_) return SERD_SUCCESS;
  char why[200];
  std::vsnprintf(why, sizeof why, error->fmt, *error->args);
  std::string text(why);
  // A message may quote half a character of the document.
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  parse.error_ = parse.here({RdfError::bad_syntax, text});
  return SERD_SUCCESS;
}

Result<Graph> Parse::run(SerdSyntax syntax) {
  const std::unique_ptr<SerdReader, decltype(&serd_reader_free)> reader(
      serd_reader_new(syntax, this, nullptr, on_base, on_prefix, on_statement, nullptr),
      serd_reader_free);
  serd_reader_set_strict(reader.get(), true);
  serd_reader_set_error_sink(reader.get(), on_error, this);
  // A page of one byte: what serd has taken is where it is, so every error has its place.
  const auto status =
      serd_reader_read_source(reader.get(), on_bytes, on_stream_error, this, nullptr, 1);
  if (thrown_) std::rethrow_exception(thrown_);
  if (error_) return *error_;
  if (status > SERD_FAILURE) {
    return here({RdfError::bad_syntax, reinterpret_cast<const char*>(serd_strerror(status))});
  }
  return std::move(graph_);
}

}  // namespace

Result<Graph> read(std::string_view document,
                   Syntax syntax,
                   std::string_view base,
                   const ReadLimits& limits) {
  if (document.size() > limits.bytes) {
    return Error{RdfError::too_large,
                 "the document is longer than " + std::to_string(limits.bytes) + " bytes"};
  }
  if (!base.empty() && !is_absolute_iri(base)) {
    return Error{RdfError::relative_iri, "the base is no absolute IRI"};
  }
  if (const auto end = utf8_prefix(document); end != document.size()) {
    return Error{RdfError::bad_syntax, position(document, end) + ": not UTF-8"};
  }
  if (const auto found = find_obstacle(document, kMaximumNesting)) {
    const auto where = position(document, found->at);
    if (found->what == Obstacle::What::zero_byte) {
      return Error{RdfError::bad_syntax, where + ": a zero byte"};
    }
    return Error{RdfError::too_large,
                 where + ": brackets nest deeper than " + std::to_string(kMaximumNesting)};
  }
  if (syntax == Syntax::n_triples) return Parse(document, {}, limits).run(SERD_NTRIPLES);
  return Parse(document, std::string(base), limits).run(SERD_TURTLE);
}

}  // namespace passerelle::rdf
