// Who answers for a dataset and on what ground it may be used, as far as its description says: what
// a body asks before it lets a dataset be used again.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metadata/catalogue/dataset_description.h"
#include "metadata/rdf/graph.h"

namespace passerelle::catalogue {

struct Agent {
  std::string iri;  // empty for one without
  Texts names;
};

// A dataset that this one is a copy of, or is made from.
struct Origin {
  std::string iri;        // of the original; may be empty
  std::string refreshed;  // when the copy was last made from it, as the description says it
};

struct Stewardship {
  std::vector<std::string> categories;  // of Art. 51(1), IRIs of healthcategories
  std::vector<Agent> publishers;
  std::vector<Agent> access_bodies;        // healthdcatap:hdab
  std::vector<Agent> coordinating_bodies;  // healthdcatap:hdabCoordinator
  std::vector<Agent> custodians;           // geodcatap:custodian: the data holder
  std::vector<Agent> controllers;          // dpv:hasDataController, dpv:hasJointDataControllers
  std::optional<bool> is_trusted_holder;   // Art. 72, as publisher or custodian say of themselves
  std::vector<std::string> legal_bases;    // IRIs or texts
  std::vector<std::string> legislation;    // IRIs of the acts that apply
  std::vector<std::string> agreements;     // odrl:Agreement with the holder, IRIs
  std::vector<Origin> origins;
  std::string refresh_frequency;  // IRI of the frequency table; may be empty
};

Stewardship stewardship_of(const rdf::Graph& graph, const rdf::Iri& dataset);

}  // namespace passerelle::catalogue
