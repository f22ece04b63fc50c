// How good the metadata of a dataset are, by the method of data.europa.eu (Metadata Quality
// Assessment): 23 indicators in five dimensions, 405 points, distributions counted by the best one.
//
// That method was made for open data. Data that are reached only through a permit have nothing to
// download, and the format that they have inside a secure environment need not be free. So every
// measurement gives two numbers: the official points, and the points on the indicators that apply,
// with what those give at most.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/rdf/graph.h"
#include "node/base/clock.h"

namespace passerelle::catalogue {

inline constexpr std::int64_t kMqaPoints = 405;

// What the description cannot tell. An indicator whose fact is missing was not measured: it gives
// no points and counts among those that do not apply.
struct MetadataFacts {
  std::optional<bool> conforms;             // to DCAT-AP, by the last validation
  std::map<std::string, bool> is_answered;  // addresses that were called, and whether they answered
};

enum class Dimension { findability, accessibility, interoperability, reusability, contextuality };
std::string_view code(Dimension dimension);

struct Indicator {
  std::string_view metric;  // its name in the vocabulary of data.europa.eu: "keywordAvailability"
  Dimension dimension;
  std::int64_t points;  // what it gives
  bool applies;         // measured, and meaningful for data of this access level
  bool is_reached;
};

enum class MqaRating { bad, sufficient, good, excellent };
std::string_view code(MqaRating rating);

struct MetadataQuality {
  std::vector<Indicator> indicators;

  std::int64_t points() const;      // of 405
  std::int64_t applicable() const;  // points on the indicators that apply
  std::int64_t reachable() const;   // what those give at most

  // The rating of the official points, and of the applicable ones in the same proportion.
  MqaRating rating() const;
  MqaRating applicable_rating() const;
};

MetadataQuality measure_metadata(const rdf::Graph& graph,
                                 const rdf::Iri& dataset,
                                 const MetadataFacts& facts);

// Returns the measurements in DQV, in the terms of data.europa.eu: one for each indicator that
// applies, the score, and the score on applicable indicators with its maximum.
rdf::Graph quality_statements(const MetadataQuality& quality,
                              const rdf::Iri& dataset,
                              Instant measured);

}  // namespace passerelle::catalogue
