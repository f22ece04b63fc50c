// Old names of vocabularies: what earlier releases of HealthDCAT-AP called the authority tables
// that Release 8 moved, and catalogues in the wild still do. Applied on harvest, before validation.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/result.h"

namespace passerelle::profiles {

class Aliases {
 public:
  // Reads a table of two columns, `old` and `new`: an IRI that begins with the old text begins with
  // the new one instead; the longest old text wins.
  static Result<Aliases> parse(std::string_view name, std::string_view table);

  // The table that comes with the program.
  static const Aliases& built_in();

  // Returns the IRI as it is called today, itself when it is no old name.
  std::string today(std::string_view iri) const;

  struct Renamed {
    rdf::Graph graph;  // over the dictionary of the given one
    struct Name {
      std::string from, to;
      std::size_t times;  // triples in which it stood
    };
    std::vector<Name> names;  // in order of `from`
  };

  // Returns the graph with every old name of a subject or object replaced.
  Renamed apply(const rdf::Graph& graph) const;

 private:
  struct Alias {
    std::string from, to;
  };
  std::vector<Alias> aliases_;  // longest `from` first
};

}  // namespace passerelle::profiles
