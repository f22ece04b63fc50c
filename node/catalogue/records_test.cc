#include "node/catalogue/records.h"

#include "node/catalogue/records_fixture_test.h"

namespace passerelle::catalogue_store {
namespace {

std::vector<std::string> kinds(const std::vector<VersionInfo>& versions) {
  std::vector<std::string> found;
  for (const auto& version : versions) found.emplace_back(code(version.kind));
  return found;
}

std::vector<DatasetId> ids(const Page<Record>& page) {
  std::vector<DatasetId> found;
  for (const auto& record : page.items) found.push_back(record.dataset);
  return found;
}

Page<Record> listed(Catalogue& catalogue, const Filter& filter) {
  return catalogue.read([&](store::Reader& reader) { return list(reader, filter); });
}

TEST_CASE("every changed description is a version, and each can be read again") {
  Catalogue catalogue;
  CHECK(catalogue.put(submission(kColon, "One"), day(1))->kind == ChangeKind::created);
  const auto second = catalogue.put(submission(kColon, "Two"), day(2));
  REQUIRE(second);
  CHECK(second->kind == ChangeKind::updated);
  CHECK(second->version == 2);
  const auto record = catalogue.record(kColon);
  CHECK(record.first_seen == day(1));
  CHECK(record.modified == day(2));
  CHECK(record.digest == second->digest);
  const auto text = [&](std::optional<std::int64_t> version) {
    return catalogue.read(
        [&](store::Reader& reader) { return description(reader, kColon, version); });
  };
  CHECK(text(1) == described(kColon, "One"));
  CHECK(text(std::nullopt) == described(kColon, "Two"));
  const auto absent =
      catalogue.database.read([](store::Reader& reader) { return description(reader, kColon, 3); });
  REQUIRE_FALSE(absent);
  CHECK(absent.error().name() == "record.unknown");
}

TEST_CASE("the same description in another order and with other blank labels is no new version") {
  Catalogue catalogue;
  auto first = submission(kColon, "T");
  first.description =
      described(kColon, "T", " ; dct:relation [ dct:title \"a\" ], [ dct:title \"b\" ]");
  auto again = submission(kColon, "T");
  again.description = described(
      kColon, "T", " ; dct:relation _:x , _:y . _:y dct:title \"a\" . _:x dct:title \"b\"");
  const auto one = catalogue.put(first, day(1));
  const auto two = catalogue.put(again, day(2));
  REQUIRE(one);
  REQUIRE(two);
  CHECK(two->kind == ChangeKind::unchanged);
  CHECK(two->version == 1);
  CHECK(two->digest == one->digest);
  CHECK(catalogue.record(kColon).modified == day(1));
}

TEST_CASE("only what belongs to the dataset is kept") {
  Catalogue catalogue;
  auto one = submission(kColon, "T");
  one.description.merge(described(kHeart, "Stolen"));
  REQUIRE(catalogue.put(one, day(1)));
  CHECK(catalogue.read([](store::Reader& reader) { return description(reader, kColon); }) ==
        described(kColon, "T"));
}

TEST_CASE("a description that does not describe its dataset is refused") {
  Catalogue catalogue;
  auto other = submission(kColon, "T");
  other.dataset = kHeart;
  CHECK(refusal(catalogue.put(other, day(1))) == "catalogue.not_described");
  CHECK(refusal(catalogue.put(submission(kColon, " "), day(1))) == "catalogue.no_title");
  CHECK(listed(catalogue, {}).total == 0);
}

TEST_CASE("a withdrawn dataset keeps its versions, and may come back") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  const LegalBasis repeal{"https://legifrance.example/2", "Arrêté du 2"};
  const auto gone = catalogue.withdraw(kColon, day(2), repeal);
  REQUIRE(gone);
  CHECK(gone->kind == ChangeKind::withdrawn);
  CHECK(catalogue.record(kColon).status(day(2)) == Status::withdrawn);
  CHECK(catalogue.record(kColon).basis == repeal);
  CHECK(refusal(catalogue.withdraw(kColon, day(3))) == "record.withdrawn");
  CHECK(refusal(catalogue.withdraw(kHeart, day(3))) == "record.unknown");
  const auto back = catalogue.put(submission(kColon, "T"), day(4));
  REQUIRE(back);
  CHECK(back->kind == ChangeKind::restored);
  CHECK(catalogue.record(kColon).in_force_from == day(4));
  CHECK(catalogue.record(kColon).status(day(4)) == Status::in_force);
  CHECK(kinds(catalogue.read([](store::Reader& reader) { return versions(reader, kColon); })) ==
        std::vector<std::string>{"created", "withdrawn", "restored"});
}

TEST_CASE("a dataset is announced until its date, and in force from then on") {
  Catalogue catalogue;
  auto announced = submission(kColon, "T");
  announced.in_force_from = day(10);
  announced.basis = {"https://legifrance.example/1", "Arrêté du 1"};
  REQUIRE(catalogue.put(announced, day(1)));
  const auto record = catalogue.record(kColon);
  CHECK(record.status(day(9)) == Status::announced);
  CHECK(record.status(day(10)) == Status::in_force);
  CHECK(record.basis.citation == "Arrêté du 1");
  SUBCASE("a new description alone changes neither date nor act") {
    REQUIRE(catalogue.put(submission(kColon, "U"), day(2)));
    CHECK(catalogue.record(kColon).in_force_from == day(10));
    CHECK(catalogue.record(kColon).basis == announced.basis);
  }
  SUBCASE("another date or act is a version, although the description is the same") {
    announced.in_force_from = day(20);
    announced.basis.citation = "Arrêté du 2";
    CHECK(catalogue.put(announced, day(2))->kind == ChangeKind::updated);
    const auto history =
        catalogue.read([](store::Reader& reader) { return versions(reader, kColon); });
    CHECK(history[0].in_force_from == day(10));
    CHECK(history[0].basis.citation == "Arrêté du 1");
    CHECK(history[1].in_force_from == day(20));
    CHECK(history[1].basis.citation == "Arrêté du 2");
    CHECK(history[0].digest == history[1].digest);
  }
  SUBCASE("it may be announced without a date") {
    auto open = submission(kColon, "T");
    open.is_announced = true;
    REQUIRE(catalogue.put(open, day(2)));
    CHECK(catalogue.record(kColon).status(day(365)) == Status::announced);
  }
}

TEST_CASE("a dataset without a date is in force from the moment it is new") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  CHECK(catalogue.record(kColon).in_force_from == day(1));
  CHECK(catalogue.record(kColon).status(day(1)) == Status::in_force);
}

