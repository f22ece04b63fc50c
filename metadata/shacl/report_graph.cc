#include "metadata/shacl/report_graph.h"

#include <memory>
#include <string>

#include "metadata/shacl/vocabulary.h"
#include "metadata/shacl/wording.h"

namespace passerelle::shacl {
namespace {

using rdf::TermId;

class Writer {
 public:
  explicit Writer(const Report& report)
      : report_(report), graph_(std::make_shared<rdf::Dictionary>(report.shared_dictionary())) {
    graph_.set_prefix("sh", std::string(kShacl));
    graph_.set_prefix("xsd", std::string(kXsdNamespace));
  }

  rdf::Graph run() {
    const auto node = fresh();
    add(node, kRdfType, shacl("ValidationReport"));
    const auto boolean = terms().iri(std::string(kXsdNamespace) + "boolean");
    add(node, "conforms", terms().literal(report_.conforms() ? "true" : "false", boolean));
    for (const auto& finding : report_.findings()) add(node, "result", result(finding));
    return std::move(graph_);
  }

 private:
  rdf::Dictionary& terms() { return *graph_.shared_dictionary(); }
  TermId fresh() { return terms().fresh_blank(); }
  TermId shacl(std::string_view name) {
    return terms().iri(std::string(kShacl) + std::string(name));
  }

  // The predicate is a whole IRI or a name of SHACL.
  void add(TermId subject, std::string_view predicate, TermId object) {
    const bool is_name = predicate.find(':') == std::string_view::npos;
    graph_.add(
        rdf::TripleIds{subject, is_name ? shacl(predicate) : terms().iri(predicate), object});
  }

  TermId result(const Finding& finding) {
    const auto node = fresh();
    add(node, kRdfType, shacl("ValidationResult"));
    add(node, "focusNode", finding.focus);
    if (finding.path) add(node, "resultPath", path(*finding.path));
    if (finding.value) add(node, "value", *finding.value);
    add(node, "resultSeverity", finding.shape->severity);
    add(node, "sourceConstraintComponent", shacl(component_name(*finding.constraint)));
    add(node, "sourceShape", finding.shape->node);
    for (const auto message : messages(finding)) add(node, "resultMessage", message);
    if (messages(finding).empty()) {
      const auto text = sentence(finding, report_, "en");
      add(node, "resultMessage", terms().literal(text, rdf::Dictionary::kLangStringType, "en"));
    }
    for (const auto& detail : finding.details) add(node, "detail", result(detail));
    return node;
  }

  TermId path(const Path& from) {
    const auto wrapped = [&](std::string_view operation, TermId operand) {
      const auto node = fresh();
      add(node, operation, operand);
      return node;
    };
    switch (from.kind) {
      case Path::Kind::predicate: return from.predicate;
      case Path::Kind::sequence: return list(from.parts);
      case Path::Kind::alternative: return wrapped("alternativePath", list(from.parts));
      case Path::Kind::inverse: return wrapped("inversePath", path(from.parts.front()));
      case Path::Kind::zero_or_more: return wrapped("zeroOrMorePath", path(from.parts.front()));
      case Path::Kind::one_or_more: return wrapped("oneOrMorePath", path(from.parts.front()));
      case Path::Kind::zero_or_one: break;
    }
    return wrapped("zeroOrOnePath", path(from.parts.front()));
  }

  TermId list(const std::vector<Path>& parts) {
    auto rest = terms().iri(kRdfNil);
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      const auto node = fresh();
      add(node, kRdfFirst, path(*part));
      add(node, kRdfRest, rest);
      rest = node;
    }
    return rest;
  }

  const Report& report_;
  rdf::Graph graph_;
};

}  // namespace

rdf::Graph to_graph(const Report& report) { return Writer(report).run(); }

}  // namespace passerelle::shacl
