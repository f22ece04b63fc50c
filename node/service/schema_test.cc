#include "node/service/schema.h"

#include <doctest/doctest.h>

#include <string>
#include <tuple>

#include "metadata/rdf/documents.h"
#include "node/catalogue/records.h"
#include "node/crypto/digest.h"
#include "node/store/temporary_folder_test.h"

namespace passerelle::service {
namespace {

// What version 0.1.0 had; numbers of its migrations.
bool is_of_first_release(const store::Migration& migration) { return migration.number < 50; }

std::vector<store::Migration> first_release() {
  auto all = all_migrations();
  std::erase_if(all, [](const auto& migration) { return !is_of_first_release(migration); });
  return all;
}

const DatasetId kColon("https://fr.example/dataset/colon");
const DatasetId kHeart("https://fr.example/dataset/heart");
const DatasetId kTable("https://fr.example/dataset/table");
const DatasetId kBroken("https://fr.example/dataset/broken");

std::string turtle(const DatasetId& id) {
  return "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> "
         ".\n<" +
         id.text() +
         "> a dcat:Dataset ; dct:title \"T\"@en ; dct:description \"D\"@en ;"
         " dct:relation [ dct:title \"inner\" ] .";
}

Result<void> fill(store::Transaction& tx) {
  const char* insert =
      "insert into datasets (id, description, bindings, changed) values (?, ?, ?, ?)";
  for (const auto& [id, description, bindings] :
       {std::tuple{kColon, turtle(kColon), "{}"}, std::tuple{kHeart, turtle(kHeart), ""},
        std::tuple{kTable, std::string(), "{}"},
        std::tuple{kBroken, std::string("no Turtle"), ""}}) {
    if (auto kept = tx.run(insert, id, description, bindings, "2026-11-23T20:00:00.000Z"); !kept) {
      return kept;
    }
  }
  return {};
}

// A database of the first release in a folder of its own.
class Home {
 public:
  Home() {
    auto old = store::Database::open(folder_.file("node.db"), first_release());
    REQUIRE(old);
    REQUIRE(old->write(fill));
  }

  store::Database upgraded() const {
    auto database = store::Database::open(folder_.file("node.db"), all_migrations());
    REQUIRE(database);
    return *std::move(database);
  }

