// The kinds of catalogue that can be harvested.
#pragma once

#include <optional>
#include <string_view>

namespace passerelle::harvest {

enum class SourceKind {
  file,  // a DCAT-AP document; if it names a next page (hydra), that page too
  ckan,  // the same, where CKAN publishes it (ckanext-dcat)
  fdp,   // a FAIR Data Point: one document per record, found through ldp:contains
  feed,  // a DCAT-AP feed: a linked data event stream of activities
  peer,  // another node's catalogue, over mutual TLS; its pages are those of a file
};

// Returns "ckan" and so on.
std::string_view to_text(SourceKind kind);
std::optional<SourceKind> source_kind(std::string_view text);

}  // namespace passerelle::harvest
