#include "node/service/studies/left_numbers.h"

#include <nlohmann/json.hpp>

#include "node/explanation/numbers_in_words.h"
#include "node/gate/sealed_answer.h"
#include "node/service/access/register.h"
#include "node/service/studies/order_execution.h"
#include "node/service/studies/order_store.h"

namespace passerelle::service {
namespace {

using documents::Language;

constexpr std::size_t kRoundsOnPage = 20;

template <class InWords>
Json in_both(const InWords& in_words) {
  return {{"en", in_words(Language::en)}, {"fr", in_words(Language::fr)}};
}

Json counts_of(const analysis::StudyPlan& plan, const analysis::Partial& partial) {
  Json counts = Json::array();
  for (const auto& [cell, count] : partial.cells) {
    if (!count) continue;
    const auto what = in_both([&, &key = cell](Language language) {
      return explanation::cell_in_words(plan, key, language);
    });
    counts.push_back({{"what", what}, {"rows", count->rows}, {"persons", count->persons}});
  }
  return counts;
}

// Each beside its numbers as they left.
Json sums_of(const analysis::StudyPlan& plan, const analysis::Partial& partial, Json numbers) {
  Json sums = Json::array();
  auto sent = numbers.begin();
  for (const auto& [slot, value] : partial.sums) {
    auto as_sent = *sent++;
    if (!value) continue;
    for (const char* place : {"analysis", "variable", "level"}) as_sent.erase(place);
    const auto what = in_both([&, &key = slot](Language language) {
      return explanation::sums_in_words(plan, key, language);
    });
    sums.push_back({{"what", what}, {"numbers", std::move(as_sent)}});
  }
  return sums;
}

Result<Json> round_in_words(const StoredOrder& stored, const Node& node, std::string received) {
  const auto plan = plan_of(stored.order);
  if (!plan) return plan.error();
  const auto envelope = parse_json(stored.answer);
  if (!envelope) return envelope.error();
  const auto opened = gate::open_answer(*envelope, node.seal_key.public_key());
  if (!opened) return opened.error();
  const auto& partial = opened->partial;
  auto sent = analysis::to_json(partial);
  Json round{{"run", stored.order.run.text()},
             {"round", stored.order.round},
             {"received", std::move(received)},
             {"requesting_node", stored.requesting_node.text()},
             {"study",
              {{"id", plan->id},
               {"version", plan->version},
               {"title", plan->title},
               {"digest", plan->digest}}},
             {"rules", disclosure::to_json(opened->context.rules)},
             {"counts", counts_of(*plan, partial)},
             {"sums", sums_of(*plan, partial, sent.at("sums"))}};
  for (const char* agreed : {"curve_levels", "groupings", "grid_ranges"}) {
    const auto found = sent.find(agreed);
    if (found != sent.end() && !found->empty()) round["agreed"][agreed] = *found;
  }
  return round;
}

}  // namespace

Result<Json> list_left_numbers(Node& node,
                               const ApplicationId& application,
                               const std::string& wanted_page) {
  const auto entry = show_register_entry(node, application);
  if (!entry) return entry;
  const bool is_published = entry->contains("application_part");
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto rows = reader.query(
        "select run, round, received from orders where state = 'answered' and ?2 and permit in"
        " (select id from permits where application = ?1) order by received, run, round",
        application, is_published ? 1 : 0);
    if (!rows) return rows.error();
    const auto page = page_of(wanted_page, rows->size(), kRoundsOnPage);
    if (!page) return page.error();
    Json rounds = Json::array();
    for (auto i = page->begin; i < page->end; ++i) {
      const auto& row = (*rows)[i];
      const auto stored = find_order(reader, RunId(row.text(0)), static_cast<int>(row.integer(1)));
      if (!stored) return stored.error();
      auto round = round_in_words(**stored, node, row.text(2));
      rounds.push_back(round ? *std::move(round)
                             : Json{{"run", row.text(0)},
                                    {"round", row.integer(1)},
                                    {"received", row.text(2)},
                                    {"unreadable", round.error().name()}});
    }
    return Json{{"application", application.text()},
                {"page", page->number},
                {"pages", page->pages},
                {"rounds", std::move(rounds)}};
  });
}

}  // namespace passerelle::service
