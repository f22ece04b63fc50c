#include "tests/conformance/manifest.h"

#include "metadata/rdf/documents.h"
#include "metadata/rdf/vocabulary.h"
#include "tests/conformance/shared_folder.h"

namespace passerelle::conformance {
namespace {

using namespace rdf;

const std::string kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

}  // namespace

Manifest::Manifest(std::filesystem::path folder, std::string base, const std::string& name)
    : folder_(std::move(folder)), base_(std::move(base)) {
  const auto text = file_text(folder_ / "manifest.ttl");
  graph_ = read_graph(text, Syntax::turtle, base_ + "manifest.ttl").value();
  auto at = graph_.resources(Iri{base_ + name}, kManifest + "entries").at(0);
  while (at != Resource{Iri{std::string(kRdfNil)}}) {
    entries_.push_back(graph_.resources(at, kRdfFirst).at(0));
    at = graph_.resources(at, kRdfRest).at(0);
  }
}

std::string Manifest::value(const Resource& entry, const std::string& predicate) const {
  const auto object = graph_.object(entry, predicate);
  if (!object) return {};
  if (const auto* iri = std::get_if<Iri>(&*object)) return iri->text;
  return std::get<Literal>(*object).lexical;
}

std::string Manifest::type(const Resource& entry) const {
  const auto iri = value(entry, std::string(kRdfType));
  return iri.substr(iri.find('#') + 1);
}

std::string Manifest::action(const Resource& entry) const {
  return value(entry, kManifest + "action");
}

std::string Manifest::result(const Resource& entry) const {
  return value(entry, kManifest + "result");
}

std::string Manifest::name(const Resource& entry) {
  const auto& iri = std::get<Iri>(entry).text;
  return iri.substr(iri.find('#') + 1);
}

std::filesystem::path Manifest::file(const std::string& iri) const {
  return folder_ / iri.substr(base_.size());
}

Result<Dataset> Manifest::document(const std::string& iri) const {
  const auto path = file(iri);
  const auto syntax = syntax_of_extension(path.extension().string().substr(1)).value();
  return read_dataset(file_text(path), syntax, iri);
}

}  // namespace passerelle::conformance
