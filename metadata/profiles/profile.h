// A profile that is loaded: shapes compiled, vocabularies read, words at hand. Made once, used for
// any number of documents.
//
// Thread safety: a value that never changes; any thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "metadata/profiles/glossary.h"
#include "metadata/profiles/pack.h"
#include "metadata/rdf/documents.h"
#include "metadata/shacl/shapes.h"
#include "metadata/shacl/validate.h"
#include "node/base/result.h"

namespace passerelle::profiles {

// What a list of profiles shows.
struct ProfileInfo {
  std::string name;     // "healthdcat-ap/8"
  std::string release;  // "8"
  AppliesTo applies_to;
  std::string digest;  // SHA-256 in hex: the same digest, the same reports
  bool is_built_in = false;
};

class Profile {
 public:
  // Reads and compiles what the pack holds. An error names the file.
  static Result<Profile> load(const Pack& pack);

  // HealthDCAT-AP Release 8 for data that are not public, from the table that comes with the
  // program and its code lists.
  static const Profile& built_in();

  const ProfileInfo& info() const { return state_->info; }
  const shacl::Shapes& shapes() const { return *state_->shapes; }

  // The shapes as triples, to show or to export.
  const rdf::Graph& shapes_graph() const { return state_->shapes_graph; }
  const rdf::Graph& vocabularies() const { return state_->vocabularies; }
  const Glossary& glossary() const { return state_->glossary; }

  // Reads a document on top of the profile's terms, so that `validate` need not copy it.
  Result<rdf::Graph> read(std::string_view document,
                          rdf::Syntax syntax,
                          std::string_view base = {},
                          const rdf::ReadLimits& limits = {}) const;

  // Returns a copy of the graph on top of the profile's terms.
  rdf::Graph adopt(const rdf::Graph& graph) const;

  // Validates data with the vocabularies as background.
  Result<shacl::Report> validate(const rdf::Graph& data,
                                 const shacl::ValidationLimits& limits = {}) const;

  // Validates the description of one dataset that names others which are described elsewhere: that
  // these are datasets is known, and nothing else is asked of them here.
  // Requires: data as `read` or `adopt` return them.
  Result<shacl::Report> validate_part(const rdf::Graph& data,
                                      std::span<const rdf::Iri> other_datasets) const;

 private:
  struct State {
    ProfileInfo info;
    rdf::Graph shapes_graph, vocabularies;
    std::optional<shacl::Shapes> shapes;
    Glossary glossary;
  };
  explicit Profile(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  static Result<Profile> finished(State state);

  std::shared_ptr<const State> state_;  // shared by the copies of a profile
};

}  // namespace passerelle::profiles
