#include "metadata/harvest/plan.h"

#include <doctest/doctest.h>

namespace passerelle::harvest {
namespace {

using Ids = std::vector<std::string>;

Gathered gathered(const std::vector<std::pair<std::string, std::string>>& items) {
  Gathered all;
  for (const auto& [id, digest] : items) {
    all.named.insert(DatasetId(id));
    all.items.emplace(DatasetId(id), Item{DatasetId(id), {}, digest, {}, {}, {}, false});
  }
  return all;
}

// A catalogue that took a, b, … from "site", each with the digest "1".
Knowledge took(const Ids& ids) {
  Knowledge knowledge{"site", SourceKind::file, {}, {}};
  for (const auto& id : ids) {
    knowledge.datasets.emplace(DatasetId(id), Known{"site", Standing::original, false});
    knowledge.earlier.emplace(DatasetId(id), Earlier{"1", false});
  }
  return knowledge;
}

Plan plan(const Gathered& all, const Knowledge& knowledge, Loss loss = Loss::is_held) {
  return make_plan(all, knowledge, loss);
}

Ids texts(const std::vector<DatasetId>& ids) {
  Ids list;
  for (const auto& id : ids) list.push_back(id.text());
  return list;
}

// "+a" added, "~a" changed, "^a" restored.
Ids takes(const Plan& made) {
  Ids list;
  for (const auto& take : made.takes) {
    list.push_back((take.is_new ? "+" : take.is_restored ? "^" : "~") + take.id.text());
  }
  return list;
}

// "a own", "b nearer_source fi".
Ids left(const Plan& made) {
  Ids list;
  for (const auto& one : made.left) {
    list.push_back(one.id.text() + " " + std::string(to_text(one.reason)) +
                   (one.source.empty() ? "" : " " + one.source));
  }
  return list;
}

TEST_CASE("new is added, other is changed, same is left alone, gone is removed") {
  const auto made = plan(gathered({{"a", "1"}, {"b", "2"}, {"e", "1"}}), took({"a", "b", "c"}));
  CHECK(takes(made) == Ids{"~b", "+e"});
  CHECK(texts(made.unchanged) == Ids{"a"});
  CHECK(texts(made.removed) == Ids{"c"});
  CHECK(made.held.empty());
}

TEST_CASE("nothing is removed after an incomplete harvest") {
  auto all = gathered({{"a", "1"}});
  all.failures.push_back({"https://x.example/2", {}, Error{BaseError::unavailable}});
  const auto made = plan(all, took({"a", "b", "c"}), Loss::is_accepted);
  CHECK(made.removed.empty());
  CHECK(made.held.empty());
  CHECK(texts(made.unchanged) == Ids{"a"});
}

TEST_CASE("a dataset that is still named is not removed although it cannot be taken") {
  auto all = gathered({{"a", "1"}});
  all.named.insert(DatasetId("b"));
  CHECK(plan(all, took({"a", "b"})).removed.empty());
}

TEST_CASE("the loss of more than half waits for the operator") {
  const auto knowledge = took({"a", "b", "c", "d"});
  CHECK(texts(plan(gathered({{"a", "1"}, {"b", "1"}}), knowledge).removed) == Ids{"c", "d"});
  const auto made = plan(gathered({{"a", "1"}}), knowledge);
  CHECK(made.removed.empty());
  CHECK(texts(made.held) == Ids{"b", "c", "d"});
  const auto accepted = plan(gathered({{"a", "1"}}), knowledge, Loss::is_accepted);
  CHECK(texts(accepted.removed) == Ids{"b", "c", "d"});
  CHECK(accepted.held.empty());
}

TEST_CASE("an empty source loses all, which waits for the operator") {
  CHECK(texts(plan(gathered({}), took({"a"})).held) == Ids{"a"});
}

TEST_CASE("a feed removes what it says it deleted, and nothing for being absent") {
  auto all = gathered({{"a", "1"}});
  all.deletions = Deletions::by_activity;
  all.deleted = {DatasetId("b"), DatasetId("unknown")};
  CHECK(texts(plan(all, took({"a", "b", "c"})).removed) == Ids{"b"});
}

TEST_CASE("datasets of this node and of other sources are never removed by a source") {
  auto knowledge = took({"a"});
  knowledge.datasets.emplace(DatasetId("mine"), Known{});
  knowledge.datasets.emplace(DatasetId("theirs"), Known{"other", Standing::original, false});
  const auto made = plan(gathered({{"a", "1"}}), knowledge, Loss::is_accepted);
  CHECK(made.removed.empty());
}

TEST_CASE("what this node publishes itself is never overwritten, even when it was withdrawn") {
  auto knowledge = took({});
  knowledge.datasets.emplace(DatasetId("mine"), Known{});
  knowledge.datasets.emplace(DatasetId("withdrawn"), Known{"", Standing::own, true});
  const auto made = plan(gathered({{"mine", "9"}, {"withdrawn", "9"}}), knowledge);
  CHECK(made.takes.empty());
  CHECK(left(made) == Ids{"mine own", "withdrawn own"});
}

TEST_CASE("of two sources the one nearer to the publisher is believed, of equals the first") {
  const auto outcome = [](SourceKind kind, bool is_copy, Standing known) {
    Knowledge knowledge{"site", kind, {}, {}};
    knowledge.datasets.emplace(DatasetId("a"), Known{"other", known, false});
    auto all = gathered({{"a", "1"}});
    all.items.at(DatasetId("a")).is_copy = is_copy;
    const auto made = plan(all, knowledge);
    return made.takes.empty() ? left(made).front() : takes(made).front();
  };
  CHECK(outcome(SourceKind::file, false, Standing::original) == "a nearer_source other");
  CHECK(outcome(SourceKind::file, false, Standing::peer) == "a nearer_source other");
  CHECK(outcome(SourceKind::file, false, Standing::copy) == "~a");
  CHECK(outcome(SourceKind::peer, false, Standing::original) == "~a");
  CHECK(outcome(SourceKind::peer, false, Standing::peer) == "a nearer_source other");
  CHECK(outcome(SourceKind::peer, true, Standing::peer) == "a nearer_source other");
  CHECK(outcome(SourceKind::peer, true, Standing::copy) == "a nearer_source other");
}

TEST_CASE("a dataset that its source no longer has may come from another") {
  Knowledge knowledge{"site", SourceKind::file, {}, {}};
  knowledge.datasets.emplace(DatasetId("a"), Known{"other", Standing::peer, true});
  CHECK(takes(plan(gathered({{"a", "1"}}), knowledge)) == Ids{"^a"});
}

TEST_CASE("what comes back to its source is restored, what an operator withdrew is not") {
  auto knowledge = took({"back", "refused", "stays"});
  knowledge.datasets.at(DatasetId("back")).is_withdrawn = true;
  knowledge.earlier.at(DatasetId("back")).is_gone = true;
  knowledge.datasets.at(DatasetId("refused")).is_withdrawn = true;
  const auto made = plan(gathered({{"back", "1"}, {"refused", "2"}, {"stays", "1"}}), knowledge);
  CHECK(takes(made) == Ids{"^back"});
  CHECK(left(made) == Ids{"refused withdrawn_here"});
}

TEST_CASE("a description that failed to be stored the last time is taken again") {
  auto knowledge = took({"a"});
  knowledge.earlier.clear();
  CHECK(takes(plan(gathered({{"a", "1"}}), knowledge)) == Ids{"~a"});
}

}  // namespace
}  // namespace passerelle::harvest
