#include "node/sources/given.h"

#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"
#include "node/sources/sources_fixture_test.h"

namespace passerelle::sources {
namespace {

using harvest::Standing;

const DatasetId kHeart("https://data.example/dataset/heart");

void put_record(Sources& sources, const DatasetId& dataset, const std::string& source) {
  catalogue_store::Submission submission;
  submission.dataset = dataset;
  submission.source = source;
  submission.description = rdf::read_graph("<" + dataset.text() +
                                               "> a <http://www.w3.org/ns/dcat#Dataset> ;"
                                               " <http://purl.org/dc/terms/title> \"T\" ;"
                                               " <http://purl.org/dc/terms/description> \"D\" .",
                                           rdf::Syntax::turtle)
                               .value();
  REQUIRE(sources.write(
      [&](store::Transaction& tx) { return catalogue_store::put(tx, submission, minute(1)); }));
}

harvest::Knowledge knowledge(Sources& sources, const Source& source) {
  return sources.read([&](store::Reader& reader) { return knowledge_for(reader, source); });
}

TEST_CASE("what a source gave is remembered, and that it is gone") {
  Sources sources;
  REQUIRE(sources.add(site()));
  const Given given{kHeart,   "d1", true, false, "https://data.example/1", "https://data.example/r",
                    minute(1)};
  REQUIRE(sources.write([&](store::Transaction& tx) { return keep_given(tx, site().id, given); }));
  CHECK(knowledge(sources, site()).earlier.at(kHeart).digest == "d1");
  CHECK(!knowledge(sources, site()).earlier.at(kHeart).is_gone);
  REQUIRE(sources.write(
      [&](store::Transaction& tx) { return note_gone(tx, site().id, kHeart, minute(2)); }));
  CHECK(knowledge(sources, site()).earlier.at(kHeart).is_gone);
  const auto all = sources.read([](store::Reader& reader) { return given_by(reader, site().id); });
  REQUIRE(all.size() == 1);
  CHECK(all.front().page == given.page);
  CHECK(all.front().record == given.record);
  CHECK(all.front().changed == minute(2));
  CHECK(knowledge(sources, site("other")).earlier.empty());
}

TEST_CASE("a record stands as near to its publisher as the source that keeps it") {
  Sources sources;
  REQUIRE(sources.add(site()));
  REQUIRE(sources.write(
      [](store::Transaction& tx) { return peer_source(tx, NodeId("fi"), minute(0)); }));
  const auto standing = [&](const std::string& source, bool is_copy) {
    const DatasetId dataset("https://data.example/" + source + (is_copy ? "-copy" : ""));
    put_record(sources, dataset, source);
    if (is_copy) {
      const Given given{dataset, "d", true, false, {}, {}, minute(1)};
      REQUIRE(sources.write(
          [&](store::Transaction& tx) { return keep_given(tx, SourceId(source), given); }));
    }
    const auto known = knowledge(sources, site()).datasets.at(dataset);
    CHECK(known.source == source);
    return known.standing;
  };
  CHECK(standing("", false) == Standing::own);
  CHECK(standing("site", false) == Standing::original);
  CHECK(standing("site", true) == Standing::copy);
  CHECK(standing("peer:fi", false) == Standing::peer);
  CHECK(standing("removed-since", false) == Standing::original);
}

TEST_CASE("a withdrawn record is known as such") {
  Sources sources;
  REQUIRE(sources.add(site()));
  put_record(sources, kHeart, "site");
  CHECK(!knowledge(sources, site()).datasets.at(kHeart).is_withdrawn);
  REQUIRE(sources.write(
      [](store::Transaction& tx) { return catalogue_store::withdraw(tx, kHeart, {}, minute(3)); }));
  CHECK(knowledge(sources, site()).datasets.at(kHeart).is_withdrawn);
}

}  // namespace
}  // namespace passerelle::sources
