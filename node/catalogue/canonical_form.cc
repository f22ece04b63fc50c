#include "node/catalogue/canonical_form.h"

#include "metadata/rdf/documents.h"
#include "node/crypto/digest.h"

namespace passerelle::catalogue_store {

Result<CanonicalForm> canonical_form(const rdf::Graph& graph) {
  auto text = rdf::write(graph, rdf::Syntax::n_triples);
  auto digest = crypto::sha256_hex(text);
  return CanonicalForm{std::move(text), std::move(digest)};
}

}  // namespace passerelle::catalogue_store
