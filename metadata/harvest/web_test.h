// A web of pages for tests: address → answer. An address that is not there gives an error, as a
// server that cannot be reached does.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "metadata/harvest/walk.h"

namespace passerelle::harvest {

inline constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};

class Web {
 public:
  Web& put(const std::string& url, std::string body, std::string content_type = "text/turtle");
  Web& put(const std::string& url, Answer answer);

  // Walks through the pages, one second per page.
  Gathered walk(SourceKind kind, const std::string& url, const Limits& limits = {});

  // What the last walk asked for, in order.
  std::vector<std::string> asked;

 private:
  std::map<std::string, Answer> pages_;
};

// Turtle of a dataset with a title and a description: "<iri> a dcat:Dataset ; …".
std::string dataset(const std::string& iri, const std::string& title);

// Prefixes for the Turtle of tests.
std::string prefixes();

// Returns "harvest.page_loop" and so on, of each problem.
std::vector<std::string> names_of(const std::vector<Problem>& problems);

// Returns the ends of the IRIs, after the last slash.
std::vector<std::string> ids_of(const Gathered& gathered);

}  // namespace passerelle::harvest
