// A catalogue in memory and descriptions for it; for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"
#include "node/catalogue/schema.h"

namespace passerelle::catalogue_store {

inline const DatasetId kColon("https://fr.example/dataset/colon");
inline const DatasetId kHeart("https://fr.example/dataset/heart");

inline Instant day(int number) {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + std::chrono::days(number - 1);
}

// A description with that title; `more` goes on with its statements (" ; dct:… …").
inline rdf::Graph described(const DatasetId& id,
                            const std::string& title,
                            const std::string& more = "") {
  return rdf::read_graph("@prefix dct: <http://purl.org/dc/terms/> .\n<" + id.text() +
                             "> a <http://www.w3.org/ns/dcat#Dataset> ; dct:title \"" + title +
                             "\"@en ; dct:description \"About\"@en" + more + " .",
                         rdf::Syntax::turtle)
      .value();
}

inline Submission submission(const DatasetId& id,
                             const std::string& title,
                             const std::string& source = "") {
  Submission made;
  made.dataset = id;
  made.description = described(id, title);
  made.source = source;
  return made;
}

struct Catalogue {
  store::Database database = store::Database::open_in_memory(kMigrations).value();

  Result<Change> put(const Submission& submission, Instant now) {
    return database.write(
        [&](store::Transaction& tx) { return catalogue_store::put(tx, submission, now); });
  }
  Result<Change> withdraw(const DatasetId& id, Instant now, const LegalBasis& basis = {}) {
    return database.write(
        [&](store::Transaction& tx) { return catalogue_store::withdraw(tx, id, basis, now); });
  }
  Record record(const DatasetId& id) {
    return database.read([&](store::Reader& reader) { return get(reader, id); }).value();
  }
  template <class Look>
  auto read(Look&& look) {
    return database.read(std::forward<Look>(look)).value();
  }
};

inline std::string refusal(const Result<Change>& change) {
  return change ? "accepted" : change.error().name();
}

}  // namespace passerelle::catalogue_store