TEST_CASE("what one source keeps, another does not overwrite; this node may make it its own") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Own"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "Theirs", "fi"), day(1)));
  CHECK(refusal(catalogue.put(submission(kColon, "Harvested", "fi"), day(2))) ==
        "record.other_source");
  CHECK(refusal(catalogue.put(submission(kHeart, "Harvested", "dk"), day(2))) ==
        "record.other_source");
  CHECK(catalogue.put(submission(kHeart, "Theirs", "fi"), day(2))->kind == ChangeKind::unchanged);
  REQUIRE(catalogue.put(submission(kHeart, "Ours"), day(3)));
  CHECK(catalogue.record(kHeart).is_own());
  CHECK(refusal(catalogue.put(submission(kHeart, "Theirs", "fi"), day(4))) ==
        "record.other_source");
  REQUIRE(catalogue.withdraw(kHeart, day(5)));
  CHECK(catalogue.put(submission(kHeart, "Theirs", "fi"), day(6))->kind == ChangeKind::restored);
  CHECK(catalogue.record(kHeart).source == "fi");
}

TEST_CASE("a source may be told to take over from another, never from this node") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "Own"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "Copied", "dk"), day(1)));
  auto nearer = submission(kHeart, "Original", "fi");
  nearer.takes_over = true;
  CHECK(catalogue.put(nearer, day(2))->kind == ChangeKind::updated);
  CHECK(catalogue.record(kHeart).source == "fi");
  auto ours = submission(kColon, "Original", "fi");
  ours.takes_over = true;
  CHECK(refusal(catalogue.put(ours, day(2))) == "record.other_source");
}

