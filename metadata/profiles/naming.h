// How nodes and fields of a document are called for a reader: by their titles and labels, by the
// words of the glossary, else by their IRIs. Not for other rooms.
//
// Thread safety: one thread; what is given must outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/profiles/profile.h"
#include "metadata/rdf/graph.h"
#include "metadata/shacl/path.h"

namespace passerelle::profiles {

class Naming {
 public:
  // Requires: the graph stands on the profile's terms.
  Naming(const Profile& profile, const rdf::Graph& data, std::string language)
      : profile_(profile), data_(data), language_(std::move(language)) {}

  // A value, a class, a datatype or a property inside of a sentence: "France (FRA)", "\"x\"",
  // "Dataset", "<https://…>"; a scheme by its title alone.
  std::string term(rdf::TermId term) const;

  // A code of a list: "FRA (France)", the label cut after a few words.
  std::string code(rdf::TermId code) const;

  // The title or label of a node in the data or the vocabularies; empty when it has none.
  std::string title(rdf::TermId node) const;

  // "Contact point (cv:contactPoint)", "E-mail address / Contact page (cv:email / cv:contactPage)".
  std::string field(const shacl::Path& path) const;

  // "Distribution "Access route" of Dataset "Cancer registry", <https://…>".
  std::string node(rdf::TermId node) const;

  // The classes of a node, those with a name in the glossary first.
  std::vector<std::string> classes(rdf::TermId node) const;

  const std::string& language() const { return language_; }

 private:
  std::optional<rdf::TermId> literal(rdf::TermId node, std::string_view property) const;
  std::string kind_and_title(rdf::TermId node) const;
  // The dataset or catalogue that a node is part of.
  std::optional<rdf::TermId> owner(rdf::TermId node) const;
  bool is_a(rdf::TermId node, std::string_view class_iri) const;
  std::string quoted(std::string_view text) const;
  std::string leaves(const shacl::Path& path, bool as_names) const;

  const Profile& profile_;
  const rdf::Graph& data_;
  std::string language_;
};

}  // namespace passerelle::profiles
