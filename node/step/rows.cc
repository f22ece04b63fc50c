#include "node/step/rows.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "connectors/duckdb/duckdb_source.h"
#include "node/analysis/event_histories.h"
#include "node/analysis/exclusion.h"
#include "node/base/secret.h"
#include "node/step/errors.h"
#include "policies/ledger/errors.h"

namespace passerelle::step {
namespace {

using query::Binding;

// The host has refused such a study already; rows that nobody can take anybody out of are not read.
Result<void> check_can_exclude(const Binding& binding, const std::vector<std::string>& persons) {
  if (persons.empty() || (binding.person && !binding.person->empty())) return {};
  return Error{StepError::protocol, "a binding without a column of persons cannot exclude any"};
}

// Names the persons of batches, space by space.
class Naming {
 public:
  explicit Naming(const Persons& persons) : persons_(persons) {
    has_one_space_ = std::all_of(persons.spaces.begin(), persons.spaces.end(),
                                 [&](const auto& space) { return space == persons.spaces[0]; });
  }

  // Returns the pseudonyms of the rows of a batch, 0 for nobody's.
  Result<std::vector<std::uint64_t>> of(const query::Column& column, const std::string& space) {
    const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values);
    const auto* texts = std::get_if<std::vector<std::string>>(&column.values);
    if (numbers == nullptr && texts == nullptr) {
      return Error{analysis::DataError::wrong_type,
                   "persons are told apart by a whole number or a text"};
    }
    std::vector<std::uint64_t> pseudonyms;
    pseudonyms.reserve(column.missing.size());
    for (std::size_t row = 0; row < column.missing.size(); ++row) {
      if (column.missing[row]) {
        pseudonyms.push_back(0);
        continue;
      }
      auto identifier = numbers != nullptr ? std::to_string((*numbers)[row]) : (*texts)[row];
      // 0 stands for nobody.
      pseudonyms.push_back(std::max<std::uint64_t>(1, persons_.pseudonyms.of(space, identifier)));
      const bool is_alone = has_one_space_ || is_in_one_space(identifier, space);
      wipe(identifier);
      if (!is_alone) {
        return Error{ledger::LedgerError::not_in_space,
                     "datasets of the study have persons with the same identifier; their holder "
                     "attaches them with one \"person_space\""};
      }
    }
    return pseudonyms;
  }

  bool has_one_space() const { return has_one_space_; }

 private:
  bool is_in_one_space(const std::string& identifier, const std::string& space) {
    const auto common = persons_.pseudonyms.of("", identifier);
    return *met_in_.try_emplace(common, &space).first->second == space;
  }

  const Persons& persons_;
  bool has_one_space_ = true;
  std::unordered_map<std::uint64_t, const std::string*> met_in_;
};

// Takes a batch of the source's columns and the pseudonyms of its rows.
using Take = std::function<Result<void>(query::RowBatch, const std::vector<std::uint64_t>&)>;

// Is told how many rows a table says it has, before they come.
using Expect = std::function<void(std::size_t)>;

class Reading {
 public:
  Reading(const analysis::StudyPlan& plan,
          const std::vector<query::StudyTable>& tables,
          const Persons& persons)
      : plan_(plan), tables_(tables), persons_(persons), naming_(persons) {}

  // Every source has a table here, and what is linked is of one space.
  Result<void> check_tables() const {
    for (std::size_t source = 0; source < plan_.sources.size(); ++source) {
      if (std::ranges::find(tables_, source, &query::StudyTable::source) != tables_.end()) continue;
      return Error{StepError::protocol, "a source of the study has no table"};
    }
    const bool is_known = std::ranges::all_of(
        tables_, [&](const auto& table) { return table.source < plan_.sources.size(); });
    if (!is_known) return Error{StepError::protocol, "a table is of no source of the study"};
    if (!plan_.has_links() || naming_.has_one_space()) return {};
    return Error{
        ledger::LedgerError::not_in_space,
        "tables are linked where their persons have the same identifiers, and their holder "
        "has not said so with one \"person_space\""};
  }

