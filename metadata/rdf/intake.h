// What every reader does with what its parser finds: names and literals are checked against the
// limits and become terms, statements become triples of a dataset. The first refusal stands, with
// its place. Not for other rooms.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/documents.h"
#include "metadata/rdf/errors.h"

namespace passerelle::rdf {

class Intake {
 public:
  // `place` says where the parser is: "line 3, column 7".
  Intake(const ReadLimits& limits,
         std::shared_ptr<Dictionary> dictionary,
         std::function<std::string()> place);

  // Returns the reference resolved against `base`, or refuses it.
  std::optional<std::string> absolute(std::string_view base, std::string_view reference);

  // Return a term, or refuse. `known_iri` takes an absolute IRI of which nothing but the length
  // needs checking.
  std::optional<TermId> iri(std::string_view base, std::string_view reference);
  std::optional<TermId> known_iri(std::string_view absolute);
  // A label of the document: another one than in any other document.
  TermId blank(std::string_view label);
  TermId fresh_blank() { return terms_.fresh_blank(); }
  std::optional<TermId> literal(std::string_view lexical,
                                TermId datatype,
                                std::string_view language = {});

  // Returns false after a refusal. Requires: a graph of the dataset.
  bool add(Graph& graph, const TripleIds& triple);

  // Keeps the reason when it is the first.
  std::nullopt_t refuse(RdfError code, std::string why);

  Dataset& dataset() { return dataset_; }

  // Returns the dataset, or the refusal. Requires: called once.
  Result<Dataset> finish();

 private:
  bool is_within(std::size_t size, std::size_t limit, const char* what);

  ReadLimits limits_;
  Dataset dataset_;
  Dictionary& terms_;
  std::function<std::string()> place_;
  std::size_t text_before_;  // in the dictionary, of other documents
  std::size_t statements_ = 0;
  Dictionary labels_;
  std::vector<std::optional<TermId>> blanks_;  // by the id of the label
  std::optional<Error> refusal_;
};

}  // namespace passerelle::rdf
