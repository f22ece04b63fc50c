// What differs between kinds of sources: what their pages hold and where they lead.
// For the sources of this room only.
//
// Thread safety: one thread.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/harvest/gathered.h"
#include "metadata/harvest/page.h"
#include "metadata/harvest/source_kind.h"
#include "node/base/result.h"

namespace passerelle::harvest {

// Whether a page that was seen before is a mistake when it is named again below itself.
enum class Circles { are_mistakes, are_usual };

class Reader {
 public:
  explicit Reader(Circles circles) : circles_(circles) {}
  virtual ~Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Circles circles() const { return circles_; }

  // Takes a page and returns the addresses it leads to.
  virtual Result<std::vector<std::string>> take(Page page, Gathered& gathered) = 0;

  // Concludes what only all pages together tell.
  virtual void finish(Gathered& gathered) = 0;

 private:
  Circles circles_;
};

std::unique_ptr<Reader> make_catalogue_reader();
std::unique_ptr<Reader> make_fdp_reader();
std::unique_ptr<Reader> make_feed_reader();

// Takes one dataset out of a graph. A dataset that we cannot take, and one that was described
// before in another way, is refused and named; the first description stays.
void gather(Gathered& gathered,
            const rdf::Graph& graph,
            const rdf::Iri& dataset,
            const std::string& page);

// Refuses the datasets of a graph that have no IRI.
void refuse_nameless(Gathered& gathered, const rdf::Graph& graph, const std::string& page);

// Returns the addresses and texts that a property leads to, whatever its subject.
std::set<std::string> values_of(const rdf::Graph& graph, const std::string& property);

}  // namespace passerelle::harvest
