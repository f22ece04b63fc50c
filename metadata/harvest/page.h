// One page of somebody's catalogue: the answer of a server as values, and the RDF in it.
//
// Thread safety: values and pure functions; any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/dataset.h"
#include "node/base/result.h"

namespace passerelle::harvest {

struct Answer {
  int status = 200;
  std::string url;           // where it came from in the end, after redirections
  std::string content_type;  // as the header says it
  std::string link;          // the Link header, empty when there is none
  std::string body;
};

struct Page {
  std::string asked;              // the address that was asked for
  std::string url;                // where it came from in the end
  rdf::Dataset content;           // relative IRIs resolved against `url`
  std::vector<std::string> next;  // what the Link header calls the next page; absolute
};

// Reads an answer. Refuses a status of 300 and above, a syntax that is not RDF, and what the
// syntax does not allow. A media type that says nothing (text/plain, application/octet-stream, …)
// gives way to the ending of the address.
Result<Page> read_page(const Answer& answer,
                       std::size_t maximum_bytes,
                       const std::shared_ptr<rdf::Dictionary>& dictionary);

// Returns all triples of a page in one graph, over the page's dictionary: most publishers use named
// graphs, if any, as mere packaging.
rdf::Graph union_of(const rdf::Dataset& dataset);

// Returns what a term says as an address or text; empty for a blank node.
std::string plain(const rdf::Term& term);

// Returns the address without its fragment: what can be asked for.
std::string without_fragment(std::string_view url);

// Returns the targets of rel="next" in a Link header (RFC 8288), as written.
std::vector<std::string> next_in_link_header(std::string_view header);

}  // namespace passerelle::harvest