TEST_CASE("records are listed in pages, by source, status and time") {
  Catalogue catalogue;
  auto announced = submission(kColon, "T");
  announced.in_force_from = day(10);
  REQUIRE(catalogue.put(announced, day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "T", "fi"), day(2)));
  Filter filter;
  filter.now = day(3);
  CHECK(ids(listed(catalogue, filter)) == std::vector{kColon, kHeart});
  filter.size = 1;
  filter.page = 1;
  CHECK(ids(listed(catalogue, filter)) == std::vector{kHeart});
  CHECK(listed(catalogue, filter).total == 2);
  filter.page = 7;
  CHECK(listed(catalogue, filter).items.empty());
  CHECK(listed(catalogue, filter).total == 2);

  const auto only = [&](auto&& narrow) {
    Filter narrowed;
    narrowed.now = day(3);
    narrow(narrowed);
    return ids(listed(catalogue, narrowed));
  };
  using Ids = std::vector<DatasetId>;
  CHECK(only([](Filter& f) { f.source = ""; }) == Ids{kColon});
  CHECK(only([](Filter& f) { f.source = "fi"; }) == Ids{kHeart});
  CHECK(only([](Filter& f) { f.modified_since = day(2); }) == Ids{kHeart});
  CHECK(only([](Filter& f) { f.status = Status::in_force; }) == Ids{kHeart});
  CHECK(only([](Filter& f) { f.status = Status::announced; }) == Ids{kColon});
  CHECK(only([](Filter& f) { f.status = Status::withdrawn; }) == Ids{});
  CHECK(only([](Filter& f) {
          f.status = Status::in_force;
          f.now = day(10);
        }) == Ids{kColon, kHeart});
}

TEST_CASE("the feed tells every change once, in order") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  REQUIRE(catalogue.put(submission(kColon, "T"), day(2)));  // unchanged
  REQUIRE(catalogue.put(submission(kHeart, "T", "fi"), day(3)));
  REQUIRE(catalogue.withdraw(kColon, day(4)));
  const auto after = [&](std::int64_t sequence, std::size_t limit) {
    return catalogue.read(
        [&](store::Reader& reader) { return changes_after(reader, sequence, limit); });
  };
  const auto all = after(0, 10);
  REQUIRE(all.size() == 3);
  CHECK(all[0].kind == ChangeKind::created);
  CHECK(all[1].dataset == kHeart);
  CHECK(all[1].source == "fi");
  CHECK(all[2].kind == ChangeKind::withdrawn);
  CHECK(all[2].recorded == day(4));
  CHECK(after(0, 2).size() == 2);
  CHECK(after(all[1].sequence, 10).size() == 1);
  CHECK(after(all[2].sequence, 10).empty());
  CHECK(catalogue.read([](store::Reader& reader) { return last_sequence(reader); }) ==
        all[2].sequence);
}

TEST_CASE("no statement can change or delete a version") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  CHECK_FALSE(catalogue.database.write([](store::Transaction& tx) {
    return tx.run("update dataset_versions set description = ''");
  }));
  CHECK_FALSE(catalogue.database.write(
      [](store::Transaction& tx) { return tx.run("delete from dataset_versions"); }));
}

TEST_CASE("a description that is no RDF any more is said to be unreadable, and others are read") {
  Catalogue catalogue;
  REQUIRE(catalogue.put(submission(kColon, "T"), day(1)));
  REQUIRE(catalogue.put(submission(kHeart, "H"), day(1)));
  REQUIRE(catalogue.database.write([](store::Transaction& tx) -> Result<void> {
    if (auto done = tx.run("drop trigger dataset_versions_keep"); !done) return done;
    return tx.run("update dataset_versions set description = '<oops' where dataset = ?", kColon);
  }));
  const auto read = [&](const DatasetId& id) {
    return catalogue.database.read([&](store::Reader& reader) { return description(reader, id); });
  };
  REQUIRE_FALSE(read(kColon));
  CHECK(read(kColon).error().name() == "record.unreadable");
  CHECK(read(kHeart));
}

}  // namespace
}  // namespace passerelle::catalogue_store
