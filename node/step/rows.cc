#include "node/step/rows.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "connectors/duckdb/duckdb_source.h"
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

 private:
  bool is_in_one_space(const std::string& identifier, const std::string& space) {
    const auto common = persons_.pseudonyms.of("", identifier);
    return *met_in_.try_emplace(common, &space).first->second == space;
  }

  const Persons& persons_;
  bool has_one_space_ = true;
  std::unordered_map<std::uint64_t, const std::string*> met_in_;
};

}  // namespace

Result<analysis::Frame> read_rows(const analysis::StudyPlan& plan,
                                  const std::vector<Binding>& bindings,
                                  const Persons& persons) {
  analysis::FrameBuilder builder(plan);
  analysis::Exclusion exclusion;
  Naming naming(persons);
  const std::vector<std::string> wanted(plan.columns.begin(), plan.columns.end());
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    const auto& binding = bindings[i];
    if (auto can = check_can_exclude(binding, persons.opted_out[i]); !can) return can.error();
    exclusion.exclude(persons.opted_out[i]);
    const bool is_named = binding.person && !binding.person->empty();
    const auto& name = is_named ? *binding.person : plan.person;
    auto columns = wanted;
    const auto person =
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    const bool is_extra = person == columns.size();
    if (is_extra) columns.push_back(name);

    auto source = duckdb::open_duckdb(binding);
    if (!source) return source.error();
    auto read = (*source)->read(columns, [&](query::RowBatch batch) -> Result<void> {
      if (auto applied = exclusion.apply(batch, person); !applied) return applied;
      const auto pseudonyms = naming.of(batch.columns[person], persons.spaces[i]);
      if (!pseudonyms) return pseudonyms.error();
      if (is_extra) batch.columns.pop_back();
      return builder.add(std::move(batch), *pseudonyms);
    });
    if (!read) return read.error();
  }
  auto frame = builder.finish();
  if (frame) frame->opted_out = exclusion.removed();
  return frame;
}

}  // namespace passerelle::step
