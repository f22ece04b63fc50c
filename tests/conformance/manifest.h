// A test manifest of the W3C (mf:Manifest), read with our own Turtle reader.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "metadata/rdf/dataset.h"
#include "node/base/result.h"

namespace passerelle::conformance {

class Manifest {
 public:
  // `base` is the IRI of the folder that holds `manifest.ttl`, with a slash at its end; `name` is
  // what the manifest calls itself, from there.
  // Requires: files that can be read.
  Manifest(std::filesystem::path folder, std::string base, const std::string& name);

  const std::vector<rdf::Resource>& entries() const { return entries_; }

  // Returns the IRI or the text that a predicate gives for an entry; empty when there is none.
  std::string value(const rdf::Resource& entry, const std::string& predicate) const;
  std::string type(const rdf::Resource& entry) const;  // without its namespace
  std::string action(const rdf::Resource& entry) const;
  std::string result(const rdf::Resource& entry) const;

  // Returns the part of an entry's IRI behind '#'.
  static std::string name(const rdf::Resource& entry);

  // Return the file that an IRI names, and the document in it.
  std::filesystem::path file(const std::string& iri) const;
  Result<rdf::Dataset> document(const std::string& iri) const;

 private:
  std::filesystem::path folder_;
  std::string base_;
  rdf::Graph graph_;
  std::vector<rdf::Resource> entries_;
};

}  // namespace passerelle::conformance
