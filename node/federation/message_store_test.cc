#include "node/federation/message_store.h"

#include <doctest/doctest.h>

#include "node/federation/nodes_test.h"

namespace passerelle::federation {
namespace {

const Instant kNow = *parse_instant("2026-12-01T10:00:00Z");

store::Database database() {
  auto opened = store::Database::open_in_memory(kMessageMigrations);
  REQUIRE(opened);
  return *std::move(opened);
}

Message message(const std::string& id, const NodeId& to, MessageType type) {
  return {MessageId(id), type, kFr, to, kNow, std::nullopt, ApplicationId("fr-1"), "{}"};
}

void put_all(store::Database& into, const std::vector<Message>& messages) {
  const auto done = into.write([&](store::Transaction& tx) -> Result<void> {
    for (const auto& one : messages) {
      if (auto kept = put(tx, one, "envelope of " + one.id.text()); !kept) return kept;
    }
    return {};
  });
  REQUIRE(done);
}

SentMessage sent(const store::Database& from, const std::string& id) {
  const auto found =
      from.read([&](store::Reader& reader) { return find_sent(reader, MessageId(id)); });
  REQUIRE(found);
  REQUIRE(*found);
  return **found;
}

std::vector<NextMessages> next(const store::Database& from) {
  const auto found = from.read(next_messages);
  REQUIRE(found);
  return *found;
}

TEST_CASE("what waits is told by node, the first and the first urgent one") {
  auto box = database();
  put_all(box, {message("a", kFi, MessageType::status_changed),
                message("b", kDk, MessageType::status_changed),
                message("c", kFi, MessageType::permit_changed)});
  const auto waiting = next(box);
  REQUIRE(waiting.size() == 2);
  CHECK(waiting[0].to == kDk);
  CHECK(waiting[0].first == sent(box, "b").position);
  CHECK(!waiting[0].first_urgent);
  CHECK(waiting[1].first == sent(box, "a").position);
  CHECK(waiting[1].first_urgent == sent(box, "c").position);
}

TEST_CASE("a refused message does not hold up later ones, and waits again when told to") {
  auto box = database();
  put_all(box,
          {message("a", kFi, MessageType::appealed), message("b", kFi, MessageType::appealed)});
  const auto set = [&](auto change) { REQUIRE(box.write(change)); };
  set([](store::Transaction& tx) { return set_refused(tx, MessageId("a"), "fi: case.closed"); });
  CHECK(sent(box, "a").state == MessageState::refused);
  CHECK(sent(box, "a").reason == "fi: case.closed");
  CHECK(next(box)[0].first == sent(box, "b").position);
  set([](store::Transaction& tx) { return set_waiting(tx, MessageId("a")); });
  CHECK(sent(box, "a").reason.empty());
  CHECK(next(box)[0].first == sent(box, "a").position);
  set([](store::Transaction& tx) { return set_delivered(tx, MessageId("a"), kNow); });
  set([](store::Transaction& tx) { return set_waiting(tx, MessageId("a")); });
  CHECK(sent(box, "a").state == MessageState::delivered);
}

TEST_CASE("everything that waits for a node learns why it was not reached, nothing else does") {
  auto box = database();
  put_all(box, {message("a", kFi, MessageType::appealed), message("b", kFi, MessageType::appealed),
                message("c", kDk, MessageType::appealed)});
  const auto told = box.write([](store::Transaction& tx) -> Result<void> {
    if (auto done = set_delivered(tx, MessageId("a"), kNow); !done) return done;
    return set_not_reached(tx, kFi, "fi: down");
  });
  REQUIRE(told);
  CHECK(sent(box, "a").reason.empty());
  CHECK(sent(box, "b").reason == "fi: down");
  CHECK(sent(box, "c").reason.empty());
  const auto undelivered = box.read(
      [](store::Reader& reader) { return sent_messages(reader, kFi, Which::undelivered); });
  REQUIRE(undelivered);
  REQUIRE(undelivered->size() == 1);
  CHECK(undelivered->front().id == MessageId("b"));
}

TEST_CASE("a node that catches up gets its own messages, delivered ones too, from a position on") {
  auto box = database();
  put_all(box, {message("a", kFi, MessageType::appealed), message("b", kDk, MessageType::appealed),
                message("c", kFi, MessageType::appealed)});
  REQUIRE(
      box.write([](store::Transaction& tx) { return set_delivered(tx, MessageId("a"), kNow); }));
  const auto after = [&](std::int64_t position) {
    const auto found =
        box.read([&](store::Reader& reader) { return envelopes_to(reader, kFi, position); });
    REQUIRE(found);
    return *found;
  };
  const auto all = after(0);
  REQUIRE(all.size() == 2);
  CHECK(all[0].envelope == "envelope of a");
  CHECK(all[1].envelope == "envelope of c");
  CHECK(after(all[0].position).size() == 1);
  CHECK(after(all[1].position).empty());
}

TEST_CASE("a node that catches up does not get what it has refused before") {
  auto box = database();
  put_all(box,
          {message("a", kFi, MessageType::appealed), message("b", kFi, MessageType::appealed)});
  REQUIRE(box.write(
      [](store::Transaction& tx) { return set_refused(tx, MessageId("a"), "fi: case.closed"); }));
  const auto found = box.read([](store::Reader& reader) { return envelopes_to(reader, kFi, 0); });
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().envelope == "envelope of b");
}

TEST_CASE("one answer to a node that catches up is bounded, by number and by bytes") {
  auto box = database();
  const auto done = box.write([](store::Transaction& tx) -> Result<void> {
    for (int i = 0; i < 30; ++i) {
      if (auto kept = put(tx, message("s" + std::to_string(i), kFi, MessageType::appealed), "x");
          !kept) {
        return kept;
      }
      const std::string large(std::size_t{3} << 20, 'x');
      if (i >= 2) continue;
      auto kept = put(tx, message("l" + std::to_string(i), kDk, MessageType::appealed), large);
      if (!kept) return kept;
    }
    return {};
  });
  REQUIRE(done);
  const auto count = [&](const NodeId& to) {
    const auto found = box.read([&](store::Reader& reader) { return envelopes_to(reader, to, 0); });
    REQUIRE(found);
    return found->size();
  };
  CHECK(count(kFi) == 20);
  CHECK(count(kDk) == 1);
}

TEST_CASE("a message is taken in once: a second receipt does not fit beside the first") {
  auto box = database();
  const auto keep = [&](const std::string& digest) {
    return box.write([&](store::Transaction& tx) {
      return keep_receipt(tx, message("a", kFi, MessageType::appealed), {digest, "{}"}, kNow);
    });
  };
  REQUIRE(keep("d1"));
  CHECK(!keep("d1"));
  CHECK(!keep("d2"));
  const auto known =
      box.read([](store::Reader& reader) { return find_receipt(reader, kFr, MessageId("a")); });
  REQUIRE(known);
  REQUIRE(*known);
  CHECK((*known)->digest == "d1");
  // Ids are each node's own.
  const auto other =
      box.read([](store::Reader& reader) { return find_receipt(reader, kDk, MessageId("a")); });
  REQUIRE(other);
  CHECK(!*other);
}

}  // namespace
}  // namespace passerelle::federation
