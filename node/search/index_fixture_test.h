// An index in memory and small documents; for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "node/search/index.h"
#include "node/search/migrations.h"
#include "node/store/database.h"

namespace passerelle::search {

// How doctest shows a marked text.
inline std::string shown(const Marked& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i % 2 == 1 ? "[" + parts[i] + "]" : parts[i];
  }
  return text;
}

inline Query asking(std::string text) {
  Query query;
  query.text = std::move(text);
  return query;
}

class TestIndex {
 public:
  TestIndex() : database_(open()) {
    REQUIRE(write([](store::Transaction& tx) { return rebuild(tx); }));
  }

  template <class Change>
  Result<void> write(Change change) {
    return database_.write(change);
  }

  template <class Look>
  auto read(Look look) const {
    return database_.read(look);
  }

  void put(const std::vector<SearchDocument>& documents) {
    REQUIRE(write([&](store::Transaction& tx) { return search::put(tx, documents); }));
  }

  void remove(const std::string& origin, const std::string& dataset) {
    REQUIRE(write(
        [&](store::Transaction& tx) { return search::remove(tx, origin, DatasetId(dataset)); }));
  }

  Result<Page> find(const Query& query) const {
    return read([&](store::Reader& reader) { return search::find(reader, query); });
  }

  Page page(const Query& query) const {
    auto page = find(query);
    REQUIRE_MESSAGE(page, (page ? "" : page.error().text()));
    return *std::move(page);
  }

  Page page(std::string text) const { return page(asking(std::move(text))); }

  // The datasets of a page, in their order.
  std::vector<std::string> found(const Query& query) const {
    std::vector<std::string> names;
    for (const auto& hit : page(query).hits) names.push_back(hit.document.dataset.text());
    return names;
  }

  std::vector<std::string> found(std::string text) const { return found(asking(std::move(text))); }

 private:
  static store::Database open() {
    auto database = store::Database::open_in_memory(
        std::vector<store::Migration>(kMigrations.begin(), kMigrations.end()));
    REQUIRE(database);
    return *std::move(database);
  }

  store::Database database_;
};

inline SearchDocument document_named(const std::string& dataset, const std::string& title) {
  SearchDocument document;
  document.origin = "fr";
  document.dataset = DatasetId(dataset);
  document.titles = {{"en", title}};
  return document;
}

}  // namespace passerelle::search