  Result<void> read_source(std::size_t source, const Expect& expect, const Take& take) {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (tables_[i].source != source) continue;
      if (auto read = read_table(i, expect, take); !read) return read;
    }
    return {};
  }

  // Returns who was taken out of the study's own rows.
  analysis::Count opted_out() const { return exclusion_.removed(); }

 private:
  // Persons are counted as the holder tells them apart, too: a study that called every row a person
  // would make many of one.
  static void tell_apart_by_holder(const analysis::Source& source, query::RowBatch& batch) {
    const auto place = std::distance(source.columns.begin(), source.columns.find(source.person));
    batch.columns[static_cast<std::size_t>(place)] = std::move(batch.columns.back());
    batch.columns.pop_back();
  }

  Result<void> read_table(std::size_t i, const Expect& expect, const Take& take) {
    const auto& table = tables_[i];
    const auto& source = plan_.sources[table.source];
    const auto& telling = table.persons();
    auto& exclusion = table.source == 0 ? exclusion_ : linked_exclusion_;
    if (auto can = check_can_exclude(telling, persons_.opted_out[i]); !can) return can;
    exclusion.exclude(persons_.opted_out[i]);
    const bool is_named = telling.person && !telling.person->empty();
    if (is_named && *telling.person != source.person && source.columns.contains(*telling.person)) {
      return Error{StepError::protocol, "a study computes with a column that identifies persons"};
    }
    if (is_named && *telling.person != source.person && !source.reading.is_plain()) {
      return Error{StepError::protocol, "rows are made of tables for persons of another column"};
    }
    const auto& name = is_named ? *telling.person : source.person;
    std::vector<std::string> columns(source.columns.begin(), source.columns.end());
    const auto person =
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    const bool is_extra = person == columns.size();
    if (is_extra) columns.push_back(name);

    auto opened = duckdb::open_duckdb(table.binding, source.reading, table.through);
    if (!opened) return opened.error();
    if (const auto rows = (*opened)->rows_told()) expect(*rows);
    return (*opened)->read(columns, [&](query::RowBatch batch) -> Result<void> {
      if (auto applied = exclusion.apply(batch, person); !applied) return applied;
      const auto pseudonyms = naming_.of(batch.columns[person], persons_.spaces[i]);
      if (!pseudonyms) return pseudonyms.error();
      if (is_extra) tell_apart_by_holder(source, batch);
      return take(std::move(batch), *pseudonyms);
    });
  }

  const analysis::StudyPlan& plan_;
  const std::vector<query::StudyTable>& tables_;
  const Persons& persons_;
  Naming naming_;
  analysis::Exclusion exclusion_;
  analysis::Exclusion linked_exclusion_{analysis::Exclusion::Nobodys::taken_out};
};

}  // namespace

Result<analysis::Frame> read_rows(const analysis::StudyPlan& plan,
                                  const std::vector<query::StudyTable>& tables,
                                  const Persons& persons) {
  Reading reading(plan, tables, persons);
  if (auto fits = reading.check_tables(); !fits) return fits.error();
  analysis::EventHistories histories(plan);
  for (std::size_t source = 1; source < plan.sources.size(); ++source) {
    const auto add = [&](query::RowBatch batch, const auto& pseudonyms) {
      return histories.add(plan.sources[source], batch, pseudonyms);
    };
    auto read = reading.read_source(source, [](std::size_t) {}, add);
    if (!read) return read.error();
  }
  histories.finish();
  analysis::FrameBuilder builder(plan, &histories);
  const auto expect = [&](std::size_t rows) { builder.expect(rows); };
  auto read = reading.read_source(0, expect, [&](query::RowBatch batch, const auto& pseudonyms) {
    return builder.add(std::move(batch), pseudonyms);
  });
  if (!read) return read.error();
  auto frame = builder.finish();
  if (frame) frame->opted_out = reading.opted_out();
  return frame;
}

}  // namespace passerelle::step