 private:
  store::TemporaryFolder folder_;
};

TEST_CASE("the schema of the first release is what it was") {
  std::string text;
  for (const auto& migration : first_release()) {
    text += std::to_string(migration.number) + " " + migration.name + "\n" + migration.sql + "\n";
  }
  CHECK(crypto::sha256_hex(text) ==
        "1a874e80f766938d088cf1753bd8031bdc6aec2b3146057cd15baeb5623c0bca");
}

TEST_CASE("descriptions of the first release become first versions, bindings stay") {
  const Home home;
  auto database = home.upgraded();
  const auto looked = database.read([](store::Reader& reader) -> Result<void> {
    const auto moved = parse_instant("2026-11-23T20:00:00Z").value();
    for (const auto& id : {kColon, kHeart}) {
      const auto record = catalogue_store::get(reader, id);
      if (!record) return record.error();
      CHECK(record->is_own());
      CHECK(record->version == 1);
      CHECK(record->first_seen == moved);
      CHECK(record->status(moved) == catalogue::Status::in_force);
      const auto description = catalogue_store::description(reader, id);
      if (!description) return description.error();
      CHECK(description->size() == 5);
    }
    CHECK_FALSE(catalogue_store::find(reader, kTable)->has_value());
    const auto bound = reader.query("select id from datasets order by id");
    if (!bound) return bound.error();
    REQUIRE(bound->size() == 2);
    CHECK((*bound)[0].text(0) == kColon.text());
    CHECK((*bound)[1].text(0) == kTable.text());
    return {};
  });
  REQUIRE(looked);
}

TEST_CASE("a moved description that is imported again unchanged is no new version") {
  const Home home;
  auto database = home.upgraded();
  const auto change = database.write([](store::Transaction& tx) {
    catalogue_store::Submission again;
    again.dataset = kColon;
    again.description = rdf::read_graph(turtle(kColon), rdf::Syntax::turtle).value();
    return catalogue_store::put(tx, again, parse_instant("2026-11-25T08:00:00Z").value());
  });
  REQUIRE(change);
  CHECK(change->kind == catalogue_store::ChangeKind::unchanged);
}

TEST_CASE("what bodies had said of an application becomes views that read") {
  const store::TemporaryFolder folder;
  {
    auto old = store::Database::open(folder.file("node.db"), first_release());
    REQUIRE(old);
    const auto filled = old->write([](store::Transaction& tx) -> Result<void> {
      if (auto kept = tx.run("insert into applications (id, envelope, user, submitted)"
                             " values ('fr-1', '{}', 'marie', '2026-11-23T20:00:00.000Z')");
          !kept) {
        return kept;
      }
      for (const auto& [node, state, reason, permit] :
           {std::tuple{"dk", "not_delivered", "dk: down", ""},
            std::tuple{"fi", "granted", "", R"({"body":{"id":"fi-1"}})"},
            std::tuple{"no", "refused", "Not Art. 53", ""}}) {
        auto kept = tx.run(
            "insert into application_parts (application, node, state, reason, permit)"
            " values ('fr-1', ?, ?, ?, ?)",
            node, state, reason, permit);
        if (!kept) return kept;
      }
      return {};
    });
    REQUIRE(filled);
  }
  auto database = store::Database::open(folder.file("node.db"), all_migrations());
  REQUIRE(database);
  const auto rows = database->read([](store::Reader& reader) {
    return reader.query("select view, sequence from application_parts order by node");
  });
  REQUIRE(rows);
  REQUIRE(rows->size() == 3);
  CHECK((*rows)[0].text(0).empty());
  CHECK((*rows)[1].text(0) ==
        R"({"passerelle":"case_view/1","application":"fr-1","node":"fi","sequence":0,)"
        R"("state":"granted","since":"2026-11-23T20:00:00.000Z","clocks":[],)"
        R"("permit":{"body":{"id":"fi-1"}}})");
  CHECK((*rows)[2].text(0) ==
        R"({"passerelle":"case_view/1","application":"fr-1","node":"no","sequence":0,)"
        R"("state":"closed","since":"2026-11-23T20:00:00.000Z","clocks":[],)"
        R"("reason":"Not Art. 53"})");
}

TEST_CASE("an old description that nobody can read is kept as it stands") {
  const Home home;
  auto database = home.upgraded();
  const auto text = database.read([](store::Reader& reader) {
    return reader.query_one("select description from dataset_versions where dataset = ?", kBroken);
  });
  REQUIRE(text);
  REQUIRE(text->has_value());
  CHECK((*text)->text(0) == "no Turtle");
  const auto read = database.read(
      [](store::Reader& reader) { return catalogue_store::description(reader, kBroken); });
  REQUIRE_FALSE(read);
  CHECK(read.error().name() == "record.unreadable");
}

TEST_CASE("a register of opt-outs is only added to") {
  auto database = store::Database::open_in_memory(all_migrations());
  REQUIRE(database);
  const auto run = [&](const char* sql) {
    return database->write([&](store::Transaction& tx) { return tx.run(sql); }).has_value();
  };
  REQUIRE(
      run("insert into opt_outs (dataset, person, choice, recorded_at, entered_at, secret)"
          " values ('', '7', 'out', '2026-11-02T08:00:00.000Z', '2026-11-02T08:00:00.000Z', '')"));
  CHECK_FALSE(run("update opt_outs set choice = 'in'"));
  CHECK_FALSE(run("delete from opt_outs"));
}

}  // namespace
}  // namespace passerelle::service
