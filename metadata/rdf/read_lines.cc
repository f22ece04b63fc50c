#include "metadata/rdf/scanner.h"
#include "metadata/rdf/syntaxes.h"

namespace passerelle::rdf {
namespace {

// The grammar of N-Quads (section 4), one statement per line; N-Triples is the same without graph
// names. Functions return false or nothing after a refusal.
class LineReader {
 public:
  LineReader(std::string_view document,
             Syntax syntax,
             const ReadLimits& limits,
             std::shared_ptr<Dictionary> dictionary)
      : words_(document, limits, std::move(dictionary)), has_graphs_(syntax == Syntax::n_quads) {}

  Result<Dataset> run() {
    while (!words_.is_done() && line()) {
    }
    return words_.intake().finish();
  }

 private:
  bool is_at_end_of_line() const {
    return words_.is_done() || words_.peek() == '\n' || words_.peek() == '\r';
  }

  bool line() {
    words_.skip_blanks();
    if (!is_at_end_of_line() && words_.peek() != '#') {
      if (!statement()) return false;
      words_.skip_blanks();
    }
    words_.skip_comment();
    if (!is_at_end_of_line()) return words_.fails("the end of the line");
    if (!words_.is_done()) words_.skip();
    return true;
  }

  bool statement() {
    const auto subject = resource();
    if (!subject) return false;
    words_.skip_blanks();
    const auto predicate = iri();
    if (!predicate) return false;
    words_.skip_blanks();
    const auto object = words_.peek() == '"' ? literal() : resource();
    if (!object) return false;
    words_.skip_blanks();
    Graph* graph = &words_.intake().dataset().default_graph();
    if (has_graphs_ && words_.peek() != '.') {
      const auto name = resource();
      if (!name) return false;
      graph = &words_.intake().dataset().named(*name);
      words_.skip_blanks();
    }
    if (!words_.takes('.')) return words_.fails("'.'");
    return words_.intake().add(*graph, {*subject, *predicate, *object});
  }

  std::optional<TermId> resource() {
    if (words_.peek() == '<') return iri();
    if (words_.peek() != '_') return words_.expected("an IRI or a blank node");
    const auto label = words_.blank_label();
    if (!label) return std::nullopt;
    return words_.intake().blank(*label);
  }

  std::optional<TermId> iri() {
    const auto text = words_.iri();
    if (!text) return std::nullopt;
    return words_.intake().iri({}, *text);
  }

  std::optional<TermId> literal() {
    const auto read = words_.literal();
    if (!read) return std::nullopt;
    auto& intake = words_.intake();
    if (words_.takes('@')) {
      return intake.literal(*read, Dictionary::kLangStringType, words_.language());
    }
    if (!words_.takes('^')) return intake.literal(*read, Dictionary::kStringType);
    if (!words_.takes('^')) return words_.expected("\"^^\"");
    const std::string lexical(*read);
    const auto datatype = iri();
    return datatype ? intake.literal(lexical, *datatype) : std::nullopt;
  }

  Scanner words_;
  bool has_graphs_;
};

}  // namespace

Result<Dataset> read_lines(std::string_view document,
                           Syntax syntax,
                           const ReadLimits& limits,
                           std::shared_ptr<Dictionary> dictionary) {
  return LineReader(document, syntax, limits, std::move(dictionary)).run();
}

}  // namespace passerelle::rdf
