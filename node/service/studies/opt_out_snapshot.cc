#include "node/service/studies/opt_out_snapshot.h"

#include <spdlog/spdlog.h>

#include "node/base/secret.h"
#include "node/service/access/permits.h"
#include "node/service/errors.h"
#include "policies/privacy/errors.h"

namespace passerelle::service {

Result<OptOutSnapshot> opt_out_snapshot(const Node& node,
                                        store::Reader& reader,
                                        const federation::Order& order,
                                        const access::Permit& permit) {
  const auto first = reader.query_one(
      "select received, opt_outs_known from orders where run = ? and round = 0", order.run);
  if (!first) return first.error();
  if (!*first) return Error{ServiceError::conflict, "the run has no first round here"};
  const auto started = (*first)->instant(0);
  if (!started) return started.error();
  const auto rule = node.config.opt_out;
  return OptOutSnapshot{{rule, privacy::snapshot_time(rule, permit.opt_out.snapshot, *started),
                         permit.opt_out.exception},
                        (*first)->integer(1)};
}

Result<std::vector<privacy::Statement>> statements_on(store::Reader& reader,
                                                      const DatasetId& dataset,
                                                      std::int64_t known) {
  std::vector<privacy::Statement> statements;
  auto read = reader.each(
      [&](const store::Row& row) -> Result<void> {
        const auto choice = privacy::parse_choice(row.text(1));
        if (!choice) return choice.error();
        const auto recorded_at = row.instant(2);
        if (!recorded_at) return recorded_at.error();
        statements.push_back({row.text(0), *choice, *recorded_at});
        return {};
      },
      "select person, choice, recorded_at from opt_outs"
      " where dataset in ('', ?) and number <= ?",
      dataset, known);
  if (!read) return read.error();
  return statements;
}

namespace {

void wipe_all(std::vector<std::vector<std::string>>& lists) {
  for (auto& list : lists) {
    for (auto& person : list) wipe(person);
  }
}

}  // namespace

Result<std::vector<std::vector<std::string>>> who_opted_out(
    store::Reader& reader,
    const OptOutSnapshot& snapshot,
    const std::vector<AttachedTable>& tables,
    bool are_linked) {
  std::vector<std::vector<std::string>> opted_out(tables.size());
  if (snapshot.treatment.exception) return opted_out;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto& [dataset, version, table] = tables[i];
    auto statements = statements_on(reader, dataset, snapshot.known);
    if (!statements) return statements.error();
    opted_out[i] = privacy::opted_out(*statements, snapshot.treatment.as_of);
    for (auto& statement : *statements) wipe(statement.person);
  }
  if (are_linked) {
    std::vector<std::string> of_any;
    for (const auto& list : opted_out) of_any.insert(of_any.end(), list.begin(), list.end());
    wipe_all(opted_out);
    opted_out.assign(tables.size(), of_any);
    for (auto& person : of_any) wipe(person);
  }
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (opted_out[i].empty()) continue;
    const auto& person = tables[i].table.persons().person;
    if (!person) {
      wipe_all(opted_out);
      return Error{privacy::PrivacyError::no_person_column,
                   tables[i].dataset.text() +
                       ": its holder has not said which column of a table of "
                       "the study identifies persons, so opt-outs cannot be applied (Art. 71)"};
    }
    if (person->empty()) {
      // Art. 71 acts only where a person can be identified in the data.
      spdlog::info("opt_outs_without_effect: {}: the data identify nobody",
                   tables[i].dataset.text());
      opted_out[i].clear();
    }
  }
  return opted_out;
}

Result<OptOutSnapshot> opt_outs_now(const Node& node, store::Reader& reader) {
  const auto known = reader.query_one("select coalesce(max(number), 0) from opt_outs");
  if (!known) return known.error();
  return OptOutSnapshot{{node.config.opt_out, node.now(), {}}, (*known)->integer(0)};
}

Result<worker::Persons> persons_to_tell(Node& node,
                                        const OptOutSnapshot& snapshot,
                                        const std::vector<AttachedTable>& tables,
                                        const analysis::StudyPlan& plan) {
  auto opted_out = node.database.read([&](store::Reader& reader) {
    return who_opted_out(reader, snapshot, tables, plan.has_links());
  });
  if (!opted_out) return opted_out.error();
  return worker::Persons{*std::move(opted_out), person_spaces(tables, plan).by_table,
                         node.ledger_key.pseudonym_key()};
}

}  // namespace passerelle::service
